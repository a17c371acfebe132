#include "server/db/database.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>

#include "server/db/embedded_cluster.hpp"
#include "server/db/migrator.hpp"
#include "server/db/pipelined_read_lane.hpp"
#include "server/db/pipelined_write_lane.hpp"
#include "server/db/pooler.hpp"
#include "server/db/worker_session_pool.hpp"

namespace dossier::db {

namespace asio = boost::asio;

namespace {

constexpr std::string_view database_name = "dossier";
constexpr std::string_view cluster_folder = "postgres";
/// How long a lane's thread may take to come round and close its lane.
constexpr auto lane_stop_deadline = std::chrono::seconds(2);

/// Calls `what` on the thread that runs `io` and waits for it; false when nobody runs it. `what` is then
/// forgotten.
bool run_on(asio::io_context& io, std::function<void()> what) {
  struct call {
    std::mutex mutex;
    std::function<void()> what;
    std::promise<void> done;
  };
  auto shared = std::make_shared<call>();
  shared->what = std::move(what);
  auto done = shared->done.get_future();
  asio::post(io, [shared] {
    const std::lock_guard lock(shared->mutex);
    if (!shared->what) return;
    shared->what();
    shared->done.set_value();
  });
  if (done.wait_for(lane_stop_deadline) == std::future_status::ready) return true;
  const std::lock_guard lock(shared->mutex);
  shared->what = nullptr;
  return done.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace

struct database::parts {
  struct reader {
    asio::io_context& io;
    std::unique_ptr<pipelined_read_lane> lane;
  };

  database_options options;
  std::unique_ptr<embedded_cluster> cluster;  ///< empty for somebody else's PostgreSQL
  connection_settings settings = connection_settings::local({}, 0, "");
  std::optional<connection_settings> pooled;
  std::vector<reader> readers;
  asio::io_context writer_io{1};
  asio::executor_work_guard<asio::io_context::executor_type> writer_work{writer_io.get_executor()};
  std::unique_ptr<pipelined_write_lane> writer;
  std::thread writer_thread;
  std::unique_ptr<worker_session_pool> sessions;
  std::atomic<bool> started = false;
  std::atomic<bool> stopped = false;

  ~parts() {
    writer_work.reset();
    writer_io.stop();
    if (writer_thread.joinable()) writer_thread.join();
  }
};

result<std::unique_ptr<database>> database::open(const database_options& options) {
  auto made = std::make_unique<parts>();
  made->options = options;
  if (options.url.empty()) {
    auto cluster = embedded_cluster::start({options.data_directory / cluster_folder, options.durable});
    if (!cluster) return std::move(cluster).error();
    made->cluster = *std::move(cluster);
    made->settings = made->cluster->settings(database_name);
  } else {
    auto settings = connection_settings::from_url(options.url);
    if (!settings) return std::move(settings).error();
    made->settings = *std::move(settings);
  }
  if (auto prepared = prepare_installation(made->settings); !prepared) return std::move(prepared).error();
  auto migrated = migrate(made->settings, embedded_migrations());
  if (!migrated) return std::move(migrated).error();
  for (const auto& name : *migrated) spdlog::info("applied migration {}", name);
  if (!options.pooler_url.empty()) {
    auto pooled = connection_settings::from_url(options.pooler_url);
    if (!pooled) return std::move(pooled).error();
    if (auto checked = check_pooler(made->settings, *pooled); !checked) return std::move(checked).error();
    made->pooled = *std::move(pooled);
  }
  return std::unique_ptr<database>(new database(std::move(made)));
}

result<connection_settings> database::settings_of(const database_options& options) {
  if (!options.url.empty()) return connection_settings::from_url(options.url);
  return embedded_cluster::settings_of(options.data_directory / cluster_folder, database_name);
}

database::database(std::unique_ptr<parts> made) : parts_(std::move(made)) {}

database::~database() {
  stop();
}

const connection_settings& database::settings() const {
  return parts_->settings;
}

connection_target database::target(role as, std::string_view purpose) const {
  if (!parts_->pooled) return parts_->settings.conninfo(as, purpose);
  // One name for all: a pooler would set each one's own whenever a connection changes hands.
  return {parts_->pooled->conninfo(as, "pooled"), true};
}

read_lane& database::add_read_lane(asio::io_context& io) {
  auto lane = std::make_unique<pipelined_read_lane>(io, target(role::app, "read lane"));
  parts_->readers.push_back({io, std::move(lane)});
  return *parts_->readers.back().lane;
}

void database::start(live::sequencer_wake& wake) {
  auto& own = *parts_;
  if (own.started.exchange(true)) return;
  for (auto& each : own.readers) {
    asio::post(each.io, [lane = each.lane.get()] { lane->start(); });
  }
  own.writer = std::make_unique<pipelined_write_lane>(own.writer_io, target(role::app, "write lane"), wake);
  own.writer->start();
  own.writer_thread = std::thread([&own] { own.writer_io.run(); });
  own.sessions = std::make_unique<worker_session_pool>(
      target(role::app, "session"), own.options.session_threads, session_pool_limits{}, &wake);
}

write_lane& database::writes() {
  return *parts_->writer;
}

session_pool& database::sessions() {
  return *parts_->sessions;
}

database_state database::state() const {
  const auto& own = *parts_;
  if (!own.started || own.stopped) return {false, "The database is not in use yet or any more."};
  if (own.cluster && !own.cluster->running()) return {false, "PostgreSQL is starting again."};
  for (const auto& each : own.readers) {
    if (!each.lane->ready()) return {false, "A read lane is not connected to PostgreSQL."};
  }
  if (!own.writer->ready()) return {false, "The write lane is not connected to PostgreSQL."};
  if (!own.sessions->ready()) return {false, "The session pool is not connected to PostgreSQL."};
  return {true, ""};
}

void database::stop() {
  auto& own = *parts_;
  if (own.stopped.exchange(true)) return;
  if (own.started) {
    own.sessions->stop();
    // The writer's thread runs on until the end, so that a write that comes late is answered, too.
    run_on(own.writer_io, [&own] { own.writer->stop(); });
    for (auto& each : own.readers) {
      // A loop that nobody runs any more has nobody who waits: the lane's destructor closes its connection.
      if (!run_on(each.io, [&each] { each.lane->stop(); }))
        spdlog::warn("a read lane's thread had ended already");
    }
  }
  if (own.cluster) own.cluster->stop();
}

}  // namespace dossier::db
