#pragma once
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "shared/core/uuid.hpp"

namespace dossier::records {

/// What was found out about something of a tenant's, kept for a while, so that what decides the way of a list
/// need not be asked for each page. A wrong memory costs time, nothing else. Thread-safe.
template <class Value>
class remembered {
 public:
  using clock = std::chrono::steady_clock;

  /// Each value is kept for `kept_for`. Beyond `most` values, all are forgotten.
  remembered(clock::duration kept_for, std::size_t most) : kept_for_(kept_for), most_(most) {}

  [[nodiscard]] std::optional<Value> find(const uuid& tenant, const std::string& what) {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find({tenant, what});
    if (found == known_.end() || found->second.until <= clock::now()) return std::nullopt;
    return found->second.value;
  }

  void remember(const uuid& tenant, const std::string& what, Value value) {
    const std::lock_guard lock(mutex_);
    if (known_.size() >= most_) known_.clear();
    known_[{tenant, what}] = {value, clock::now() + kept_for_};
  }

 private:
  struct entry {
    Value value{};
    clock::time_point until;
  };
  const clock::duration kept_for_;
  const std::size_t most_;
  std::mutex mutex_;  ///< held for a look-up
  std::map<std::pair<uuid, std::string>, entry> known_;
};

}  // namespace dossier::records
