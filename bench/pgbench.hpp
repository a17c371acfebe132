#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/server_under_test.hpp"

namespace dossier::bench {

/// Clients and threads that pgbench runs with.
inline constexpr int pgbench_clients = 8;
inline constexpr int pgbench_threads = 2;
/// Clients of what keeps a core busy for a second.
inline constexpr int pgbench_slow_clients = 2;

struct pgbench_result {
  double per_second = 0;
  std::vector<float> latencies_us;
  std::uint64_t transactions = 0;
  std::int64_t database_cpu_us = 0;
  std::int64_t own_cpu_us = 0;  ///< of pgbench
};

/// Debian's pgbench on the server's own PostgreSQL: prepared statements on rows of the table `brands`, copied
/// to a tenant of their own under ids that pgbench can compute. As administrator, so without walls, outbox
/// and audit: what the bare database does.
class pgbench {
 public:
  /// Copies `rows` records. Throws std::runtime_error when psql or pgbench is missing or fails.
  pgbench(const server_under_test& on, std::uint64_t rows);
  [[nodiscard]] pgbench_result select_by_key(std::chrono::duration<double> time) const;
  [[nodiscard]] pgbench_result update_by_key(std::chrono::duration<double> time) const;

  /// Adds that many brands `Filler 1`, … to the server's own tenant, behind its back: for lists that were not
  /// asked for yet.
  void fill(std::uint64_t rows) const;
  /// 50 rows of that tenant in order of headcount, behind the first `skip`, by OFFSET.
  [[nodiscard]] pgbench_result select_by_offset(std::uint64_t skip, std::chrono::duration<double> time) const;

 private:
  [[nodiscard]] pgbench_result measure(const std::string& name, const std::string& script,
                                       std::chrono::duration<double> time,
                                       int clients = pgbench_clients) const;
  const server_under_test& on_;
  std::uint64_t rows_;
  std::string database_;
};

}  // namespace dossier::bench
