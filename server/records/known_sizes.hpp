#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "shared/core/uuid.hpp"

namespace dossier::records {

/// Remembers for a while which of a tenant's sets of records are large, so that what decides the way of a
/// list need not be counted for each page. A wrong memory costs time, nothing else. Thread-safe.
class known_sizes {
 public:
  static constexpr std::chrono::seconds kept_for{60};
  /// Sets that are remembered; beyond, all are forgotten.
  static constexpr std::size_t remembered_max = 10'000;

  [[nodiscard]] std::optional<bool> is_large(const uuid& tenant, const std::string& set) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find({tenant, set});
    if (found == known_.end() || std::chrono::steady_clock::now() - found->second.at > kept_for) {
      return std::nullopt;
    }
    return found->second.large;
  }

  void remember(const uuid& tenant, const std::string& set, bool large) {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= remembered_max) known_.clear();
    known_[{tenant, set}] = {large, std::chrono::steady_clock::now()};
  }

 private:
  struct entry {
    bool large = false;
    std::chrono::steady_clock::time_point at;
  };
  std::mutex mutex_;  ///< held for a look-up
  std::map<std::pair<uuid, std::string>, entry> known_;
};

}  // namespace dossier::records
