#pragma once
#include <chrono>
#include <cstdint>

namespace dossier::live {

/// What binds a live connection. The defaults are the contract's; tests shorten them.
struct live_limits {
  /// From the upgrade to `hello`; then the connection is closed (4408).
  std::chrono::milliseconds hello_deadline{10'000};
  /// For which a full connection may not drain; then it is closed (1013).
  std::chrono::milliseconds drain_deadline{30'000};
  /// Changes of the tenant's log that are read to bring a subscription up to date; beyond: `reset`.
  std::int64_t replay_limit = 10'000;
  /// How often filters with relative times are evaluated anew.
  std::chrono::milliseconds renewal_period{60'000};
  /// Least time between two presence messages of one connection.
  std::chrono::milliseconds presence_interval{200};
};

}  // namespace dossier::live
