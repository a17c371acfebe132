#pragma once
#include <atomic>
#include <chrono>
#include <deque>

#include "server/db/lanes.hpp"
#include "server/db/pipeline_connection.hpp"
#include "server/db/suspended.hpp"

namespace dossier::db {

/// The read lane's limits; the defaults are what serves, tests narrow them.
struct read_lane_limits {
  /// Statements that travel in one batch, with one Sync.
  std::size_t batch = 64;
  /// Requests that may wait for their batch; beyond, 503.
  std::size_t waiting = 4096;
  /// How long PostgreSQL may work on one statement (its statement_timeout).
  std::chrono::milliseconds statement{2000};
  /// How long a request may take in all, waiting included.
  std::chrono::milliseconds request{4000};
  /// How long beyond `statement` a batch may stay without any answer before its connection is given up.
  std::chrono::milliseconds grace{1000};
};

/// The read lane over one connection in pipeline mode. Requests gather while a batch is under way, and the
/// next batch leaves when it has ended.
///
/// A batch is one transaction, but a read's rows are final as soon as they have arrived: each statement has a
/// snapshot of its own (READ COMMITTED), and nothing that follows can change what it saw. So a request is
/// answered at once and not only at the Sync. When one fails, those behind it come back aborted and are sent
/// again, each with a Sync of its own, so that it cannot happen to them twice.
class pipelined_read_lane final : public read_lane, private pipeline_connection::owner {
 public:
  pipelined_read_lane(boost::asio::io_context& io, const connection_target& where,
                      read_lane_limits limits = {});

  boost::asio::awaitable<result<rows>> query(const statement& what, parameters with) override;

  /// On the lane's thread, or before it runs.
  void start() { connection_.start(); }
  /// On the lane's thread, or when it has ended: answers all that wait with 503.
  void stop();
  /// Thread-safe.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  struct request {
    const statement* what = nullptr;
    parameters with;
    result<rows> outcome{rows()};
    suspended coroutine;
    std::chrono::steady_clock::time_point since{};
    bool alone = false;  ///< gets a Sync of its own
  };

  void connected() override;
  void answered(void* request, pg_result* answer) override;
  void abandoned(void* request) override;
  void synced() override;
  void turn_ended() override;
  void lost(const std::string& why) override;

  void enqueue(request& waiting);
  void send_batch();
  void finish(request& done, result<rows> outcome);
  void resume_finished();
  void watch_deadlines();
  void check_deadlines();

  boost::asio::io_context& io_;
  read_lane_limits limits_;
  pipeline_connection connection_;
  boost::asio::steady_timer deadlines_;
  std::deque<request*> waiting_;
  std::vector<request*> aborted_;   ///< of the batch under way, in order
  std::vector<request*> finished_;  ///< to be resumed at the turn's end
  int syncs_under_way_ = 0;
  std::chrono::steady_clock::time_point last_progress_{};
  bool send_posted_ = false;
  bool watching_ = false;
  bool stopped_ = false;
  std::atomic<bool> ready_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace dossier::db
