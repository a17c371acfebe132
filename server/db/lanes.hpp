#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <pqxx/pqxx>
#include <string>

#include "server/db/rows.hpp"
#include "server/db/statement.hpp"
#include "shared/core/result.hpp"

/// The three ways to PostgreSQL (see docs/decisions/0003). Repositories know these interfaces only.
namespace dossier::db {

class session;

/// What PostgreSQL refused, in the terms a repository turns into problems of its own.
struct refusal {
  enum class kind : std::uint8_t {
    unique_violation,       ///< 23505; `constraint` names the index
    foreign_key_violation,  ///< 23503
    check_violation,        ///< 23514
    other,                  ///< logged by the lane, answered as internal
  };
  refusal::kind what = kind::other;
  std::string constraint;
};

/// Outcome of a write: rows, or what PostgreSQL refused.
struct write_outcome {
  rows answered;
  std::optional<refusal> refused;
};

/// Single-statement reads. Each I/O thread has its own lane; use the one of the thread you run on.
class read_lane {
 public:
  virtual ~read_lane() = default;

  /// Runs `what`, whose `$1` is the tenant. Problems: 503 when the database is away, the queue is full or the
  /// statement took longer than its deadline; 500 when PostgreSQL refused it (logged with the statement's
  /// name). Resumes on the calling coroutine's executor.
  virtual boost::asio::awaitable<result<rows>> query(const statement& what, parameters with) = 0;
};

/// Single-statement writes of one record. Writes of many requests and tenants share a transaction; each is
/// answered after that is durable. If one fails, the others are not touched by it.
class write_lane {
 public:
  virtual ~write_lane() = default;

  /// Runs `what`, whose `$1` is the tenant, for the record `id` (writes in a batch are sorted by it, so that
  /// two writers cannot deadlock). 503 as for reads: then it is not known to be kept, unless the problem says
  /// it was not.
  virtual boost::asio::awaitable<result<write_outcome>> execute(const statement& what, parameters with,
                                                                uuid id) = 0;
};

/// What a job throws to be rolled back and answered with a problem of its own.
struct job_refused {
  problem why;
};

/// Everything with logic between statements. `job` runs on a database thread inside one transaction of the
/// tenant's; it must not block on anything else. Commits when it returns, rolls back when it throws:
/// `job_refused` is answered with its problem, anything else is logged and answered 500, or 503 where asking
/// again may help.
class session_pool {
 public:
  virtual ~session_pool() = default;
  using job = std::function<void(pqxx::work&)>;
  virtual boost::asio::awaitable<result<void>> run(const uuid& tenant_id, job what) = 0;

  /// How a transaction ends that nothing went wrong in.
  enum class ending : std::uint8_t { commit, roll_back };
  using transaction_job = std::function<ending(session&)>;

  /// The same for work that consists of tenants' statements (see tenant_statement), each of which sets its
  /// tenant. What commits wakes the sequencer. A `statement_failed` that the job lets through is answered 503
  /// where asking again may help, else logged and answered 500.
  virtual boost::asio::awaitable<result<void>> transact(transaction_job what) = 0;
};

/// What a request's code may use; one a thread for the lane, shared for the others.
struct lanes {
  read_lane& read;
  write_lane& write;
  session_pool& sessions;
};

}  // namespace dossier::db
