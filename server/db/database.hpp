#pragma once
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "server/db/connection_settings.hpp"
#include "server/db/connection_target.hpp"
#include "server/db/lanes.hpp"
#include "server/live/wake.hpp"
#include "shared/core/result.hpp"

namespace dossier::db {

/// How the database is found or made.
struct database_options {
  /// A cluster of our own under this directory: initialized on first use, started, watched and stopped with
  /// us.
  std::filesystem::path data_directory;
  /// Somebody else's PostgreSQL; wins over `data_directory`. Empty = our own cluster.
  std::string url;
  /// A pooler in transaction mode before that same database, for the lanes; empty: they go to it themselves.
  std::string pooler_url{};
  /// Threads, and connections, of the session pool: 1 to 64.
  int session_threads = 2;
  /// False lets our own cluster skip every fsync: for tests only, a power cut loses it.
  bool durable = true;
};

/// Whether the database can serve, and if not, why (a sentence for people, without internals).
struct database_state {
  bool ready = false;
  std::string reason;
};

/// Everything between the server and PostgreSQL, made and ended by the composition root:
///
///     auto db = database::open(options);              // cluster up, roles made, schema migrated; blocks
///     sequencer(db->settings().conninfo(role::sequencer, "sequencer"), …);
///     auto& lane = db->add_read_lane(io);             // once per I/O thread's io_context, before its thread
///     runs db->start(wake);                                // connects lanes, writer and sessions … io
///     threads run; lanes{lane, db->writes(), db->sessions()} … db->stop(); // io threads still running; then
///     stop and join them db.reset();                                     // before the io_contexts
class database {
 public:
  /// Makes or finds the cluster, makes roles and database, applies migrations. Blocks until PostgreSQL
  /// accepts connections (after a crash: until it has recovered). The problem's detail says what to do.
  [[nodiscard]] static result<std::unique_ptr<database>> open(const database_options& options);

  /// Where it is reached while a server runs on it; nothing is started, made or migrated.
  [[nodiscard]] static result<connection_settings> settings_of(const database_options& options);

  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  /// For connections of one's own, such as the sequencer's; never through a pooler.
  [[nodiscard]] const connection_settings& settings() const;

  /// For connections whose transactions need nothing of one another: through the pooler, where there is one.
  [[nodiscard]] connection_target target(role as, std::string_view purpose) const;

  /// A read lane for coroutines that run on `io`, which one thread runs. Before `start`.
  read_lane& add_read_lane(boost::asio::io_context& io);

  /// Connects everything in the background; `wake` (which outlives this object) hears of every committed
  /// write. Returns at once: until connections stand, statements answer 503 and `state` says why.
  void start(live::sequencer_wake& wake);

  /// Any thread may use these after `start`; they resume each coroutine on its own executor.
  [[nodiscard]] write_lane& writes();
  [[nodiscard]] session_pool& sessions();

  /// Thread-safe and cheap: for readiness probes.
  [[nodiscard]] database_state state() const;

  /// Answers whatever waits with 503, closes all connections, and stops the cluster if it is ours. Call it
  /// from a thread that runs no lane's io_context, after requests have drained and before those threads are
  /// stopped. At most ~30 s. The destructor calls it, too.
  void stop();

 private:
  struct parts;
  explicit database(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

}  // namespace dossier::db
