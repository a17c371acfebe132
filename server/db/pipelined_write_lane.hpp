#pragma once
#include <atomic>
#include <chrono>
#include <deque>
#include <unordered_map>

#include "server/db/lanes.hpp"
#include "server/db/pipeline_connection.hpp"
#include "server/db/suspended.hpp"
#include "server/live/wake.hpp"

namespace dossier::db {

/// The write lane's limits; the defaults are what serves, tests narrow them.
struct write_lane_limits {
  /// Writes that share a transaction.
  std::size_t batch = 128;
  /// Writes that may wait for their batch; beyond, 503.
  int waiting = 4096;
  /// How long a batch waits for a lock that somebody else holds before it is repeated without the one that
  /// waits.
  std::chrono::milliseconds batch_lock{50};
  /// How long PostgreSQL may work on one statement of a batch.
  std::chrono::milliseconds batch_statement{1000};
  /// The same for a write that was taken out of its batch, and waits on a connection of its own.
  std::chrono::milliseconds patient_lock{2000};
  std::chrono::milliseconds patient_statement{3000};
  /// How long a write may wait to be sent.
  std::chrono::milliseconds request{4000};
  /// How long beyond a statement's time a batch may stay without any answer before its connection is given
  /// up.
  std::chrono::milliseconds grace{2000};
};

/// One writer: takes whatever waits as one transaction of one batch, writes sorted by id, and answers after
/// the commit. What fails in a batch takes the batch with it, so then the others are repeated together and
/// the failed one alone; if that fails again, each alone. A write that waits for somebody's lock goes to a
/// second, patient connection, and so do those for the same record while it waits there: nobody stands behind
/// a stranger's trouble.
class pipelined_write_lane final : public write_lane {
 public:
  /// Runs on `io`, which one thread runs. `where` as role app.
  pipelined_write_lane(boost::asio::io_context& io, const connection_target& where,
                       live::sequencer_wake& wake, write_lane_limits limits = {});
  ~pipelined_write_lane() override;

  boost::asio::awaitable<result<write_outcome>> execute(const statement& what, parameters with,
                                                        uuid id) override;

  /// On the lane's thread, or before it runs.
  void start();
  /// On the lane's thread, or when it has ended: answers all that wait with 503.
  void stop();
  /// Thread-safe.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  struct request {
    const statement* what = nullptr;
    parameters with;
    uuid id;
    result<write_outcome> outcome{write_outcome{}};
    suspended coroutine;
    std::chrono::steady_clock::time_point since{};
    bool failed = false;   ///< in the transaction under way
    bool delayed = false;  ///< failed for a lock or a timeout
    request* next = nullptr;
  };
  class writer;

  void hand_over(request& waiting);
  void take_inbox();
  void answer(request& done);
  void deliver();

  boost::asio::io_context& io_;
  write_lane_limits limits_;
  live::sequencer_wake& wake_;
  std::atomic<request*> inbox_ = nullptr;  ///< newest first; from any thread
  std::atomic<int> pending_ = 0;
  std::atomic<bool> ready_ = false;
  std::unordered_map<boost::asio::io_context*, request*> answered_;  ///< chains, by where they resume
  std::unique_ptr<writer> quick_;
  std::unique_ptr<writer> patient_;
};

}  // namespace dossier::db
