#include "server/records/tracked_list.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace dossier::records {

namespace asio = boost::asio;

tracked_list::tracked_list(tracked_list_name name) : name_(std::move(name)), fences_(name_.by) {
  touch();
}

std::optional<fence_range> tracked_list::begin_load() {
  const std::lock_guard lock(mutex_);
  if (load_ || load_is_void_) return std::nullopt;
  if (!ready_) {
    load_ = load{};
    return load_->range;
  }
  if (!crowded_) return std::nullopt;
  for (std::size_t i = 0; i < fences_.count(); ++i) {
    if (fences_.at(i).rows <= fence_rows_max) continue;
    load_ = load{};
    load_->range = {fences_.at(i).behind, fences_.end_of(i)};
    return load_->range;
  }
  crowded_ = false;
  return std::nullopt;
}

void tracked_list::loaded(std::int64_t seq, std::vector<fences::bucket> buckets) {
  {
    const std::lock_guard lock(mutex_);
    if (load_is_void_ || !load_) {
      load_is_void_ = false;
      return;
    }
    load_->seq = seq;
    load_->buckets = std::move(buckets);
    if (position_ >= seq) install();
  }
  wake();
}

void tracked_list::load_failed() {
  const std::lock_guard lock(mutex_);
  load_.reset();
  load_is_void_ = false;
}

void tracked_list::restart(std::int64_t seq) {
  {
    const std::lock_guard lock(mutex_);
    forget();
    position_ = seq;
  }
  wake();
}

void tracked_list::forget() {
  ready_ = false;
  fences_ = fences(name_.by);
  crowded_ = false;
  totals_.clear();
  load_is_void_ = load_.has_value() && !load_->seq;
  load_.reset();
}

bool tracked_list::in_range(const fence_range& range, const query::page_position& at) const {
  if (range.behind && !stands_before(name_.by, *range.behind, at)) return false;
  return !range.end || !stands_before(name_.by, *range.end, at);
}

void tracked_list::record(std::int64_t seq, query::page_position at, std::int64_t rows) {
  if (!load_ || load_->overflowed || !in_range(load_->range, at)) return;
  if (load_->seq && seq <= *load_->seq) return;  // it is in what was read
  if (load_->events.size() == recorded_rows_max) {
    load_->overflowed = true;
    load_->events.clear();
    return;
  }
  load_->events.push_back({seq, std::move(at), rows});
}

void tracked_list::count_row(std::int64_t seq, query::page_position at, std::int64_t rows) {
  if (ready_) {
    const std::size_t bucket = fences_.bucket_of(at);
    if (!fences_.count_in(bucket, rows)) {
      spdlog::error("a tracked list of {} lost a row that it did not have; it is counted anew",
                    name_.type->names.resource);
      forget();
      return;
    }
    if (rows < 0 && !load_) fences_.join(bucket);
    if (rows > 0 && fences_.at(bucket).rows > fence_rows_max) crowded_ = true;
  }
  record(seq, std::move(at), rows);
}

void tracked_list::count(std::int64_t seq, const describe::any_record* before,
                         const describe::any_record* after) {
  std::optional<query::page_position> was;
  std::optional<query::page_position> is;
  if (before != nullptr) was = query::position_of(name_.by, *before);
  if (after != nullptr) is = query::position_of(name_.by, *after);
  if (was == is) return;
  const std::lock_guard lock(mutex_);
  const std::int64_t rows = fences_.rows();
  if (was) count_row(seq, std::move(*was), -1);
  if (is) count_row(seq, std::move(*is), 1);
  if (!ready_ || fences_.rows() == rows) return;
  totals_.emplace_back(seq, fences_.rows());
  if (totals_.size() > remembered_totals) totals_.pop_front();
}

void tracked_list::reached(std::int64_t seq) {
  {
    const std::lock_guard lock(mutex_);
    position_ = seq;
    if (load_ && load_->seq && position_ >= *load_->seq) install();
  }
  wake();
}

/// Puts what was read in its place, brought from its own position to the list's.
void tracked_list::install() {
  load read = std::move(*load_);
  load_.reset();
  if (read.overflowed) return;  // and is read again
  fences part(name_.by);
  part.replace(0, std::move(read.buckets));
  bool sound = true;
  for (const row_event& each : read.events) {
    if (each.seq > *read.seq) sound = part.count_in(part.bucket_of(each.at), each.rows) && sound;
  }
  std::vector<fences::bucket> buckets;
  for (std::size_t i = 0; i < part.count(); ++i) buckets.push_back(part.at(i));
  if (!ready_) {
    if (!sound) return;
    fences_.replace(0, std::move(buckets));
    totals_.assign(1, {position_, fences_.rows()});
    crowded_ = true;  // as far as anybody knows
    ready_ = true;
    return;
  }
  std::size_t place = 0;
  while (place < fences_.count() && fences_.at(place).behind != read.range.behind) ++place;
  if (!sound || place == fences_.count() || fences_.at(place).rows != part.rows()) {
    spdlog::error("a tracked list of {} does not hold what the database holds; it is counted anew",
                  name_.type->names.resource);
    forget();
    return;
  }
  fences_.replace(place, std::move(buckets));
}

std::int64_t tracked_list::position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

std::optional<std::int64_t> tracked_list::total(std::int64_t seq) const {
  const std::lock_guard lock(mutex_);
  if (!ready_) return std::nullopt;
  const auto later = std::upper_bound(totals_.begin(), totals_.end(), seq,
                                      [](std::int64_t at, const auto& known) { return at < known.first; });
  if (later == totals_.begin()) return fences_.rows();
  return std::prev(later)->second;
}

std::optional<fence_place> tracked_list::find(std::int64_t number) const {
  const std::lock_guard lock(mutex_);
  if (!ready_) return std::nullopt;
  return fences_.find(number);
}

tracked_list::coverage tracked_list::covered() const {
  const std::lock_guard lock(mutex_);
  return covered_;
}

void tracked_list::cover(coverage known) {
  const std::lock_guard lock(mutex_);
  covered_.writes = std::max(covered_.writes, known.writes);
  covered_.seq = std::max(covered_.seq, known.seq);
}

asio::awaitable<void> tracked_list::moved_from(std::uint64_t seen, clock::time_point until) {
  const auto executor = co_await asio::this_coro::executor;
  const auto timer = std::make_shared<asio::steady_timer>(executor, until);
  {
    const std::lock_guard lock(mutex_);
    if (moves() != seen) co_return;
    waiting_.push_back(timer);
  }
  boost::system::error_code ignored;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  const std::lock_guard lock(mutex_);
  std::erase(waiting_, timer);
}

void tracked_list::wake() {
  std::vector<std::shared_ptr<asio::steady_timer>> waiting;
  {
    const std::lock_guard lock(mutex_);
    moves_.fetch_add(1, std::memory_order_acq_rel);
    waiting = std::exchange(waiting_, {});
  }
  // On the timer's own thread, where by then somebody waits for it.
  for (const auto& timer : waiting) asio::post(timer->get_executor(), [timer] { timer->cancel(); });
}

}  // namespace dossier::records
