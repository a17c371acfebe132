#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "shared/core/uuid.hpp"

namespace dossier::records {

/// How many records a list has in all. `exact` is false for an estimate.
struct total {
  std::int64_t value = 0;
  bool exact = true;
};

/// What identifies a list's total within one resource.
struct total_key {
  uuid tenant;
  std::string filter;  ///< in its one spelling
  auto operator<=>(const total_key&) const = default;
};

/// Remembers totals, so that a list that is asked for again is not counted again while nothing changed.
/// Thread-safe.
///
/// Up to counted_rows_max records a total is exact; it holds until the tenant's log or a write of this server
/// moves on. Beyond, a total is an estimate: the last full count, which is repeated at most every
/// `recount_after`.
class totals {
 public:
  static constexpr std::chrono::seconds recount_after{10};
  /// Lists that are remembered; beyond, all are forgotten and counted anew.
  static constexpr std::size_t remembered_max = 10'000;

  /// What a total that is counted now is based on.
  struct position {
    std::int64_t seq = 0;     ///< of the snapshot
    std::int64_t writes = 0;  ///< of this server, before the snapshot
    bool operator==(const position&) const = default;
  };

  /// The total, if it is known well enough; nothing: count up to the bound, then `counted`.
  [[nodiscard]] std::optional<total> find(const total_key& key, const position& at);

  /// Takes the count of a list; `rows` above the bound means more than that.
  total counted(const total_key& key, const position& at, std::int64_t rows);

  /// Whether a full count of this long list is due; true for one caller only, who calls `counted_all` then.
  [[nodiscard]] bool claim_full_count(const total_key& key);
  /// nullopt: the count failed.
  void counted_all(const total_key& key, std::optional<std::int64_t> rows);

 private:
  struct entry {
    position at;
    std::int64_t rows = 0;  ///< up to the bound, or the last full count
    bool is_long = false;
    bool being_counted = false;
    std::optional<std::chrono::steady_clock::time_point> full_count_at;
  };

  std::mutex mutex_;  ///< held for a look-up
  std::map<total_key, entry> entries_;
};

}  // namespace dossier::records
