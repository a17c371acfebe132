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
  for (std::size_t i = 0; i < collections_; ++i) {
    collection& same = collected_[i];
    const bool same_fields =
        same.only == one.only || (same.only && one.only && same.only->key == one.only->key);
    if (same.match != match || !same_fields) continue;
    same.members.push_back(&one);
    return false;
  }
  if (collections_ == collected_.size()) collected_.emplace_back();
  collection& next = collected_[collections_];
  next.match = match;
  next.only = one.only;
  next.members.push_back(&one);
  return ++collections_ == 1;
}

/// One message for all that are told the same. A subscription whose message found no room keeps its position
/// before the change.
void subscriber::send_collected(const feed_change& change, const referenced_record& referenced) {
  bool full = closed_ || congested_;
  for (std::size_t i = 0; i < collections_; ++i) {
    collection& same = collected_[i];
    if (!full) {
      std::vector<std::string> ids;
      if (same.members.size() > 1) {
        for (const subscription* one : same.members) ids.push_back(one->id);
      }
      std::string head = ids.empty() ? same.members.front()->head : change_head(ids);
      full = !socket_.send(std::move(head), change.tail(same.match, same.only.get(), referenced));
      if (!full) ++shard_->counters().messages;
    }
    // What time did stands in no log: who has no room for it is reset when it comes back.
    for (subscription* one : same.members) {
      if (change.is_of_the_log()) one->position = full ? change.seq() - 1 : change.seq();
    }
    same.members.clear();
    same.only.reset();
  }
  collections_ = 0;
  if (full && !closed_ && !congested_) congested();
}

void subscriber::reset_to(subscription& one, std::int64_t seq) {
  if (one.position < seq) reset_anyway(one, seq);
}

void subscriber::reset_anyway(subscription& one, std::int64_t seq) {
  one.position = seq;
  one.renewal = one.group->renewal;
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
  asio::co_spawn(shard_->context(), caught_up(shared_from_this()), asio::detached);
}

std::vector<subscription*> subscriber::behind() const {
  std::vector<subscription*> list;
  for (const auto& [id, one] : subscriptions_) {
    if (!one->live) list.push_back(one.get());
  }
  return list;
}

/// Resets those that are too far behind or have missed what time did; once all know everything up to
/// `through`, they go live together.
void subscriber::settle(std::int64_t through) {
  const std::vector<subscription*> waiting = behind();
  for (subscription* one : waiting) {
    const bool missed_time = one->group->relative && one->renewal != one->group->renewal;
    const bool too_far = through - one->position > limits_.replay_limit;
    if (missed_time || too_far) reset_anyway(*one, std::max(one->position, through));
    if (closed_ || congested_) return;
  }
  const bool ready = std::all_of(waiting.begin(), waiting.end(),
                                 [&](const subscription* one) { return one->position >= through; });
  if (!ready) return;
  for (subscription* one : waiting) hub_shard::join(*one);
}

/// References of changes in the resources of subscriptions that are behind, which are not known.
std::vector<missing_reference> subscriber::missing_of(const std::vector<shared_change>& changes) {
  std::vector<missing_reference> missing;
  const std::vector<subscription*> waiting = behind();
  const reference_cache& known = shard_->references(tenant_id_);
  for (const shared_change& change : changes) {
    const bool shown = std::any_of(waiting.begin(), waiting.end(), [&](const subscription* one) {
      return one->group->type->names.resource == change->resource();
    });
    if (!shown || !change->readable()) continue;
    if (const auto* image = change->before()) known.missing_of(*image, missing);
    if (const auto* image = change->after()) known.missing_of(*image, missing);
  }
  return missing;
}

/// The frame owns the connection from its making on, not only from when it first runs.
asio::awaitable<void> subscriber::caught_up(std::shared_ptr<subscriber> self) {
  co_await self->catch_up();
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
      co_await wait_to_retry();
      continue;
    }
    std::vector<missing_reference> missing = missing_of(page->changes);
    while (!missing.empty() && !closed_ && !congested_) {
      const bool read = co_await shard_->references(tenant_id_).load(std::move(missing));
      if (closed_ || congested_) break;
      if (!read) co_await wait_to_retry();
      if (!closed_ && !congested_) missing = missing_of(page->changes);
    }
    if (closed_ || congested_) break;
    if (page->lost) {
      for (subscription* one : behind()) {
        if (one->position == from) reset_to(*one, through);
      }
      continue;
    }
    for (const shared_change& change : page->changes) {
      if (closed_ || congested_) break;
      replay(*change, from, through);
      if (closed_ || congested_) break;
      if (follows_log()) replay(change->entry(), from, through);
    }
  }
  catching_up_ = false;
}

/// Whether a subscription that is behind is one of the log's own entries.
bool subscriber::follows_log() const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(), [](const auto& each) {
    return !each.second->live && each.second->group->type->names.is_log;
  });
}

asio::awaitable<void> subscriber::wait_to_retry() {
  asio::steady_timer timer(shard_->context(), retry_wait);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

/// Sends one change of a page that begins after `from` to the subscriptions that are behind and have not had
/// it. One that came in meanwhile, from further back, has its turn with the next page. One whose filter looks
/// at what changed is reset to where the reading will end.
void subscriber::replay(const feed_change& change, std::int64_t from, std::int64_t through) {
  std::optional<evaluation> held;
  if (change.readable()) held.emplace(change, shard_->references(tenant_id_));
  for (subscription* one : behind()) {
    if (one->position < from || one->position >= change.seq()) continue;
    const bool shown = one->group->type->names.resource == change.resource();
    if (!shown && one->group->type->names.is_log) continue;  // its turn is the change's entry
    shard_->keep_up_with_time(*one->group);
    if (held && touches_what_is_looked_at(*one->group, change)) {
      reset_to(*one, through);
    } else if (shown && !held) {
      reset_to(*one, change.seq());
    } else if (const auto match = shown ? held->match(*one->group) : std::nullopt) {
      collect(*match, *one);
    } else {
      one->position = change.seq();
    }
  }
  send_collected(change, hub_shard::named_by(shard_->references(tenant_id_)));
}

}  // namespace dossier::live
