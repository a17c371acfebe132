#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>

#include "server/live/log_mover.hpp"
#include "server/live/snapshot_round.hpp"
#include "server/live/wake.hpp"

namespace dossier::live {

/// Gives every committed change its place in its tenant's log, on a thread and a connection of its own. Any
/// number of nodes may run one: whoever holds the lock moves a batch, so that another takes over at once when
/// one ends.
class sequencer final : public sequencer_wake {
 public:
  /// A batch begins this long after the one before began, at the earliest: under load a batch then carries
  /// many changes, and its fixed cost is shared.
  static constexpr std::chrono::milliseconds batch_interval{4};
  /// How often the outbox is looked at without being woken, for hints that were lost and writes of other
  /// nodes.
  static constexpr std::chrono::milliseconds slow_poll{500};
  /// How long to wait when another node holds the lock.
  static constexpr std::chrono::milliseconds busy_wait{20};
  static constexpr std::chrono::milliseconds first_reconnect_wait{50};
  static constexpr std::chrono::milliseconds last_reconnect_wait{2000};
  static constexpr std::chrono::hours partition_interval{24};
  /// From one exported snapshot to the next, at least; who asks meanwhile shares the next one.
  static constexpr std::chrono::milliseconds snapshot_interval{10};
  /// How long a snapshot is held for its readers to import it; nothing is sequenced meanwhile.
  static constexpr std::chrono::milliseconds snapshot_hold{250};
  /// Wait when another node holds the lock and somebody wants a snapshot.
  static constexpr std::chrono::milliseconds snapshot_retry{2};

  /// Told after each batch how far its tenants' logs reach now; called on the sequencer's thread.
  using listener = std::function<void(std::span<const log_head>)>;

  struct counters {
    std::uint64_t changes = 0;
    std::uint64_t batches = 0;
    std::uint64_t connections = 0;
    std::chrono::microseconds last_lag{0};  ///< from the acceptance of a batch's oldest write to its seq
    bool connected = false;
  };

  /// `conninfo` is that of the role dossier_sequencer.
  sequencer(std::string conninfo, listener moved, std::int64_t page_rows = log_mover::default_page_rows);
  ~sequencer() override;
  sequencer(const sequencer&) = delete;
  sequencer& operator=(const sequencer&) = delete;

  void start();
  /// Finishes the batch at hand and ends the thread. What is left in the outbox is moved after the next
  /// start.
  void stop();

  void committed() override;
  [[nodiscard]] counters count() const;

  /// Writes that `committed` was called for so far. One that was answered before this call is among them.
  [[nodiscard]] std::uint64_t writes() const { return writes_.load(); }
  /// How many of them the log holds for certain: the first so many. Where another node does the sequencing it
  /// may lag.
  [[nodiscard]] std::uint64_t writes_in_log() const { return writes_in_log_.load(); }

  /// Asks for a snapshot that matches the log (see log_mover::move_at_snapshot). The caller is a reader of
  /// the round, see there. nullptr when the sequencer has stopped.
  [[nodiscard]] std::shared_ptr<snapshot_round> join_snapshot();

 private:
  using clock = std::chrono::steady_clock;
  void run();
  void serve_connection();
  log_mover::outcome look(log_mover& mover, clock::time_point begun);
  log_mover::outcome export_snapshot(log_mover& mover);
  [[nodiscard]] bool snapshot_asked();
  void end_rounds();
  void wake_up();
  void report(const log_mover::outcome& moved);
  /// Sleeps until woken or `until`; false when it is time to stop.
  bool wait_for_work(clock::time_point until);
  /// Sleeps until `until`, woken or not; false when it is time to stop.
  bool pause(clock::time_point until);

  const std::string conninfo_;
  const listener moved_;
  const std::int64_t page_rows_;

  std::atomic<bool> woken_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::shared_ptr<snapshot_round> asked_;    ///< guarded by mutex_
  std::shared_ptr<snapshot_round> serving_;  ///< taken from `asked_` by the thread
  clock::time_point snapshot_due_;           ///< not earlier

  std::atomic<std::uint64_t> writes_{0};
  std::atomic<std::uint64_t> writes_in_log_{0};
  std::atomic<std::uint64_t> changes_{0};
  std::atomic<std::uint64_t> batches_{0};
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<std::int64_t> last_lag_micros_{0};
  std::atomic<bool> connected_{false};
  std::thread thread_;
};

}  // namespace dossier::live
