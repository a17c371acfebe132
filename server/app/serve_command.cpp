#include <spdlog/spdlog.h>
#include <sysexits.h>

#include <csignal>
#include <cstdio>
#include <string>

#include "server/app/commands.hpp"
#include "server/app/heap.hpp"
#include "server/app/server.hpp"
#include "server/app/signals.hpp"
#include "server/net/tls_context.hpp"
#include "server/telemetry/logging.hpp"

namespace dossier::app {
namespace {

void read_certificate_anew(net::tls_context& tls, spdlog::logger& log) {
  if (const auto read = tls.reload(); !read) {
    log.error("SIGHUP: {} The certificate in use stays: {}", read.error().detail, tls.description());
    return;
  }
  log.info("SIGHUP: new connections get the certificate {}", tls.description());
}

/// Until a signal says to stop. With a certificate, SIGHUP means to read it anew; else a closed terminal.
int serve_until_stopped(const stop_signals& arriving, net::tls_context* tls, spdlog::logger& log) {
  while (true) {
    const int signal = arriving.wait();
    if (signal != SIGHUP || tls == nullptr) return signal;
    read_certificate_anew(*tls, log);
  }
}

std::string url_of(const serve_configuration& configuration, std::uint16_t port) {
  const std::string& address = configuration.addresses.front();
  return (configuration.tls_certificate.empty() ? "http://" : "https://") +
         (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" +
         std::to_string(port);
}

}  // namespace

int serve(const serve_configuration& configuration) {
  keep_heap();
  const stop_signals arriving;
  const auto log = telemetry::start_logging(configuration.log_level);

  std::unique_ptr<net::tls_context> tls;
  if (!configuration.tls_certificate.empty()) {
    auto loaded = net::tls_context::load({configuration.tls_certificate, configuration.tls_key});
    if (!loaded) {
      std::fprintf(stderr, "dossier: %s\n", loaded.error().detail.c_str());
      return EX_CONFIG;
    }
    tls = std::move(loaded).value();
    log->info("serving by TLS with the certificate {}", tls->description());
  }

  auto started = server::start(configuration, tls.get());
  if (!started) {
    std::fprintf(stderr, "dossier: %s\n", started.error().detail.c_str());
    return started.error().status == 503 ? EX_UNAVAILABLE : EX_CANTCREAT;
  }
  const std::string url = url_of(configuration, (*started)->port());
  for (const std::string& line : (*started)->greeting(url)) std::puts(line.c_str());
  // The one line that scripts and people wait for; everything else goes to standard error.
  std::printf("dossier: ready %s\n", url.c_str());
  std::fflush(stdout);

  log->info("stopping on {}", stop_signals::name(serve_until_stopped(arriving, tls.get(), *log)));
  (*started)->stop();
  log->info("stopped");
  return EX_OK;
}

}  // namespace dossier::app
