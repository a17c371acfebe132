#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace dossier::bench {

/// Changes at a steady rate, held against many distinct filters.
struct many_filters_load {
  std::uint16_t port = 0;
  std::size_t filters = 1000;  ///< 0: only the connection that measures the delay
  double changes_per_second = 1000;
  std::chrono::duration<double> time{5};
  const std::vector<std::string>* ids = nullptr;  ///< records of the resource "brands"
  std::uint64_t first_value = 0;                  ///< that no record has had yet; the next ones are used, too
};

struct many_filters_result {
  std::uint64_t changes = 0;
  double seconds = 0;
  /// One a change: from its PATCH's answer until a subscriber without a filter has it.
  std::vector<float> delays_us;
  std::int64_t server_cpu_us = 0;
  std::int64_t database_cpu_us = 0;
  std::int64_t own_cpu_us = 0;
};

/// Subscribes the filters, a full connection of them after the other, and writes. Throws std::runtime_error
/// when something is lost.
[[nodiscard]] many_filters_result run(const many_filters_load& what, int server, int postmaster);

}  // namespace dossier::bench
