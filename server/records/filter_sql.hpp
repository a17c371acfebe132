#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "server/db/statement.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/page_token.hpp"

/// Filters as conditions on a record's table.
namespace dossier::records {

/// The value of a parameter.
using sql_value =
    std::variant<std::string, std::int64_t, double, bool, uuid, timestamp, std::vector<std::string>,
                 std::vector<std::int64_t>, std::vector<double>, std::vector<uuid>, std::vector<timestamp>>;

/// A position's key as a parameter. Throws std::logic_error for none, which no parameter stands for.
[[nodiscard]] sql_value value_of(const query::sort_key& key);

/// A condition on the table of alias `r`, and its parameters' values. It stands in a WHERE clause of a
/// statement whose `$1` is the tenant's id, on a query level that carries the mark of db::tenant_statement
/// (or in a transaction of that tenant's). Conditions of one text differ in their values only, so the text
/// tells which of them may share a prepared statement.
struct sql_condition {
  std::string text;               ///< `r.country_key = $3::text AND …`; empty: every row
  std::vector<sql_value> values;  ///< of `$first`, `$first + 1`, …

  [[nodiscard]] bool empty() const { return text.empty(); }
};

/// What the query level of a condition reads.
enum class row_source : std::uint8_t {
  record,   ///< the record's table, alias `r`
  recency,  ///< and, joined to it, the order of last changes, alias `o` (see order_source.hpp)
};

/// The rows that match `where`, exactly those of query::matches. `at` tells what `now` and `me` stand for;
/// its look-up of referenced records is not used. Parameters are numbered from `first` on. Comparisons that
/// must all hold stand in a form that an index serves; a path becomes a semi-join of the table referred to.
///
/// `rare` are comparisons of `where` that few records pass, of those that rare_items_of names: the records
/// are found by an index, where each one's text or list would have to be read otherwise.
[[nodiscard]] sql_condition filter_condition(const query::filter& where, const query::context& at, int first,
                                             const std::vector<const query::comparison*>& rare = {},
                                             row_source from = row_source::record);

/// The comparisons of `where` that could be named as rare: an own list must have an item, an own searchable
/// text must have words.
[[nodiscard]] std::vector<const query::comparison*> rare_items_of(const query::filter& where);

/// What such a comparison is looked for by: an item's key, or the words as a tsquery literal.
[[nodiscard]] std::string rare_key(const query::comparison& item);

/// ` AND ` and the condition in parentheses; nothing for an empty one.
[[nodiscard]] std::string and_also(const sql_condition& condition);

/// Adds the values for a lane's statement.
void bind_values(db::parameters& to, const std::vector<sql_value>& values);

/// The values as texts in PostgreSQL's input format: for libpqxx, whose parameters are texts.
[[nodiscard]] std::vector<std::string> as_texts(const std::vector<sql_value>& values);

}  // namespace dossier::records
