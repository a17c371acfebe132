#include "server/records/statements.hpp"

#include "server/records/list_statements.hpp"
#include "server/records/row_mapping.hpp"
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
    values.push_back(numbers.next("text"));
  }
}

/// The second half of every write: the change goes into the outbox if, and only if, the record was written.
std::string into_outbox(const record_type& type, numbered_parameters& numbers) {
  std::string sql =
      "INSERT INTO outbox (tenant_id, resource, at, actor_id, actor_name, origin, reason, record_id, kind,\n";
  sql += "  version, before, after, trace_id)\nSELECT $1::uuid, '" + std::string(type.names.resource) + "'";
  for (const char* column_type :
       {"timestamptz", "uuid", "text", "text", "text", "uuid", "text", "bigint", "text", "text", "text"}) {
    sql += ", " + numbers.next(column_type);
  }
  return sql + " FROM written";
}

std::string insert_text(const record_type& type) {
  numbered_parameters numbers;
  std::vector<std::string> columns{"tenant_id"};
  std::vector<std::string> values{"$1::uuid"};
  for (const field& described : type.fields) add_columns(described, numbers, columns, values);
  return "WITH written AS (\n  INSERT INTO " + std::string(type.names.resource) + " (" + join(columns, ", ") +
         ")\n  SELECT " + join(values, ", ") + "\n  WHERE /*tenant*/\n  RETURNING id)\n" +
         into_outbox(type, numbers);
}

/// `$2` id and `$3` the version that the change is based on: whoever was faster leaves nothing to update.
std::string update_text(const record_type& type, bool with_long_texts) {
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
  return "WITH written AS (\n  UPDATE " + std::string(type.names.resource) + " SET " +
         join(assignments, ", ") + "\n  WHERE /*tenant*/ AND tenant_id = $1::uuid AND id = " + id +
         " AND version = " + version + "\n  RETURNING id)\n" + into_outbox(type, numbers);
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
    : insert(db::tenant_statement(named(type, "insert"), insert_text(type))),
      update(db::tenant_statement(named(type, "update"), update_text(type, true))),
      update_short(db::tenant_statement(named(type, "update_short"), update_text(type, false))) {}

}  // namespace dossier::records
