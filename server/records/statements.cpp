#include "server/records/statements.hpp"

#include "server/records/list_statements.hpp"
#include "server/records/request_keys.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/search_document.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::record_type;

/// Counts parameters while a statement's text is made.
class numbered_parameters {
 public:
  std::string next(std::string_view type) { return "$" + std::to_string(++last_) + "::" + std::string(type); }

 private:
  int last_ = 1;  // $1 is the tenant
};

/// Appends the columns of a field, and their parameters.
void add_columns(const field& described, numbered_parameters& numbers, std::vector<std::string>& columns,
                 std::vector<std::string>& values) {
  if (described.is_derived) return;
  columns.emplace_back(described.name);
  values.push_back(numbers.next(sql_type(described)));
  if (described.has_key()) {
    columns.push_back(comparison_column(described));
    values.push_back(numbers.next(sql_type(described)));
  }
}

/// The second half of every write: the change goes into the outbox if, and only if, the record was written.
std::string into_outbox(const record_type& type, numbered_parameters& numbers) {
  std::string sql =
      "INSERT INTO outbox (tenant_id, resource, at, actor_id, actor_name, origin, reason, record_id, kind,\n";
  sql += "  version, before, after, trace_id, address)\nSELECT $1::uuid, '" +
         std::string(type.names.resource) + "'";
  for (const char* column_type : {"timestamptz", "uuid", "text", "text", "text", "uuid", "text", "bigint",
                                  "text", "text", "text", "text"}) {
    sql += ", " + numbers.next(column_type);
  }
  return sql + " FROM written";
}

/// The third: the search document. An update may meet a record that has none yet (see search_backfill.hpp).
std::string into_search(const record_type& type, numbered_parameters& numbers) {
  return ",\nsearched AS (\n  INSERT INTO " + std::string(type.names.resource) +
         "_search (tenant_id, id, document)\n  SELECT $1::uuid, id, " + numbers.next("text") +
         "::tsvector FROM written\n  ON CONFLICT (tenant_id, id) DO UPDATE SET document = excluded.document)";
}

/// The condition under which a record is inserted.
enum class insert_when : std::uint8_t {
  always,
  claimed,  ///< its request's Idempotency-Key is not taken
  absent,   ///< no record has one of its unique values
};

/// What puts an Idempotency-Key down before the record, if it is free.
std::string claim(numbered_parameters& numbers) {
  std::array<std::string, request_key_types.size()> of_key;
  for (std::size_t i = 0; i < of_key.size(); ++i) of_key[i] = numbers.next(request_key_types[i]);
  return "claimed AS (\n  " + request_key_insert(of_key) + "),\n";
}

std::optional<db::statement> derived_statement(const record_type& type) {
  numbered_parameters numbers;
  std::vector<std::string> values;
  for (const field& described : type.fields) {
    if (described.is_derived) {
      values.push_back(named(type, described.name) + "(" + numbers.next("text") + ")");
    }
  }
  if (values.empty()) return std::nullopt;
  return db::tenant_statement(named(type, "derived"), "SELECT " + join(values, ", ") + " WHERE /*tenant*/");
}

std::string insert_text(const record_type& type, insert_when when) {
  numbered_parameters numbers;
  std::vector<std::string> columns{"tenant_id"};
  std::vector<std::string> values{"$1::uuid"};
  for (const field& described : type.fields) add_columns(described, numbers, columns, values);
  const std::string change = into_outbox(type, numbers);
  const std::string document = is_searchable(type) ? into_search(type, numbers) : std::string();
  const std::string claimed = when == insert_when::claimed ? claim(numbers) : std::string();
  std::string condition = "/*tenant*/";
  if (when == insert_when::claimed) condition += " AND EXISTS (SELECT FROM claimed)";
  if (when == insert_when::absent) condition += "\n  ON CONFLICT DO NOTHING";
  return "WITH " + claimed + "written AS (\n  INSERT INTO " + std::string(type.names.resource) + " (" +
         join(columns, ", ") + ")\n  SELECT " + join(values, ", ") + "\n  WHERE " + condition +
         "\n  RETURNING id)" + document + "\n" + change;
}

