#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace dossier::bench {

/// Changes of random records, each of which goes to every one of `subscribers` live connections.
struct fan_out_load {
  std::uint16_t port = 0;
  std::size_t subscribers = 1000;
  std::string filter;  ///< of all of them; the records match it
  std::chrono::duration<double> time{5};
  /// Changes on their way at once. 1 measures latency (each change alone), more measure throughput.
  std::size_t window = 1;
  const std::vector<std::string>* ids = nullptr;  ///< records of the resource "brands"
  std::uint64_t first_value = 0;                  ///< that no record has had yet, as well as those after it
};

struct fan_out_result {
  std::uint64_t changes = 0;
  std::uint64_t deliveries = 0;
  double seconds = 0;
  /// With a window of 1, one a change: until the last subscriber has it, from the arrival of the PATCH's
  /// answer (the commit as its writer sees it; 0 when every subscriber was faster than that), and from the
  /// sending of the PATCH.
  std::vector<float> from_commit_us;
  std::vector<float> from_request_us;
  std::int64_t server_cpu_us = 0;
  std::int64_t database_cpu_us = 0;
  std::int64_t own_cpu_us = 0;
};

/// Connects the subscribers, then changes records until the time is up and everything has arrived. The CPU
/// figures cover the latter part only; `server` and `postmaster` are process ids. Throws std::runtime_error
/// when something is lost.
[[nodiscard]] fan_out_result run(const fan_out_load& what, int server, int postmaster);

}  // namespace dossier::bench
