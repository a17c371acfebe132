#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "shared/core/uuid.hpp"

namespace dossier::records {

/// Remembers which searches have more hits than are ranked, so that only the first of them is counted.
/// Thread-safe.
class search_frequency {
 public:
  /// How long a search is taken to be frequent after it was seen to be.
  static constexpr std::chrono::minutes remembered_for{5};
  /// Searches that are remembered; beyond, all are forgotten.
  static constexpr std::size_t remembered_max = 2'000;

  using clock = std::chrono::steady_clock;

  /// `what` names the search and whatever else narrows it. Its hits, as far as they were counted, while it is
  /// known to be frequent.
  [[nodiscard]] std::optional<std::int64_t> find(const uuid& tenant, const std::string& what,
                                                 clock::time_point now = clock::now());

  void remember(const uuid& tenant, const std::string& what, std::int64_t hits,
                clock::time_point now = clock::now());

 private:
  struct entry {
    std::int64_t hits = 0;
    clock::time_point until;
  };
  struct key {
    uuid tenant;
    std::string what;
    auto operator<=>(const key&) const = default;
  };

  std::mutex mutex_;  ///< held for a look-up
  std::map<key, entry> entries_;
};

}  // namespace dossier::records
