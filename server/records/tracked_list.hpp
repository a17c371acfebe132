#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "server/records/fence_reader.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::records {

/// How many rows a list has and where its n-th one stands, at a position of the log. Counted once in an exact
/// snapshot and kept by the changes that come after it. What one thread does (whoever follows the log) and
/// what any thread may ask stand apart below; its lock is held for one change or one look at most.
class tracked_list {
 public:
  using clock = std::chrono::steady_clock;
  /// Changes whose totals are remembered, so that a page is answered the total of its own position.
  static constexpr std::size_t remembered_totals = 256;
  /// Rows that come and go while a snapshot is read, at most; beyond, it is read anew.
  static constexpr std::size_t recorded_rows_max = 100'000;

  explicit tracked_list(tracked_list_name name);

  [[nodiscard]] const tracked_list_name& name() const { return name_; }

  // For the thread that follows the log.

  /// What has to be read next, if anything: everything at first, later a stretch with too many rows between
  /// two fences. From here on changes are recorded until `loaded` or `load_failed`, which follows exactly
  /// once.
  [[nodiscard]] std::optional<fence_range> begin_load();
  /// The range as it stands after the change `seq`. It becomes part of the list when the list is there, too.
  void loaded(std::int64_t seq, std::vector<fences::bucket> buckets);
  void load_failed();
  /// A change in which the list's rows are the record before and after; nullptr where it is in none.
  void count(std::int64_t seq, const describe::any_record* before, const describe::any_record* after);
  /// Everything up to `seq` was counted.
  void reached(std::int64_t seq);
  /// Nothing that is known holds any more; what comes after `seq` will be counted.
  void restart(std::int64_t seq);

  // For any thread.

  [[nodiscard]] bool ready() const { return ready_.load(std::memory_order_acquire); }
  [[nodiscard]] std::int64_t position() const;
  /// Rows after the change `seq`, which the list has reached, or, where that is long ago, now.
  [[nodiscard]] std::optional<std::int64_t> total(std::int64_t seq) const;
  /// Where row `number` (0 the first) stands now; nothing while the list is not ready. `rest` is at most
  /// fence_rows_max as long as no stretch has grown faster than it could be split.
  [[nodiscard]] std::optional<fence_place> find(std::int64_t number) const;
  /// Suspends until the list has moved on from `seen` (see `moves`) or `until` has come.
  [[nodiscard]] std::uint64_t moves() const { return moves_.load(std::memory_order_acquire); }
  [[nodiscard]] boost::asio::awaitable<void> moved_from(std::uint64_t seen, clock::time_point until);

  /// When it was last asked for.
  void touch() { used_.store(clock::now().time_since_epoch().count(), std::memory_order_relaxed); }
  [[nodiscard]] clock::time_point used() const {
    return clock::time_point(clock::duration(used_.load(std::memory_order_relaxed)));
  }

  /// The log's position that holds all writes up to the number `writes` of this process (see
  /// live::sequencer::writes), as far as was found out.
  struct coverage {
    std::uint64_t writes = 0;
    std::int64_t seq = 0;
  };
  [[nodiscard]] coverage covered() const;
  void cover(coverage known);

 private:
  struct row_event {
    std::int64_t seq = 0;
    query::page_position at;
    std::int64_t rows = 0;  ///< +1 or -1
  };
  struct load {
    fence_range range;
    std::vector<row_event> events;  ///< in the range since it began
    bool overflowed = false;
    std::optional<std::int64_t> seq;  ///< once it is read
    std::vector<fences::bucket> buckets;
  };

  void count_row(std::int64_t seq, query::page_position at, std::int64_t rows);
  void record(std::int64_t seq, query::page_position at, std::int64_t rows);
  [[nodiscard]] bool in_range(const fence_range& range, const query::page_position& at) const;
  void install();
  void forget();
  void wake();

  const tracked_list_name name_;
  std::atomic<clock::rep> used_{0};
  std::atomic<bool> ready_{false};
  std::atomic<std::uint64_t> moves_{0};

  mutable std::mutex mutex_;  ///< guards all below
  fences fences_;
  std::int64_t position_ = 0;
  bool crowded_ = false;  ///< some stretch has too many rows
  std::optional<load> load_;
  bool load_is_void_ = false;                                 ///< what is being read will be of no use
  std::deque<std::pair<std::int64_t, std::int64_t>> totals_;  ///< seq, and the rows after it
  coverage covered_;
  std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting_;
};

}  // namespace dossier::records
