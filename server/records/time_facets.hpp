#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/records/facets.hpp"

/// How many records of a list stand in each day, week or month, and how many of these have each value of
/// another field: `GET /R:facets?fields=published_at:week*brand_id`.
namespace dossier::records {

/// All of UTC; weeks are ISO 8601's, from Monday on.
enum class time_unit : std::uint8_t { day, week, month };
inline constexpr std::array<std::string_view, 3> time_unit_names{"day", "week", "month"};

/// Buckets that are told, the newest. Those without a record are not among them.
inline constexpr std::int64_t facet_buckets_max = 120;
/// Values whose buckets are told, the most frequent.
inline constexpr std::int64_t facet_series_max = 10;

/// What one facet of a request counts: a field's values, or a time's buckets.
struct facet_wish {
  std::string name;  ///< as it was asked for: "status", "published_at:week", "published_at:week*brand_id"
  const describe::field* of = nullptr;  ///< has_facet, or has_buckets with a unit
  std::optional<time_unit> per = {};    ///< of a time
  const describe::field* by = nullptr;  ///< of a time: has_facet; nullptr: all records together
};

/// Whether a field's buckets can be counted: a time that may be filtered by.
[[nodiscard]] bool has_buckets(const describe::field& described);

struct time_bucket {
  std::string begins;  ///< its first day, `2026-09-28`; empty: the records without a time
  std::int64_t count = 0;
};

/// The records of one value of the other field.
struct time_series {
  facet_value value;  ///< its count is of all buckets, those that are not told included
  std::vector<time_bucket> buckets;
};

struct time_facet {
  std::string name;
  const describe::field* by = nullptr;
  std::vector<time_series> series;  ///< one without a value where there is no other field
  std::int64_t distinct = 0;        ///< of buckets; with another field, of its values; none counts as one
  bool exact = true;
  std::int64_t seq = 0;  ///< of the tenant's log, which the counts include at least
};

/// Counts the buckets of `wish`, which names a unit, among the live records of `list`, under its whole
/// filter. As count_values else.
[[nodiscard]] time_facet count_buckets(db::session& in, const uuid& tenant, const describe::record_type& type,
                                       const facet_wish& wish, const list_query& list,
                                       const search_outcome* found);

/// Appends `"published_at:week":{"values":[{"value":"2026-09-28","count":12},…],"distinct":3,"exact":true}`,
/// in the order of time, `null` last; with another field
/// `"published_at:week*brand_id":{"series":[{"value":…,"brand":{…},"count":12,"values":[…]},…],…}`.
void append_time_facet(std::string& out, const time_facet& counted);

}  // namespace dossier::records
