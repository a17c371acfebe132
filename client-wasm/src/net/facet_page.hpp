#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/describe/record_type.hpp"

namespace dossier::net {

/// How many records have one value.
struct facet_count {
  /// As in a filter ("draft", "true", an id); nullopt counts the records without one.
  std::optional<std::string> value;
  std::string label;  ///< what to call it: of a reference the name of its record, else the value
  std::int64_t count = 0;
};

/// The values of one field, the most frequent first (at most 50).
struct field_facet {
  const describe::field* field = nullptr;
  std::vector<facet_count> values;
  std::int64_t distinct = 0;  ///< values in all, none counting as one
  bool exact = true;          ///< false: the counts are estimates
};

/// How many records stand in one day, week or month.
struct time_bucket {
  std::string begins;  ///< its first day in UTC, "2026-09-28"
  std::int64_t count = 0;
};

/// The buckets of a time, in its order; those without a record are absent.
struct bucket_facet {
  std::string name;  ///< as it was asked for: "published_at:week"
  std::vector<time_bucket> buckets;
};

/// The answer of `GET /R:facets`, each field counted under the filter without its own conditions.
struct facet_page {
  std::vector<field_facet> facets;
  std::vector<bucket_facet> times;
  std::int64_t change_seq = 0;

  [[nodiscard]] const field_facet* of(const describe::field& field) const;
  [[nodiscard]] const bucket_facet* buckets_of(std::string_view name) const;
};

/// Reads the body of `GET /R:facets`; nullopt when it is not one.
[[nodiscard]] std::optional<facet_page> read_facets(const describe::record_type& type, std::string_view body);

}  // namespace dossier::net
