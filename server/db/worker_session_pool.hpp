#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "server/db/lanes.hpp"
#include "server/db/session.hpp"
#include "server/db/suspended.hpp"
#include "server/live/wake.hpp"

namespace dossier::db {

struct session_pool_limits {
  /// Jobs that may wait for a session; beyond, 503.
  std::size_t waiting = 256;
  /// How long PostgreSQL may work on one statement of a job.
  std::chrono::milliseconds statement{30'000};
  /// How long a job may leave its transaction idle (while it computes); then the connection is ended.
  std::chrono::milliseconds idle{10'000};
  /// How long a statement of a transaction may wait for a lock.
  std::chrono::milliseconds lock{5'000};
  /// How long a job may wait to begin.
  std::chrono::milliseconds request{10'000};
};

/// The session pool: a few threads, each with connections of its own as role app: one of libpqxx's for jobs
/// and one for transactions, made when first needed. A connection that broke is replaced; none returns inside
/// a transaction.
class worker_session_pool final : public session_pool {
 public:
  /// `wake`, if any, hears of every transaction that was committed, and outlives this object.
  worker_session_pool(connection_target where, int threads, session_pool_limits limits = {},
                      live::sequencer_wake* wake = nullptr);
  ~worker_session_pool() override;

  boost::asio::awaitable<result<void>> run(const uuid& tenant_id, job what) override;
  boost::asio::awaitable<result<void>> transact(transaction_job what) override;
  /// The same, with `begin` run first, before the transaction has a tenant or a snapshot: what sets the
  /// transaction itself.
  boost::asio::awaitable<result<void>> run(const uuid& tenant_id, job begin, job what);

  /// Finishes the jobs that have begun, answers the others with 503. Thread-safe; blocks.
  void stop();
  /// False after a session found the database away, until one finds it again.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  struct request {
    uuid tenant_id;
    job begin;  ///< may be empty
    job what;
    transaction_job steps;  ///< instead of `what`
    result<void> outcome;
    suspended coroutine;
    std::chrono::steady_clock::time_point since{};
  };

  boost::asio::awaitable<void> wait_for(request& mine);
  void work();
  void perform(request& one, std::unique_ptr<pqxx::connection>& connection);
  void perform(request& one, std::unique_ptr<session>& connection);
  static void hand_back(request& one);

  connection_target where_;
  session_pool_limits limits_;
  transaction_settings settings_;
  live::sequencer_wake* wake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<request*> waiting_;  ///< guarded by mutex_
  bool stopping_ = false;         ///< guarded by mutex_
  std::atomic<bool> ready_ = true;
  std::vector<std::thread> threads_;
};

}  // namespace dossier::db
