#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "bench/server_under_test.hpp"

namespace dossier::bench {

/// One line of the table.
struct figure {
  std::string name;      ///< stable, for programs: "get", "pgbench_select", …
  std::string measured;  ///< how, for people
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double server_us =
      0;  ///< CPU of the server per request (or transaction, or delivery); 0 where it takes no part
  double database_us = 0;   ///< CPU of PostgreSQL, all its processes
  double generator_us = 0;  ///< CPU of the load generator (dossier-bench, or pgbench)
  std::string beside;       ///< the pgbench figure that `ratio` refers to; empty: none
  double ratio = 0;         ///< per_second ÷ that figure's
};

struct figure_options {
  double seconds = 5;
  unsigned connections = 64;
  std::uint64_t records = 10'000;
  std::size_t subscribers = 1'000;
  std::size_t crowd = 10'000;              ///< subscribers of one filter; 0: not measured
  std::size_t filters = 1'000;             ///< distinct ones that changes are held against; 0: not measured
  std::uint64_t jump_records = 1'000'000;  ///< that the list has in which `skip` is measured; 0: it is not
};

/// Measures everything, one after the other, telling on stderr what it is at.
[[nodiscard]] std::vector<figure> measure_all(const server_under_test& on, const figure_options& how);

}  // namespace dossier::bench
