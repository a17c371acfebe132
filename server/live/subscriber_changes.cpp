// How changes reach a connection: live from the shard, from the log when it is behind, and what happens when
// its queue is full.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "server/live/subscriber.hpp"

namespace dossier::live {

namespace asio = boost::asio;

bool subscriber::collect(match_kind match, subscription& one) {
  const bool first =
      std::all_of(collected_.begin(), collected_.end(), [](const auto& list) { return list.empty(); });
  collected_.at(static_cast<std::size_t>(match)).push_back(&one);
  return first;
}

/// One message a kind of match. A subscription whose message found no room keeps its position before the
/// change.
void subscriber::send_collected(const feed_change& change) {
  bool full = closed_ || congested_;
  for (std::size_t kind = 0; kind < collected_.size(); ++kind) {
    std::vector<subscription*>& list = collected_.at(kind);
    if (!list.empty() && !full) {
      std::vector<std::string> ids;
      if (list.size() > 1) {
        for (const subscription* one : list) ids.push_back(one->id);
      }
      std::string head = list.size() == 1 ? list.front()->head : change_head(ids);
      full = !socket_.send(std::move(head), change.tail(static_cast<match_kind>(kind)));
      if (!full) ++shard_->counters().messages;
    }
    for (subscription* one : list) one->position = full ? change.seq() - 1 : change.seq();
    list.clear();
  }
  if (full && !closed_ && !congested_) congested();
}

void subscriber::reset_to(subscription& one, std::int64_t seq) {
  if (one.position >= seq) return;
  one.position = seq;
  ++shard_->counters().resets;
  answer(reset{one.id, seq});
}

/// Takes the live subscriptions out of the shard's hands; they know what it has told.
void subscriber::park() {
  for (const auto& [id, one] : subscriptions_) {
    if (!one->live) continue;
    one->position = std::max(one->position, shard_->position(tenant_id_));
    hub_shard::part(*one);
  }
}

/// The queue is full: from here on nothing is sent until it has drained.
void subscriber::congested() {
  congested_ = true;
  ++shard_->counters().congestions;
  park();
  deadline_.expires_after(limits_.drain_deadline);
  deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& canceled) {
    const auto self = weak.lock();
    if (canceled || !self || !self->congested_ || self->closed_) return;
    ++self->shard_->counters().slow_closes;
    self->end(close_code::try_again, "too slow");
  });
}

void subscriber::drained() {
  if (closed_ || !congested_) return;
  congested_ = false;
  deadline_.cancel();
  while (!waiting_answers_.empty()) {
    if (!socket_.send(waiting_answers_.front())) return congested();
    waiting_answers_.pop_front();
  }
  if (!greeted_) start();
  catch_up_soon();
}

void subscriber::catch_up_soon() {
  if (closed_ || congested_ || catching_up_) return;
  catching_up_ = true;
  park();
  asio::co_spawn(
      shard_->context(),
      [](std::shared_ptr<subscriber> self) { return self->catch_up(); }(shared_from_this()), asio::detached);
}

std::vector<subscription*> subscriber::behind() const {
  std::vector<subscription*> list;
  for (const auto& [id, one] : subscriptions_) {
    if (!one->live) list.push_back(one.get());
  }
  return list;
}

/// Resets those that are too far behind; once all know everything up to `through`, they go live together.
void subscriber::settle(std::int64_t through) {
  const std::vector<subscription*> waiting = behind();
  for (subscription* one : waiting) {
    if (through - one->position > limits_.replay_limit) reset_to(*one, through);
    if (closed_ || congested_) return;
  }
  const bool ready = std::all_of(waiting.begin(), waiting.end(),
                                 [&](const subscription* one) { return one->position >= through; });
  if (!ready) return;
  for (subscription* one : waiting) hub_shard::join(*one);
}

/// Reads the log for all subscriptions that are behind, from the one furthest back, until none is.
asio::awaitable<void> subscriber::catch_up() {
  const auto self = shared_from_this();
  std::optional<log_reader> reader;
  while (!closed_ && !congested_) {
    // No one else's code runs between this look at the shard's position and the joining: no gap, no
    // repetition.
    const std::int64_t through = shard_->position(tenant_id_);
    settle(through);
    const std::vector<subscription*> waiting = behind();
    if (closed_ || congested_ || waiting.empty()) break;
    const std::int64_t from = (*std::min_element(waiting.begin(), waiting.end(), [](auto* left, auto* right) {
                                return left->position < right->position;
                              }))->position;
    if (!reader || reader->position() != from) reader.emplace(shard_->lane(), tenant_id_, from);
    result<log_reader::page> page = co_await reader->next(through);
    if (closed_ || congested_) break;
    if (!page) {
      asio::steady_timer retry(shard_->context(), retry_wait);
      boost::system::error_code ignored;
      co_await retry.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      continue;
    }
    if (page->lost) {
      for (subscription* one : behind()) {
        if (one->position == from) reset_to(*one, through);
      }
      continue;
    }
    for (const shared_change& change : page->changes) {
      if (closed_ || congested_) break;
      replay(*change, from);
    }
  }
  catching_up_ = false;
}

/// Sends one change of a page that begins after `from` to the subscriptions that are behind and have not had
/// it. One that came in meanwhile, from further back, has its turn with the next page.
void subscriber::replay(const feed_change& change, std::int64_t from) {
  const std::vector<subscription*> waiting = behind();
  for (subscription* one : waiting) {
    if (one->position < from || one->position >= change.seq()) continue;
    if (one->group->resource == change.resource()) {
      if (!change.readable()) {
        reset_to(*one, change.seq());
        continue;
      }
      if (const auto match = one->group->match(change)) {
        collect(*match, *one);
        continue;
      }
    }
    one->position = change.seq();
  }
  send_collected(change);
}

}  // namespace dossier::live
