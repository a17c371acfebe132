#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/http_connection.hpp"

namespace dossier::bench {

/// What to ask for, over and over: every connection sends its next request as soon as the last one is
/// answered (a closed loop), until the time or the number of requests is used up.
struct load {
  std::uint16_t port = 0;
  unsigned connections = 64;
  std::chrono::duration<double> time{5};
  std::uint64_t at_most = UINT64_MAX;                 ///< requests
  int expected_status = 200;                          ///< any other answer is counted as wrong
  std::function<void(std::string& request)> compose;  ///< appends one whole request
  std::function<void(const answer&)> inspect;         ///< sees every expected answer; may be empty
};

/// What came of it.
struct load_result {
  std::uint64_t answered = 0;
  std::uint64_t wrong = 0;
  std::string first_wrong;  ///< the first unexpected answer, for the reader
  double seconds = 0;
  std::vector<float> latencies_us;  ///< one a request: from its last byte sent to the answer's last byte read
};

/// Runs the load in this thread. Throws std::runtime_error when the server closes a connection or falls
/// silent.
[[nodiscard]] load_result run(const load& what);

/// The value below which `share` (0…1) of `values` lie; reorders them. 0 when there are none.
[[nodiscard]] double quantile(std::vector<float>& values, double share);

}  // namespace dossier::bench
