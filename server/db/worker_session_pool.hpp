#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "server/db/lanes.hpp"
#include "server/db/suspended.hpp"

namespace dossier::db {

struct session_pool_limits {
  /// Jobs that may wait for a session; beyond, 503.
  std::size_t waiting = 256;
  /// How long PostgreSQL may work on one statement of a job.
  std::chrono::milliseconds statement{30'000};
  /// How long a job may leave its transaction idle (while it computes); then the connection is ended.
  std::chrono::milliseconds idle{10'000};
  /// How long a job may wait to begin.
  std::chrono::milliseconds request{10'000};
};

/// The session pool: libpqxx on a few threads, each with a connection of its own as role app. A connection
/// that broke is replaced; none returns inside a transaction.
class worker_session_pool final : public session_pool {
 public:
  worker_session_pool(std::string conninfo, int threads, session_pool_limits limits = {});
  ~worker_session_pool() override;

  boost::asio::awaitable<result<void>> run(const uuid& tenant_id, job what) override;

  /// Finishes the jobs that have begun, answers the others with 503. Thread-safe; blocks.
  void stop();
  /// False after a session found the database away, until one finds it again.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  struct request {
    uuid tenant_id;
    job what;
    result<void> outcome;
    suspended coroutine;
    std::chrono::steady_clock::time_point since{};
  };

  void work();
  void perform(request& one, std::unique_ptr<pqxx::connection>& connection);
  std::unique_ptr<pqxx::connection> connect();
  static void hand_back(request& one);

  std::string conninfo_;
  session_pool_limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<request*> waiting_;  ///< guarded by mutex_
  bool stopping_ = false;         ///< guarded by mutex_
  std::atomic<bool> ready_ = true;
  std::vector<std::thread> threads_;
};

}  // namespace dossier::db
