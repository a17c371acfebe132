#include "server/records/tracked_lists.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "server/live/log_reader.hpp"

namespace dossier::records {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

/// How often lists that nobody asks for are looked for, within the time they may be idle.
constexpr int sweeps_in_idle = 4;

}  // namespace

tracked_lists::tracked_lists(asio::io_context& io, std::shared_ptr<live::feed> changes,
                             live::snapshot_source& snapshots, live::sequencer& log,
                             tracked_lists_limits limits)
    : io_(io),
      feed_(std::move(changes)),
      snapshots_(snapshots),
      log_(log),
      limits_(limits),
      timer_(io),
      sweep_timer_(io) {}

// --- for any thread

tracked_lists::shared_list tracked_lists::find(const tracked_list_name& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = lists_.find(name.key());
  return found == lists_.end() ? nullptr : found->second;
}

/// Any list of the same records that has been counted.
tracked_lists::shared_list tracked_lists::find_view(const tracked_list_name& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_view_.find(name.view_key());
  if (found == by_view_.end()) return nullptr;
  for (const shared_list& list : found->second) {
    if (list->ready()) return list;
  }
  return nullptr;
}

tracked_lists::shared_list tracked_lists::find_or_add(const tracked_list_name& name) {
  const std::string key = name.key();
  shared_list evicted;
  shared_list list;
  bool sweep_too = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return nullptr;
    if (const auto found = lists_.find(key); found != lists_.end()) {
      found->second->touch();
      return found->second;
    }
    if (lists_.size() >= limits_.lists) {
      const auto oldest = std::min_element(lists_.begin(), lists_.end(), [](const auto& a, const auto& b) {
        return a.second->used() < b.second->used();
      });
      evicted = oldest->second;
      std::erase(by_view_[evicted->name().view_key()], evicted);
      lists_.erase(oldest);
    }
    list = std::make_shared<tracked_list>(name);
    lists_.emplace(key, list);
    by_view_[name.view_key()].push_back(list);
    sweep_too = !std::exchange(sweeping_, true);
  }
  asio::post(io_, [self = shared_from_this(), list, evicted, sweep_too] {
    if (evicted) self->remove(evicted);
    self->add(list);
    if (sweep_too) asio::co_spawn(self->io_, self->sweep(), asio::detached);
  });
  return list;
}

void tracked_lists::track(const tracked_list_name& name) {
  (void)find_or_add(name);
}

std::size_t tracked_lists::size() const {
  const std::lock_guard lock(mutex_);
  return lists_.size();
}

bool tracked_lists::ready(const tracked_list_name& name) const {
  const shared_list list = find(name);
  return list && list->ready();
}

/// Waits until the list stands for everything the page includes; answers the position that does.
asio::awaitable<std::optional<std::int64_t>> tracked_lists::settled(db::read_lane& lane, shared_list of,
                                                                    moment at,
                                                                    std::chrono::milliseconds longest) {
  const clock::time_point until = clock::now() + longest;
  while (of->covered().writes < at.writes) {
    if (log_.writes_in_log() >= at.writes) {
      const auto head = co_await live::read_log_head(lane, of->name().tenant);
      if (!head) co_return std::nullopt;
      of->cover({at.writes, *head});
      break;
    }
    if (clock::now() >= until) co_return std::nullopt;
    asio::steady_timer timer(co_await asio::this_coro::executor, settle_poll);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  const std::int64_t needed = std::max(at.seq, of->covered().seq);
  while (true) {
    const std::uint64_t seen = of->moves();
    if (of->position() >= needed) co_return needed;
    if (clock::now() >= until) co_return std::nullopt;
    co_await of->moved_from(seen, until);
  }
}

asio::awaitable<std::optional<tracked_lists::list_total>> tracked_lists::total(db::read_lane& lane,
                                                                               tracked_list_name name,
                                                                               moment at) {
  const shared_list list = find_view(name);
  if (!list) co_return std::nullopt;
  list->touch();
  const auto seq = co_await settled(lane, list, at, settle_deadline);
  const auto rows = list->total(seq.value_or(list->position()));
  if (!rows) co_return std::nullopt;
  co_return list_total{*rows, seq.has_value()};
}

asio::awaitable<std::optional<fence_place>> tracked_lists::place(db::read_lane& lane, tracked_list_name name,
                                                                 std::int64_t number, std::uint64_t writes) {
  const shared_list list = find_or_add(name);
  if (!list) co_return std::nullopt;
  const clock::time_point until = clock::now() + first_jump_deadline;
  while (true) {
    const std::uint64_t seen = list->moves();
    if (list->ready()) break;
    if (clock::now() >= until) co_return std::nullopt;
    co_await list->moved_from(seen, until);
  }
  // A log that is behind is no reason to refuse a jump: it lands where the row stood a moment ago.
  (void)co_await settled(lane, list, {0, writes}, jump_settle_deadline);
  co_return list->find(number);
}

void tracked_lists::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_.exchange(true)) return;
  }
  asio::post(io_, [self = shared_from_this()] {
    self->timer_.cancel();
    self->sweep_timer_.cancel();
  });
}

// --- on the thread that follows the log

void tracked_lists::add(shared_list list) {
  if (stopped_) return;
  const uuid& tenant = list->name().tenant;
  const bool is_new = !followed_.contains(tenant);
  followed& in = followed_[tenant];
  const std::string key = list->name().view_key();
  const auto known =
      std::find_if(in.views.begin(), in.views.end(), [&](const view& each) { return each.key == key; });
  if (in.position) list->restart(*in.position);
  if (known != in.views.end()) {
    known->lists.push_back(std::move(list));
  } else {
    in.views.push_back({key, {std::move(list)}});
  }
  if (is_new) {
    feed_->follow(tenant, shared_from_this());
  } else if (in.position) {
    load_soon();
  }
}

