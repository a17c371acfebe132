#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/session.hpp"
#include "server/records/list_query.hpp"
#include "server/records/search.hpp"
#include "shared/describe/record_type.hpp"

/// What the statements that count a list's records have in common.
namespace dossier::records {

/// The statement's text and parameters as they grow.
struct facet_statement {
  std::string sql;
  std::vector<sql_value> values;

  /// `$3::uuid[]`
  std::string add(sql_value value, std::string_view type);
};

/// Which records are counted: `FROM … WHERE …`, the record's table as `r`. Of the whole table, or of `share`
/// percent of its blocks. `found` is the list's search, or nullptr.
void append_counted_records(facet_statement& to, const describe::record_type& type, const list_query& list,
                            const search_outcome* found, double share);

/// `… AS key, … AS spelling FROM counted …`: the values of the rows of `counted`, which has both columns; of
/// a list a row for each item.
[[nodiscard]] std::string values_of_counted(const describe::field& of);

/// Two WITH queries that make of `value` the values there are: `known` with key, spelling and count `n`. Of
/// texts that are one value the commonest spelling stands.
inline constexpr std::string_view known_values =
    "spelt AS (SELECT key, spelling, count(*) AS n FROM value GROUP BY key, spelling),\n"
    "known AS (SELECT key, (array_agg(spelling ORDER BY n DESC, spelling))[1] AS spelling, "
    "sum(n)::bigint AS n FROM spelt GROUP BY key)";

/// What the record is called that a key refers to; `NULL::text` where the field is no reference.
[[nodiscard]] std::string label_of_key(const describe::field& of, std::string_view key);

/// What was counted: `scale` is how many records each counted one stands for.
struct counted_rows {
  db::rows rows;
  double scale = 1;
  bool exact = true;
};

/// Column of every such statement that says how many records were looked at.
inline constexpr int looked_at_column = 1;

/// Counts all records, or an estimate where there are more than facet_rows_max. `counting` makes the
/// statement for a share of the table's blocks, in percent; 0: all. Throws as the session does.
[[nodiscard]] counted_rows count_or_estimate(db::session& in, const uuid& tenant,
                                             const describe::record_type& type, const search_outcome* found,
                                             const std::function<facet_statement(double share)>& counting);

}  // namespace dossier::records
