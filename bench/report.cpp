#include "bench/report.hpp"

#include <fmt/format.h>

#include <thread>

namespace dossier::bench {
namespace {

/// A number with the digits that matter; a dash where there is none.
std::string shown(double value, int decimals) {
  return value > 0 ? fmt::format("{:.{}f}", value, decimals) : std::string("-");
}

/// 68123.4 as "68,123".
std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace

std::string to_table(const std::vector<figure>& figures, const figure_options& how) {
  std::string out = fmt::format("{:<17}{:>10}{:>9}{:>9}{:>11}{:>13}{:>13}  {}\n", "figure", "per s", "p50 ms",
                                "p99 ms", "server us", "database us", "generator us", "ratio");
  for (const figure& one : figures) {
    const std::string ratio =
        one.ratio > 0 ? fmt::format("{:.2f} of {}", one.ratio, one.beside) : std::string("-");
    out += fmt::format("{:<17}{:>10}{:>9}{:>9}{:>11}{:>13}{:>13}  {}\n", one.name, grouped(one.per_second),
                       shown(one.p50_ms, 2), shown(one.p99_ms, 2), shown(one.server_us, 1),
                       shown(one.database_us, 1), shown(one.generator_us, 1), ratio);
  }
  out += fmt::format(
      "\nMeasured for {:g} s each after a warm-up, {} connections in a closed loop where not said otherwise, "
      "load generator,\n"
      "server and PostgreSQL on the same {} cores. CPU microseconds are user and system time per request "
      "(fan_out: per\n"
      "change, fan_out_messages: per message), of the server, of all processes of its PostgreSQL, and of the "
      "generator.\n",
      how.seconds, how.connections, std::thread::hardware_concurrency());
  for (const figure& one : figures) out += fmt::format("  {:<17}{}\n", one.name, one.measured);
  return out;
}

std::string to_json(const std::vector<figure>& figures, const figure_options& how) {
  std::string out = fmt::format(R"({{"seconds":{},"connections":{},"cores":{},"figures":[)", how.seconds,
                                how.connections, std::thread::hardware_concurrency());
  for (const figure& one : figures) {
    if (out.back() != '[') out += ',';
    out += fmt::format(
        R"({{"name":"{}","measured":"{}","per_second":{:.1f},"p50_ms":{:.3f},"p99_ms":{:.3f},"server_us":{:.2f},)"
        R"("database_us":{:.2f},"generator_us":{:.2f},"beside":"{}","ratio":{:.3f}}})",
        one.name, one.measured, one.per_second, one.p50_ms, one.p99_ms, one.server_us, one.database_us,
        one.generator_us, one.beside, one.ratio);
  }
  return out + "]}";
}

}  // namespace dossier::bench
