#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "server/records/filter_sql.hpp"
#include "server/records/row_mapping.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"
#include "shared/query/page_token.hpp"

/// Lists as the repository reads them.
namespace dossier::records {

/// Most rows one page has.
inline constexpr std::int64_t page_size_max = 100;
/// Rows that are counted one by one for a list's total.
inline constexpr std::int64_t counted_rows_max = 10'000;
/// Most records that a list is given by their ids.
inline constexpr std::size_t listed_ids_max = 10'000;
/// Rows that a page may walk over, behind its position, as cheaply as if it began there.
inline constexpr std::int64_t walked_rows_max = 2'000;

/// How a search takes part in a list. What decides which (server/records/search) fills one of the two; the
/// list's statement joins it with its filter, its order and the tenant's policy.
struct list_search {
  /// Rare words: the list holds these records only, if they match its filter. At most listed_ids_max.
  std::optional<std::vector<uuid>> ids = {};
  /// The list stands in the order of `ids`, and not by its keys; its page begins with the first of them.
  bool ids_are_the_order = false;
  /// Frequent words: makes the condition on each row of the order's walk, its parameters numbered from
  /// `first` on. Like a filter's: alias `r`, the tenant is `$1`. Conditions of one text share their
  /// statement.
  std::function<sql_condition(int first)> condition = {};
};

/// Which columns a list reads, and which of them it answers.
struct list_fields {
  row_fields read;          ///< in the order of description; the id is one of them
  std::vector<bool> shown;  ///< of `read`; empty: all are
};

/// One page of a list. What it points to outlives the call.
struct list_query {
  const query::filter* where = nullptr;
  query::context at = {};  ///< what `now` and `me` stand for in `where`
  query::order by;
  std::int64_t rows = 0;                            ///< at most page_size_max + 1
  std::optional<query::page_position> behind = {};  ///< the page begins behind this record …
  std::int64_t offset = 0;              ///< … and so many rows on; beyond walked_rows_max each costs time
  bool show_deleted = false;            ///< softly deleted records are among the others
  const list_search* search = nullptr;  ///< nullptr: none
  const list_fields* fields = nullptr;  ///< nullptr: all
  /// Comparisons of `where` that few records pass, found by an index (see rare_items_of).
  std::vector<const query::comparison*> rare = {};
};

}  // namespace dossier::records
