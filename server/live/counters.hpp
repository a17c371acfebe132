#pragma once
#include <atomic>
#include <cstdint>

namespace dossier::live {

/// What the hub counts, for metrics. Written by all shards.
struct hub_counters {
  std::atomic<std::int64_t> connections{0};    ///< greeted and open now
  std::atomic<std::int64_t> subscriptions{0};  ///< held now
  std::atomic<std::uint64_t> messages{0};      ///< change messages queued
  std::atomic<std::uint64_t> resets{0};
  std::atomic<std::uint64_t> congestions{0};  ///< times that a connection's queue was full
  std::atomic<std::uint64_t> slow_closes{0};  ///< connections that did not drain in time
};

}  // namespace dossier::live
