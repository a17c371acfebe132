#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/live/feed.hpp"
#include "server/live/sequencer.hpp"
#include "server/live/snapshot_source.hpp"
#include "server/records/tracked_list.hpp"

namespace dossier::records {

struct tracked_lists_limits {
  /// Lists that are tracked at once by this process; the one not asked for longest makes room for another.
  std::size_t lists = 64;
  /// For which nobody asks for a list; then it is tracked no longer.
  std::chrono::milliseconds idle{std::chrono::minutes(10)};
};

/// The long lists of this process that are kept up to date from the change log: exact totals, and jumps to
/// any row. A list is tracked from when somebody first asks for it; until it has been counted, once, in the
/// background, nothing is known of it. Thread-safe; made as a shared_ptr, `stop` before the end.
class tracked_lists final : public live::feed_listener, public std::enable_shared_from_this<tracked_lists> {
 public:
  /// How long an answer waits for the log to hold what this process wrote before: a batch or two of the
  /// sequencer.
  static constexpr std::chrono::milliseconds settle_deadline{50};
  /// The same for a jump, which cannot say that it is not exact.
  static constexpr std::chrono::milliseconds jump_settle_deadline{500};
  static constexpr std::chrono::milliseconds settle_poll{1};
  /// How long the first jump into a list waits for it to be counted.
  static constexpr std::chrono::milliseconds first_jump_deadline{5000};
  /// Wait after a list could not be read.
  static constexpr std::chrono::milliseconds retry_wait{500};

  /// The log is followed on `io`'s thread; all of it outlives this object's work (until `stop`).
  tracked_lists(boost::asio::io_context& io, std::shared_ptr<live::feed> changes,
                live::snapshot_source& snapshots, live::sequencer& log, tracked_lists_limits limits = {});

  /// What a page was read at: how exact an answer beside it must be.
  struct moment {
    std::int64_t seq = 0;      ///< of the log, in the page's snapshot
    std::uint64_t writes = 0;  ///< live::sequencer::writes after all writes that the page is to include
  };
  /// Now, for a request that came in before this call.
  [[nodiscard]] std::uint64_t writes() const { return log_.writes(); }

  /// Begins to track a list unless it is tracked already. `can_be_tracked` holds for it.
  void track(const tracked_list_name& name);

  /// A list's total. Exact: after a position of the log that includes everything the page does; else it is
  /// that of a moment ago, since the log was behind for longer than settle_deadline.
  struct list_total {
    std::int64_t rows = 0;
    bool exact = false;
  };
  /// The total of a list, or of another order of the same records; nullopt while none has been counted.
  /// `lane` is that of the calling thread.
  [[nodiscard]] boost::asio::awaitable<std::optional<list_total>> total(db::read_lane& lane,
                                                                        tracked_list_name name, moment at);

  /// Where the row `number` (0 the first) of a list stands; includes this process's writes up to `writes`.
  /// Tracks the list if need be, and waits for it. nullopt when it cannot be had in first_jump_deadline.
  [[nodiscard]] boost::asio::awaitable<std::optional<fence_place>> place(db::read_lane& lane,
                                                                         tracked_list_name name,
                                                                         std::int64_t number,
                                                                         std::uint64_t writes);

  /// Lists that are tracked now, counted or not.
  [[nodiscard]] std::size_t size() const;
  /// Whether a list is tracked and has been counted.
  [[nodiscard]] bool ready(const tracked_list_name& name) const;

  /// Ends all following. Blocks no one; reads that have begun end with the snapshot source.
  void stop();

  boost::asio::io_context& context() override { return io_; }
  void joined(uuid tenant_id, std::int64_t seq) override;
  void deliver(live::shared_batch batch) override;
  void broken(uuid tenant_id, std::int64_t seq) override;

 private:
  using shared_list = std::shared_ptr<tracked_list>;
  /// Lists of the same records in different orders.
  struct view {
    std::string key;
    std::vector<shared_list> lists;
  };
  struct followed {
    std::optional<std::int64_t> position;
    std::vector<view> views;
  };

  [[nodiscard]] shared_list find(const tracked_list_name& name) const;
  [[nodiscard]] shared_list find_view(const tracked_list_name& name) const;
  shared_list find_or_add(const tracked_list_name& name);
  [[nodiscard]] boost::asio::awaitable<std::optional<std::int64_t>> settled(
      db::read_lane& lane, shared_list of, moment at, std::chrono::milliseconds longest);

  // On the thread of `io_`.
  void add(shared_list list);
  void remove(const shared_list& list);
  void count(followed& in, const live::feed_change& change);
  static void restart(followed& in, std::int64_t seq);
  void load_soon();
  boost::asio::awaitable<void> load_all();
  boost::asio::awaitable<bool> load(shared_list list, fence_range range);
  boost::asio::awaitable<void> sweep();
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

  boost::asio::io_context& io_;
  std::shared_ptr<live::feed> feed_;
  live::snapshot_source& snapshots_;
  live::sequencer& log_;
  const tracked_lists_limits limits_;
  std::atomic<bool> stopped_{false};

  mutable std::mutex mutex_;  ///< held for a look-up
  std::unordered_map<std::string, shared_list> lists_;
  std::unordered_map<std::string, std::vector<shared_list>> by_view_;
  bool sweeping_ = false;

  std::unordered_map<uuid, followed> followed_;
  bool loading_ = false;
  boost::asio::steady_timer timer_;  ///< of the loader
  boost::asio::steady_timer sweep_timer_;
};

}  // namespace dossier::records
