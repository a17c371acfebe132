#include <sysexits.h>

#include <cstdio>

#include "server/app/commands.hpp"
#include "server/app/signals.hpp"
#include "server/db/database.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {

int migrate(const migrate_configuration& configuration) {
  const stop_signals signals;
  telemetry::start_logging("info");
  db::database_options options;
  options.data_directory = configuration.database.data_dir;
  options.url = configuration.database.url;
  const auto database = db::database::open(options);  // which migrates
  if (!database) {
    std::fprintf(stderr, "dossier: %s\n", database.error().detail.c_str());
    return EX_UNAVAILABLE;
  }
  (*database)->stop();
  std::puts("dossier: the database is up to date");
  return EX_OK;
}

}  // namespace dossier::app
