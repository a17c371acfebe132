#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <string>

#include "shared/describe/record_type.hpp"

namespace dossier::documents {

/// What the document says and no description knows: the server's own limits.
struct api_facts {
  std::string version;  ///< of the program
  std::int64_t page_size_default = 0;
  std::int64_t page_size_max = 0;
  std::int64_t body_max_bytes = 0;
  std::int64_t change_reason_max = 0;    ///< characters
  std::int64_t idempotency_key_max = 0;  ///< characters
  std::int64_t idempotency_hours = 0;    ///< for which an answer is kept
  std::int64_t batch_max = 0;            ///< operations
  std::int64_t facet_fields_max = 0;     ///< of one request
  std::int64_t facet_values_max = 0;     ///< of one field
  std::int64_t facet_buckets_max = 0;    ///< of one time
  std::int64_t facet_series_max = 0;     ///< values that have buckets
  std::int64_t activity_walk_max = 0;    ///< entries that a page of one resource looks at
  std::int64_t ranked_max = 0;           ///< hits up to which a search is ordered by rank
  /// Whether `:facets` counts a field's values.
  bool (*has_facet)(const describe::field&) = [](const describe::field&) { return false; };
  /// Whether it counts a time's days, weeks and months, and by what names.
  bool (*has_buckets)(const describe::field&) = [](const describe::field&) { return false; };
  std::span<const std::string_view> time_units = {};
};

/// The API as OpenAPI 3.1: every route of every one of `types` and those that belong to none of them. A
/// path's parameter is called `{id}` where the router's pattern has `{}`.
[[nodiscard]] boost::json::object openapi(std::span<const describe::record_type* const> types,
                                          const api_facts& facts);

}  // namespace dossier::documents
