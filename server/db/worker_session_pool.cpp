#include "server/db/worker_session_pool.hpp"

#include "server/db/postgres_error.hpp"

namespace dossier::db {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

constexpr int retry_after_seconds = 1;

problem away() {
  return problems::unavailable("The database is away. Nothing was kept. Try again in a moment.",
                               retry_after_seconds);
}
problem in_doubt() {
  return problems::unavailable(
      "The database went away before it confirmed. The change may or may not have been kept: look before "
      "you try again.",
      retry_after_seconds);
}
problem overloaded(std::string_view why) {
  return problems::unavailable(fmt::format("{} Nothing was kept. Try again in a moment.", why),
                               retry_after_seconds);
}

transaction_settings settings_of(const session_pool_limits& limits) {
  return {{"statement_timeout", std::to_string(limits.statement.count())},
          {"lock_timeout", std::to_string(limits.lock.count())},
          {"idle_in_transaction_session_timeout", std::to_string(limits.idle.count())}};
}

/// For the log, where nobody hears of the answer: `what` is a sentence's end.
problem logged(problem made, std::string_view what) {
  spdlog::warn("a session's job {}: {}", what, made.detail);
  return made;
}

/// The problem a failed job is answered with.
problem problem_of(const pqxx::sql_error& error) {
  const auto what = classify_error(error.sqlstate(), "", error.what());
  spdlog::error("a session's job failed: {}", what.loggable);
  return what.what == postgres_error::kind::refused ? problems::internal()
                                                    : overloaded("The database took too long.");
}

}  // namespace

worker_session_pool::worker_session_pool(connection_target where, int threads, session_pool_limits limits,
                                         live::sequencer_wake* wake)
    : where_(std::move(where)), limits_(limits), settings_(settings_of(limits)), wake_(wake) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

worker_session_pool::~worker_session_pool() {
  stop();
}

asio::awaitable<result<void>> worker_session_pool::run(const uuid& tenant_id, job what) {
  return run(tenant_id, {}, std::move(what));
}

asio::awaitable<result<void>> worker_session_pool::run(const uuid& tenant_id, job begin, job what) {
  request mine;
  mine.tenant_id = tenant_id;
  mine.begin = std::move(begin);
  mine.what = std::move(what);
  co_await wait_for(mine);
  co_return std::move(mine.outcome);
}

asio::awaitable<result<void>> worker_session_pool::transact(transaction_job what) {
  request mine;
  mine.steps = std::move(what);
  co_await wait_for(mine);
  co_return std::move(mine.outcome);
}

asio::awaitable<void> worker_session_pool::wait_for(request& mine) {
  mine.since = clock::now();
  bool refused = false;
  // The queue's lock is taken inside the suspension: a worker may answer before this coroutine has come to
  // rest.
  auto start = [this, &mine, &refused](suspended::handler coroutine) {
    mine.coroutine.hold(std::move(coroutine));
    std::unique_lock lock(mutex_);
    refused = stopping_ || waiting_.size() >= limits_.waiting;
    if (!refused) {
      waiting_.push_back(&mine);
      lock.unlock();
      changed_.notify_one();
      return;
    }
    lock.unlock();
    mine.outcome = logged(overloaded("Too many jobs wait for the database."), "was not begun");
    hand_back(mine);
  };
  co_await suspend(start);
}

void worker_session_pool::hand_back(request& one) {
  one.coroutine.post_to_its_executor();
}

void worker_session_pool::work() {
  std::unique_ptr<pqxx::connection> connection;
  std::unique_ptr<session> transactions;
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto& one = *waiting_.front();
    waiting_.pop_front();
    const bool stopping = stopping_;
    lock.unlock();
    if (stopping) {
      one.outcome = logged(overloaded("The server is stopping."), "was not begun");
    } else if (clock::now() - one.since > limits_.request) {
      one.outcome = logged(overloaded("Too many jobs wait for the database."), "was not begun");
    } else if (one.steps) {
      perform(one, transactions);
    } else {
      perform(one, connection);
    }
    hand_back(one);
  }
}

void worker_session_pool::perform(request& one, std::unique_ptr<pqxx::connection>& connection) {
  try {
    if (!connection || !connection->is_open())
      connection = std::make_unique<pqxx::connection>(where_.conninfo_with(settings_));
    ready_ = true;
    {
      pqxx::work transaction(*connection);
      if (one.begin) one.begin(transaction);
      if (const std::string opening = where_.opening_with(settings_); !opening.empty())
        transaction.exec(opening);
      transaction.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(one.tenant_id));
      one.what(transaction);
      transaction.commit();
    }
    return;
  } catch (const job_refused& refused) {
    one.outcome = refused.why;
    return;  // rolled back; the connection is as good as before
  } catch (const pqxx::in_doubt_error&) {
    one.outcome = logged(in_doubt(), "is in doubt");
  } catch (const pqxx::broken_connection& error) {
    spdlog::warn("a session's connection to PostgreSQL is lost");
    ready_ = false;
    one.outcome = away();
  } catch (const pqxx::sql_error& error) {
    one.outcome = problem_of(error);
  } catch (const std::exception& error) {
    spdlog::error("a session's job failed: {}", error.what());
    one.outcome = problems::internal();
  }
  if (connection && !connection->is_open()) connection.reset();
  if (one.outcome.error().status == 503) connection.reset();  // whatever state it is in
}

void worker_session_pool::perform(request& one, std::unique_ptr<session>& connection) {
  bool committing = false;
  try {
    if (!connection) connection = std::make_unique<session>(where_, settings_);
    ready_ = true;
    connection->begin();
    committing = one.steps(*connection) == ending::commit;
    if (committing) {
      connection->commit();
      if (wake_ != nullptr) wake_->committed();
    } else {
      connection->roll_back();
    }
    return;
  } catch (const job_refused& refused) {
    one.outcome = refused.why;
  } catch (const statement_failed& error) {
    if (error.why().what == postgres_error::kind::lost) {
      spdlog::warn("a session's connection to PostgreSQL is lost");
      ready_ = false;
      one.outcome = committing ? logged(in_doubt(), "is in doubt") : away();
    } else if (error.why().what == postgres_error::kind::delayed) {
      one.outcome = logged(overloaded("The database took too long."), "was given up");
    } else {
      spdlog::error("a session's transaction failed: {}", error.why().loggable);
      one.outcome = problems::internal();
    }
  } catch (const std::exception& error) {
    spdlog::error("a session's transaction failed: {}", error.what());
    one.outcome = problems::internal();
  }
  try {
    if (connection) connection->roll_back();
  } catch (const statement_failed&) {
    connection.reset();
  }
  if (connection && !connection->idle()) connection.reset();
}

void worker_session_pool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace dossier::db
