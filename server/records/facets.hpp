#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "server/db/session.hpp"
#include "server/records/list_query.hpp"
#include "server/records/search.hpp"
#include "shared/describe/record_type.hpp"

/// How many records of a list have each value of a field (`GET /R:facets`).
namespace dossier::records {

/// Fields of one request.
inline constexpr std::size_t facet_fields_max = 20;
/// Values that are told of each field, the most frequent first.
inline constexpr std::int64_t facet_values_max = 50;
/// Records that are counted one by one. Of a longer list, a share is counted and the counts are estimates.
inline constexpr std::int64_t facet_rows_max = 100'000;
/// The share, in percent of the table's blocks, and how many rows of the whole table that may be at most.
inline constexpr double facet_share_max = 10;
inline constexpr double facet_share_rows_max = 1'000'000;
/// Records of a share below which it says little; the first facet_rows_max then stand for all.
inline constexpr std::int64_t facet_share_records_min = 1'000;

/// Whether a field's values can be counted: one that may be filtered by, and whose values recur. Not the id,
/// numbers and times.
[[nodiscard]] bool has_facet(const describe::field& described);

/// The filter without the conditions that are about `own` only, among those that must all hold: so that a
/// facet shows what else could be chosen.
[[nodiscard]] query::filter without(const query::filter& where, const describe::field& own);

/// A value, `""` where it is none.
struct facet_value {
  bool is_set = false;
  std::string value;                 ///< as the database writes it; of a text the commonest spelling
  std::optional<std::string> label;  ///< what the referenced record is called
  std::int64_t count = 0;
};

struct facet {
  const describe::field* field = nullptr;
  std::vector<facet_value> values;
  std::int64_t distinct = 0;  ///< values in all, none counting as one
  bool exact = true;
  std::int64_t seq = 0;  ///< of the tenant's log, which the counts include at least
};

/// Counts the values of `of` among the live records of `list`, whose filter is to be without the field's own
/// conditions. `found` is its search, or nullptr. Takes as long as reading facet_rows_max records. Throws as
/// the session does.
[[nodiscard]] facet count_values(db::session& in, const uuid& tenant, const describe::record_type& type,
                                 const describe::field& of, const list_query& list,
                                 const search_outcome* found);

/// Reads a value off its four columns: key, spelling, label and count. `scale`: records that a counted one
/// stands for.
[[nodiscard]] facet_value read_facet_value(const db::rows& from, int row, int key, double scale);
[[nodiscard]] std::int64_t scaled_count(const db::rows& from, int row, int column, double scale);

/// Appends `"value":"draft","count":12`; a reference has its short form between the two.
void append_facet_value(std::string& out, const describe::field& of, const facet_value& value);

/// Appends `"status":{"values":[{"value":"draft","count":12},{"value":null,"count":1}],"distinct":2,
/// "exact":true}`. A reference has its short form beside its value: `{"value":"…","brand":{…},"count":7}`.
void append_facet(std::string& out, const facet& counted);

}  // namespace dossier::records