void tracked_lists::remove(const shared_list& list) {
  const auto found = followed_.find(list->name().tenant);
  if (found == followed_.end()) return;
  auto& views = found->second.views;
  for (view& each : views) std::erase(each.lists, list);
  std::erase_if(views, [](const view& each) { return each.lists.empty(); });
  if (!views.empty()) return;
  followed_.erase(found);
  feed_->unfollow(list->name().tenant, shared_from_this());
}

void tracked_lists::joined(uuid tenant_id, std::int64_t seq) {
  const auto found = followed_.find(tenant_id);
  if (found == followed_.end()) return;
  found->second.position = seq;
  restart(found->second, seq);
  load_soon();
}

void tracked_lists::restart(followed& in, std::int64_t seq) {
  for (const view& each : in.views) {
    for (const shared_list& list : each.lists) list->restart(seq);
  }
}

void tracked_lists::broken(uuid tenant_id, std::int64_t seq) {
  const auto found = followed_.find(tenant_id);
  if (found == followed_.end() || !found->second.position) return;
  found->second.position = seq;
  restart(found->second, seq);
  load_soon();
}

void tracked_lists::deliver(live::shared_batch batch) {
  const auto found = followed_.find(batch->tenant_id);
  if (found == followed_.end() || !found->second.position) return;
  followed& in = found->second;
  for (const live::shared_change& change : batch->changes) {
    if (change->seq() <= *in.position) continue;
    if (change->seq() == *in.position + 1) {
      count(in, *change);
    } else {
      spdlog::error("tracked lists: change {} follows {}; they are counted anew", change->seq(),
                    *in.position);
      restart(in, change->seq());
    }
    in.position = change->seq();
  }
  for (const view& each : in.views) {
    for (const shared_list& list : each.lists) list->reached(*in.position);
  }
  load_soon();
}

/// Counts a change for all lists of its resource, each filter evaluated once.
void tracked_lists::count(followed& in, const live::feed_change& change) {
  for (const view& each : in.views) {
    const tracked_list_name& name = each.lists.front()->name();
    if (name.type->names.resource != change.resource()) continue;
    if (!change.readable()) {
      for (const shared_list& list : each.lists) list->restart(change.seq());
      continue;
    }
    const auto in_view = [&](const describe::any_record* image) {
      return image != nullptr && query::matches(name.where, *image) ? image : nullptr;
    };
    const describe::any_record* before = in_view(change.before());
    const describe::any_record* after = in_view(change.after());
    if (before == nullptr && after == nullptr) continue;
    for (const shared_list& list : each.lists) list->count(change.seq(), before, after);
  }
}

void tracked_lists::load_soon() {
  if (loading_ || stopped_) return;
  loading_ = true;
  asio::co_spawn(io_, load_all(), asio::detached);
}

/// Reads what lists need to have read, one after the other, until none needs anything.
asio::awaitable<void> tracked_lists::load_all() {
  const auto self = shared_from_this();
  bool found = true;
  while (found && !stopped_) {
    found = false;
    std::vector<shared_list> lists;
    for (const auto& [tenant, in] : followed_) {
      if (!in.position) continue;
      for (const view& each : in.views) lists.insert(lists.end(), each.lists.begin(), each.lists.end());
    }
    for (const shared_list& list : lists) {
      if (stopped_) break;
      auto range = list->begin_load();
      if (!range) continue;
      found = true;
      const bool done = co_await load(list, std::move(*range));
      if (!done && !stopped_) co_await pause(retry_wait);
    }
  }
  loading_ = false;
}

asio::awaitable<bool> tracked_lists::load(shared_list list, fence_range range) {
  std::vector<fences::bucket> buckets;
  std::int64_t at_seq = 0;
  const live::snapshot_source::job job = [&](pqxx::work& at, std::int64_t seq) {
    buckets = read_fences(at, list->name(), range);
    at_seq = seq;
  };
  const auto done = co_await snapshots_.read(list->name().tenant, job);
  if (done) {
    list->loaded(at_seq, std::move(buckets));
  } else {
    list->load_failed();
  }
  co_return done.ok();
}

/// Lets go of lists that nobody has asked for in a while.
asio::awaitable<void> tracked_lists::sweep() {
  const auto self = shared_from_this();
  while (!stopped_) {
    sweep_timer_.expires_after(limits_.idle / sweeps_in_idle);
    boost::system::error_code ignored;
    co_await sweep_timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    std::vector<shared_list> idle;
    bool last = false;
    {
      const std::lock_guard lock(mutex_);
      const clock::time_point before = clock::now() - limits_.idle;
      for (auto each = lists_.begin(); each != lists_.end();) {
        const shared_list list = each->second;
        if (list->used() >= before) {
          ++each;
          continue;
        }
        idle.push_back(list);
        std::erase(by_view_[list->name().view_key()], list);
        each = lists_.erase(each);
      }
      std::erase_if(by_view_, [](const auto& each) { return each.second.empty(); });
      last = lists_.empty();
      if (last) sweeping_ = false;
    }
    for (const shared_list& list : idle) remove(list);
    if (last) co_return;
  }
}

asio::awaitable<void> tracked_lists::pause(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  boost::system::error_code ignored;
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace dossier::records
