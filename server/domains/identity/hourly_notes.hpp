#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>

#include "shared/core/timestamp.hpp"

namespace dossier::identity {

inline constexpr std::int64_t note_period_micros = 60LL * 60 * 1'000'000;

/// What is worth an entry in the change log once an hour of the clock and no more often: each time would
/// drown everything else, and costs who causes it nothing. Thread-safe.
class hourly_notes {
 public:
  /// `most` entries an hour, whatever they are about.
  explicit hourly_notes(std::size_t most) : most_(most) {}

  /// Whether an entry about it is due now; then it is counted as made.
  [[nodiscard]] bool is_due(std::string about, timestamp now) {
    const std::int64_t hour = now.micros / note_period_micros;
    const std::lock_guard lock(mutex_);
    if (hour != hour_) made_.clear();
    hour_ = hour;
    return made_.size() < most_ && made_.insert(std::move(about)).second;
  }

 private:
  std::size_t most_;
  std::mutex mutex_;
  std::unordered_set<std::string> made_;  ///< guarded by mutex_, as is what follows
  std::int64_t hour_ = 0;
};

}  // namespace dossier::identity
