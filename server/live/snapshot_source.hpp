#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <pqxx/pqxx>
#include <string>

#include "server/db/worker_session_pool.hpp"
#include "server/live/sequencer.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// Reads that match a position of the log exactly. An ordinary snapshot may hold a change whose seq comes
/// later; one that the sequencer exports after it has moved all that the snapshot sees does not. For what is
/// kept up to date from the log, or held against it: totals, fences, digests.
///
/// Reads run on connections and threads of their own, as the role app; those that are asked for together
/// share a snapshot. Thread-safe.
class snapshot_source {
 public:
  /// Reads at once.
  static constexpr int reader_threads = 2;
  /// Reads that may wait for one of them; beyond, 503.
  static constexpr std::size_t waiting_max = 64;
  /// How long PostgreSQL may work on one statement of a read.
  static constexpr std::chrono::seconds statement_deadline{20};
  /// How long a read waits for its snapshot, and as long again for its seq.
  static constexpr std::chrono::milliseconds snapshot_deadline{2000};
  /// Times a read is begun anew when its snapshot was lost.
  static constexpr int attempts_max = 3;

  /// `from` is this process's sequencer and outlives this object; `app_conninfo` is that of the role app.
  snapshot_source(sequencer& from, std::string app_conninfo);

  /// Runs on a database thread, in a read-only transaction within the tenant: it sees every change up to
  /// `seq` and none after it. (The log itself, `changes`, may be behind in it.) May be called again from the
  /// beginning when the database fails.
  using job = std::function<void(pqxx::work& at, std::int64_t seq)>;

  /// 503 when there is no such snapshot to be had now, and what session_pool::run answers.
  [[nodiscard]] boost::asio::awaitable<result<void>> read(uuid tenant_id, job what);

  /// Finishes the reads that have begun, answers the others with 503. Blocks; not for an I/O thread.
  void stop() { readers_.stop(); }

 private:
  sequencer& sequencer_;
  db::worker_session_pool readers_;
};

}  // namespace dossier::live