/// `$2` id and `$3` the version that the change is based on: whoever was faster leaves nothing to update.
std::string update_text(const record_type& type, bool with_long_texts, bool with_document) {
  numbered_parameters numbers;
  const std::string id = numbers.next("uuid");
  const std::string version = numbers.next("bigint");
  std::vector<std::string> columns;
  std::vector<std::string> values;
  for (const field& described : type.fields) {
    if (can_change(described) && (with_long_texts || !described.is_multiline)) {
      add_columns(described, numbers, columns, values);
    }
  }
  std::vector<std::string> assignments;
  for (std::size_t i = 0; i < columns.size(); ++i) assignments.push_back(columns[i] + " = " + values[i]);
  const std::string change = into_outbox(type, numbers);
  const std::string document =
      with_document && is_searchable(type) ? into_search(type, numbers) : std::string();
  return "WITH written AS (\n  UPDATE " + std::string(type.names.resource) + " SET " +
         join(assignments, ", ") + "\n  WHERE /*tenant*/ AND tenant_id = $1::uuid AND id = " + id +
         " AND version = " + version + "\n  RETURNING id)" + document + "\n" + change;
}

}  // namespace

bool can_change(const field& described) {
  if (described.is_derived) return false;
  return !described.is_common ||
         (described.name != "id" && described.name != "created_at" && described.name != "created_by");
}

read_statements::read_statements(const record_type& type)
    : one(db::tenant_statement(named(type, "get"),
                               "SELECT " + std::string(seq_column) + ", " + table_columns(type, "r") +
                                   short_form_columns(type, "r") + "\nFROM " +
                                   std::string(type.names.resource) +
                                   " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id = $2::uuid")),
      history(db::tenant_statement(
          named(type, "history"),
          "SELECT " + std::string(seq_column) + ", known.is, entry.*\nFROM (SELECT EXISTS (SELECT FROM " +
              std::string(type.names.resource) +
              " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id = $2::uuid) AS is) known\n"
              "LEFT JOIN (\n  SELECT * FROM (\n"
              "    SELECT c.seq, c.at, c.kind, c.version, c.actor_id, c.actor_name, c.reason, c.before, "
              "c.after\n"
              "    FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid AND c.resource = '" +
              std::string(type.names.resource) +
              "'\n      AND c.record_id = $2::uuid AND c.seq < $3::bigint ORDER BY c.seq DESC LIMIT " +
              std::to_string(page_size_max + 1) + "\n  ) newest LIMIT $4::bigint) entry ON true")),
      lock(db::tenant_statement(
          named(type, "lock"),
          "SELECT " + table_columns(type, "r") + short_form_columns(type, "r") + "\nFROM " +
              std::string(type.names.resource) +
              " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id = ANY ($2::uuid[])\n"
              "ORDER BY r.id FOR UPDATE OF r")),
      derived(derived_statement(type)),
      image(db::tenant_statement(
          named(type, "image"),
          "SELECT c.after FROM changes c WHERE /*tenant*/ AND c.tenant_id = $1::uuid AND c.resource = '" +
              std::string(type.names.resource) +
              "' AND c.record_id = $2::uuid AND c.version = $3::bigint ORDER BY c.seq DESC LIMIT 1")) {
  for (const field& described : type.fields) {
    if (described.references.empty()) continue;
    short_forms.push_back(db::tenant_statement(
        named(type, described.name) + "_short_form",
        "SELECT r." + std::string(described.reference_label) + " FROM " + std::string(described.references) +
            " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id = $2::uuid AND r.deleted_at IS NULL"));
  }
}

write_statements::write_statements(const record_type& type)
    : insert(db::tenant_statement(named(type, "insert"), insert_text(type, insert_when::always))),
      insert_once(db::tenant_statement(named(type, "insert_once"), insert_text(type, insert_when::claimed))),
      insert_absent(
          db::tenant_statement(named(type, "insert_absent"), insert_text(type, insert_when::absent))),
      update(db::tenant_statement(named(type, "update"), update_text(type, true, true))),
      update_short(db::tenant_statement(named(type, "update_short"), update_text(type, false, false))),
      update_short_searched(
          db::tenant_statement(named(type, "update_short_searched"), update_text(type, false, true))),
      update_unsearched(
          db::tenant_statement(named(type, "update_unsearched"), update_text(type, true, false))) {}

}  // namespace dossier::records
