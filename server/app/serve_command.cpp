#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <cstdio>
#include <string>

#include "server/app/commands.hpp"
#include "server/app/server.hpp"
#include "server/app/signals.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {

int serve(const serve_configuration& configuration) {
  const stop_signals signals;
  const auto log = telemetry::start_logging(configuration.log_level);

  auto started = server::start(configuration);
  if (!started) {
    std::fprintf(stderr, "dossier: %s\n", started.error().detail.c_str());
    return started.error().status == 503 ? EX_UNAVAILABLE : EX_CANTCREAT;
  }
  const std::string& address = configuration.addresses.front();
  const std::string url = "http://" +
                          (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" +
                          std::to_string((*started)->port());
  for (const std::string& line : (*started)->greeting(url)) std::puts(line.c_str());
  // The one line that scripts and people wait for; everything else goes to standard error.
  std::printf("dossier: ready %s\n", url.c_str());
  std::fflush(stdout);

  log->info("stopping on {}", signals.wait());
  (*started)->stop();
  log->info("stopped");
  return EX_OK;
}

}  // namespace dossier::app
