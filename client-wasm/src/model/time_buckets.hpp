#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/formats.hpp"
#include "shared/core/timestamp.hpp"

// Days, weeks and months of UTC, as the server counts them (`published_at:week`).

namespace dossier::model {

/// Days since 1970-01-01.
using day_number = std::int64_t;

enum class bucket_unit : std::uint8_t { day, week, month };

[[nodiscard]] day_number day_of(timestamp moment);
/// The first day of the bucket that holds `day`: itself, the Monday of its ISO week, the first of its month.
[[nodiscard]] day_number bucket_start(day_number day, bucket_unit unit);
/// The first day of the bucket `steps` further on; `start` begins one.
[[nodiscard]] day_number bucket_after(day_number start, bucket_unit unit, std::int64_t steps);

/// `2026-09-28`, and back; 0 for what is no date.
[[nodiscard]] std::string date_text(day_number day);
[[nodiscard]] day_number parse_date(std::string_view text);
/// "Week of 28 Sep 2026", "28 Sep 2026", "September 2026".
[[nodiscard]] std::string bucket_name(day_number start, bucket_unit unit, const formats& how = {});

/// Counts by the first day of their bucket; buckets without any are absent.
using bucket_counts = std::map<day_number, std::int64_t>;

/// A run of buckets without a gap.
struct bucket_axis {
  bucket_unit unit = bucket_unit::week;
  std::vector<day_number> starts;

  /// The last `count` ≥ 1 buckets, that of `today` being the last of them.
  static bucket_axis ending(day_number today, bucket_unit unit, int count);
  /// As many buckets as this has, those before it: what a period is compared with, bucket by bucket.
  [[nodiscard]] bucket_axis before() const;
  /// This and what follows it, as one.
  [[nodiscard]] bucket_axis and_then(const bucket_axis& next) const;
  /// The counts bucket by bucket, 0 where there are none.
  [[nodiscard]] std::vector<double> spread(const bucket_counts& counts) const;
  [[nodiscard]] std::size_t size() const { return starts.size(); }
};

/// A label under an axis.
struct axis_label {
  std::size_t at = 0;  ///< bucket
  std::string text;
};
/// Where months begin ("Jun", "Jul"), or for a few days each ("23 Nov"), at most `most` of them, evenly
/// chosen; the first bucket is labeled only if it is one of them.
[[nodiscard]] std::vector<axis_label> axis_labels(const bucket_axis& of, std::size_t most,
                                                  const formats& how = {});

/// Running totals that end at `total`: how many there were at the end of each bucket, of what was added in
/// each.
[[nodiscard]] std::vector<double> running_totals(const std::vector<double>& added, double total);
[[nodiscard]] double sum_of(const std::vector<double>& values);

}  // namespace dossier::model
