#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/time_buckets.hpp"

// What the overview shows, read from the answers of `:facets`.
namespace dossier::model {

/// A value of a field, how many records have it, and when these came to be.
struct counted_value {
  std::optional<std::string> value;  ///< nullopt: the records without one
  std::string label;                 ///< of a reference the name of its record, else the value
  std::int64_t count = 0;
  bucket_counts buckets;  ///< empty for a facet of values
};

/// One facet: of values, of a time's buckets (then `buckets` alone), or of both.
struct counted_facet {
  std::vector<counted_value> values;
  bucket_counts buckets;
  std::int64_t without_time = 0;
  std::int64_t distinct = 0;
  bool exact = true;

  /// Records of all values or buckets.
  [[nodiscard]] std::int64_t total() const;
  /// Records that have this value.
  [[nodiscard]] std::int64_t count_of(std::string_view value) const;
  /// Values there are, records without one left out.
  [[nodiscard]] std::int64_t distinct_values() const;
};

/// Reads the facet called `name` ("status", "published_at:week*brand_id") from the body of `GET /R:facets`;
/// nullopt where there is none, or it is not one.
[[nodiscard]] std::optional<counted_facet> read_counted(std::string_view body, std::string_view name);

/// A span of time on the overview.
struct overview_range {
  int days = 90;
  bucket_unit unit = bucket_unit::week;
  int buckets = 13;
  std::string_view label;  ///< "90 d"
  std::string_view each;   ///< "week"
};
inline constexpr overview_range overview_ranges[]{{7, bucket_unit::day, 7, "7 d", "day"},
                                                  {30, bucket_unit::day, 30, "30 d", "day"},
                                                  {90, bucket_unit::week, 13, "90 d", "week"},
                                                  {365, bucket_unit::week, 52, "12 months", "week"}};
inline constexpr std::size_t overview_range_default = 2;
/// The index of the range of so many days ("90"); the default for another text.
[[nodiscard]] std::size_t range_of(std::string_view days);
/// "day", "week", "month": as the server names it.
[[nodiscard]] std::string_view unit_name(bucket_unit unit);

}  // namespace dossier::model
