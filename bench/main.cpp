// Measures a Dossier server from outside: requests per second, latencies and CPU per request, beside pgbench
// on the same PostgreSQL, so that every figure is also a ratio that another machine can be compared by.
#include <fmt/format.h>
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "bench/figures.hpp"
#include "bench/interruption.hpp"
#include "bench/report.hpp"

int main(int argc, char** argv) {
  CLI::App app{"Measures requests per second, latencies and CPU of a server that it starts for itself.",
               "dossier-bench"};
  dossier::bench::figure_options how;
  const char* named = std::getenv("DOSSIER_BIN");
  std::string binary =
      named != nullptr
          ? named
          : (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../dossier").string();
  bool json = false;
  app.add_option("--seconds", how.seconds, "Seconds to measure each figure for")
      ->check(CLI::Range(0.2, 600.0))
      ->capture_default_str();
  app.add_option("--connections", how.connections, "Keep-alive connections")
      ->check(CLI::Range(1U, 1000U))
      ->capture_default_str();
  app.add_option("--subscribers", how.subscribers, "Live connections of the fan-out")
      ->check(CLI::Range(1, 3000))
      ->capture_default_str();
  app.add_option("--crowd", how.crowd, "Live connections that watch one filter; 0 leaves them out")
      ->check(CLI::Range(0, 15'000))
      ->capture_default_str();
  app.add_option("--filters", how.filters,
                 "Distinct filters that changes are held against; 0 leaves them out")
      ->check(CLI::Range(0, 50'000))
      ->capture_default_str();
  app.add_option("--server", binary, "The server's program (also DOSSIER_BIN)")->capture_default_str();
  app.add_option("--jump-records", how.jump_records,
                 "Records of the list in which skip is measured; 0 leaves it out")
      ->check(CLI::Range(0, 5'000'000))
      ->capture_default_str();
  app.add_flag("--json", json, "Print JSON instead of a table");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& told) {
    return app.exit(told) == 0 ? EX_OK : EX_USAGE;
  }

  dossier::bench::watch_for_interruption();
  try {
    const dossier::bench::server_under_test server(binary);
    const auto figures = dossier::bench::measure_all(server, how);
    fmt::print("{}\n", json ? to_json(figures, how) : to_table(figures, how));
  } catch (const std::exception& error) {
    fmt::print(stderr, "dossier-bench: {}\n", error.what());
    return EX_SOFTWARE;
  }
  return EX_OK;
}
