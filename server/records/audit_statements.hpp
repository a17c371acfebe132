#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/db/rows.hpp"
#include "server/db/statement.hpp"
#include "server/records/list_query.hpp"
#include "server/records/statement_parts.hpp"

/// What is asked of the database about entries of the change log, and how its rows are read.
namespace dossier::records::audit {

/// Columns of an entry, behind the log's head.
enum column : int {
  head,
  seq,
  at,
  actor_id,
  actor_name,
  origin,
  address,
  reason,
  resource,
  record_id,
  kind,
  before,
  after,
  trace_id,
  hash,
  record_version,
  previous_hash,
  sequenced_at,
  xid
};

/// A page: the view finds the entries by their numbers, the table has the rest.
struct page_statement {
  std::string sql;
  std::vector<sql_value> values;
};
/// `bound` is the number behind which the page begins, as far as one is given.
[[nodiscard]] page_statement page_of(const uuid& tenant, const list_query& what, bool newest_first,
                                     std::optional<std::int64_t> bound);
/// The first entry's number and the last one's.
[[nodiscard]] const db::statement& span_statement();
/// One entry by its number, with what its hash follows from.
[[nodiscard]] const db::statement& one_statement();
/// Entries by their numbers.
[[nodiscard]] const db::statement& some_statement();

[[nodiscard]] std::optional<std::string_view> nullable(const db::rows& rows, int row, int column);
[[nodiscard]] describe::any_record read_entry(const db::rows& rows, int row);

}  // namespace dossier::records::audit
