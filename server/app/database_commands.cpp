#include <sysexits.h>

#include <boost/asio/executor_work_guard.hpp>
#include <cstdio>

#include "server/app/commands.hpp"
#include "server/app/signals.hpp"
#include "server/db/database.hpp"
#include "server/domains/identity/installation_repository.hpp"
#include "server/live/chain_verifier.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {
namespace {

/// Opens the database for a command that ends by itself; tells people when it cannot.
std::unique_ptr<db::database> open_database(const database_place& place) {
  db::database_options options;
  options.data_directory = place.data_dir;
  options.url = place.url;
  auto opened = db::database::open(options);
  if (opened) return std::move(opened).value();
  std::fprintf(stderr, "dossier: %s\n", opened.error().detail.c_str());
  return nullptr;
}

/// Nobody sequences while a command runs.
class no_wake final : public live::sequencer_wake {
 public:
  void committed() override {}
};

struct tally {
  int broken = 0;
  int unread = 0;
};

boost::asio::awaitable<void> verify_tenant(db::read_lane& lane, uuid id, std::string name, tally& sum) {
  const auto verdict = co_await live::verify_chain(lane, id);
  if (!verdict) {
    ++sum.unread;
    std::printf("%s (%s): could not be read: %s\n", name.c_str(), to_string(id).c_str(),
                verdict.error().detail.c_str());
  } else if (verdict->broken_at) {
    ++sum.broken;
    std::printf("%s (%s): BROKEN at seq %lld: %s\n", name.c_str(), to_string(id).c_str(),
                static_cast<long long>(*verdict->broken_at), verdict->reason.c_str());
  } else {
    std::printf("%s (%s): %lld changes, chain intact\n", name.c_str(), to_string(id).c_str(),
                static_cast<long long>(verdict->checked));
  }
}

boost::asio::awaitable<void> verify_all(db::database& database, db::read_lane& lane, tally& sum) {
  // Connections stand a moment after the start; statements would be answered 503 until then.
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  while (!database.state().ready) {
    pause.expires_after(std::chrono::milliseconds(20));
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
  for (auto& [id, name] : identity::all_tenants(database.settings().conninfo(db::role::auth, "verify"))) {
    co_await verify_tenant(lane, id, std::move(name), sum);
  }
}

}  // namespace

int migrate(const migrate_configuration& configuration) {
  const stop_signals signals;
  telemetry::start_logging("info");
  const auto database = open_database(configuration.database);  // which migrates
  if (!database) return EX_UNAVAILABLE;
  database->stop();
  std::puts("dossier: the database is up to date");
  return EX_OK;
}

int verify(const verify_configuration& configuration) {
  const stop_signals signals;
  telemetry::start_logging("warn");
  const auto database = open_database(configuration.database);
  if (!database) return EX_UNAVAILABLE;

  boost::asio::io_context io(1);
  no_wake wake;
  tally sum;
  db::read_lane& lane = database->add_read_lane(io);
  database->start(wake);
  std::exception_ptr failure;
  const auto ended = [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    io.stop();
  };
  boost::asio::co_spawn(io, verify_all(*database, lane, sum), ended);
  io.run();
  io.restart();
  const auto guard = boost::asio::make_work_guard(io);
  std::thread runner([&] { io.run(); });  // the lane's own work goes on until the database has stopped
  database->stop();
  io.stop();
  runner.join();
  if (failure) std::rethrow_exception(failure);
  if (sum.broken > 0) return EX_DATAERR;
  return sum.unread > 0 ? EX_UNAVAILABLE : EX_OK;
}

}  // namespace dossier::app
