#include "server/records/audit_statements.hpp"

#include "server/live/audit_image.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::records::audit {
namespace {

/// Of the table behind the view: alias `c`.
constexpr std::string_view entry_columns =
    "c.seq, c.at, c.actor_id, c.actor_name, c.origin, c.address, c.reason, c.resource, c.record_id, c.kind, "
    "c.before, c.after, c.trace_id, c.hash";

/// The resources that every entry must be of, once more by the column itself: the index behind records'
/// histories begins with it. (The view's keys are compared by code points whatever the database's own order
/// is, so no index of that serves them.)
std::string resource_conditions(const query::filter& where, std::vector<sql_value>& values) {
  std::string text;
  for (const query::comparison* one : query::comparisons_of(where)) {
    if (one->field->name != "resource" || one->op != query::comparison_operator::equal) continue;
    const auto* wanted = std::get_if<query::text_literal>(&one->values.front());
    if (wanted == nullptr) continue;
    values.emplace_back(wanted->key);
    text += " AND r.resource = $" + std::to_string(values.size()) + "::text";
  }
  return text;
}

}  // namespace

std::optional<std::string_view> nullable(const db::rows& rows, int row, int column) {
  if (rows.is_null(row, column)) return std::nullopt;
  return rows.text(row, column);
}

describe::any_record read_entry(const db::rows& rows, int row) {
  describe::any_record made(describe::type_of<audit_entry>());
  *made.get_if<audit_entry>() = live::entry_of({.seq = rows.integer(row, seq),
                                                .at = rows.moment(row, at),
                                                .actor_id = rows.id(row, actor_id),
                                                .actor_name = rows.text(row, actor_name),
                                                .origin = rows.text(row, origin),
                                                .address = nullable(rows, row, address),
                                                .reason = nullable(rows, row, reason),
                                                .resource = rows.text(row, resource),
                                                .record_id = rows.id(row, record_id),
                                                .kind = rows.text(row, kind),
                                                .before = nullable(rows, row, before),
                                                .after = rows.text(row, after),
                                                .trace_id = rows.text(row, trace_id),
                                                .hash = rows.bytes(row, hash)});
  return made;
}

page_statement page_of(const uuid& tenant, const list_query& what, bool newest_first,
                       std::optional<std::int64_t> bound) {
  page_statement made;
  made.values = {tenant, what.rows, what.offset};
  std::string behind;
  if (bound) {
    made.values.emplace_back(*bound);
    behind = newest_first ? " AND r.seq < $4::bigint" : " AND r.seq > $4::bigint";
  }
  behind += resource_conditions(*what.where, made.values);
  sql_condition condition = filter_condition(*what.where, what.at, static_cast<int>(made.values.size()) + 1);
  const std::string order = newest_first ? " DESC" : "";
  made.sql =
      "SELECT " + std::string(seq_column) + ", " + std::string(entry_columns) +
      "\nFROM (VALUES (1)) one_row\nLEFT JOIN (\n  SELECT r.seq FROM audit r WHERE /*tenant*/ AND "
      "r.tenant_id = $1::uuid" +
      behind + and_also(condition) + "\n  ORDER BY r.seq" + order +
      " LIMIT $2::bigint OFFSET $3::bigint\n) found ON true\nLEFT JOIN LATERAL (SELECT * FROM changes e "
      "WHERE /*tenant*/ AND e.tenant_id = $1::uuid AND e.seq = found.seq) c ON true\nORDER BY found.seq" +
      order;
  for (sql_value& value : condition.values) made.values.push_back(std::move(value));
  return made;
}

const db::statement& span_statement() {
  static const db::statement made = db::tenant_statement(
      "audit_span",
      "SELECT (SELECT min(c.seq) FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid), " +
          std::string(seq_column));
  return made;
}

const db::statement& one_statement() {
  static const db::statement made = db::tenant_statement(
      "audit_one",
      "SELECT " + std::string(seq_column) + ", " + std::string(entry_columns) +
          ", c.version, (SELECT p.hash FROM changes p WHERE /*tenant*/ AND p.tenant_id = $1::uuid "
          "AND p.seq = $2::bigint - 1), c.sequenced_at, c.xid FROM changes c WHERE /*tenant*/ AND "
          "c.tenant_id = $1::uuid AND "
          "c.seq = $2::bigint");
  return made;
}

const db::statement& some_statement() {
  static const db::statement made = db::tenant_statement(
      "audit_some",
      "SELECT 0::bigint, " + std::string(entry_columns) +
          " FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid AND c.seq = ANY($2::bigint[])");
  return made;
}

}  // namespace dossier::records::audit
