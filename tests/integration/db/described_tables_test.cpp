#include <gtest/gtest.h>

#include "server/records/row_mapping.hpp"
#include "shared/describe/registry.hpp"
#include "tests/integration/support/test_database.hpp"

// What a migration must have made of every description. A failure prints the line that is missing.
namespace dossier::tests {
namespace {

using describe::field;
using describe::kind;

class described_tables : public testing::Test {
 protected:
  bool has(const std::string& query, const std::string& table, const std::string& what) {
    pqxx::nontransaction asked(*connection_);
    return !asked.exec_params(query, table, what).empty();
  }
  /// Its type as PostgreSQL writes it, with "!" where it takes no null; empty when there is none.
  std::string column(std::string_view table, std::string_view name) {
    pqxx::nontransaction asked(*connection_);
    const auto found = asked.exec_params(
        "SELECT format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '!' ELSE '' END FROM "
        "pg_attribute "
        "WHERE attrelid = to_regclass($1) AND attname = $2 AND NOT attisdropped",
        std::string(table), std::string(name));
    return found.empty() ? std::string() : found[0][0].as<std::string>();
  }
  /// Whether some index of the live begins with the tenant, then `name`.
  bool ordered_by(std::string_view table, std::string_view name) {
    return has(
        "SELECT 1 FROM pg_indexes WHERE tablename = $1 AND "
        "indexdef LIKE '%(tenant_id, ' || $2 || ', id)%WHERE (deleted_at IS NULL)'",
        std::string(table), std::string(name));
  }

  test_database tested_;
  std::unique_ptr<pqxx::connection> connection_ = tested_.connect_as_superuser();
};

TEST_F(described_tables, have_a_column_for_every_field_and_a_key_beside_every_text_that_is_compared) {
  for (const describe::record_type* type : describe::all_records()) {
    const std::string table(type->names.resource);
    for (const field& described : type->fields) {
      if (described.is_derived) continue;
      const std::string name(described.name);
      const std::string sql(records::sql_type(described));
      std::string wanted = sql == "timestamptz" ? "timestamp with time zone" : sql;
      if (!described.nullable) wanted += "!";
      EXPECT_EQ(column(table, name), wanted) << "ALTER TABLE " << table << " ADD COLUMN " << name << " "
                                             << sql << (described.nullable ? "" : " NOT NULL") << ";";
      if (described.kind == kind::text && described.has_key()) {
        EXPECT_EQ(column(table, name + "_key"), described.nullable ? "text" : "text!")
            << "ALTER TABLE " << table << " ADD COLUMN " << name << "_key text COLLATE \"C\";";
      }
      if (described.kind == kind::text_list && described.is_filterable) {
        EXPECT_EQ(column(table, name + "_keys"), "text[]!")
            << "ALTER TABLE " << table << " ADD COLUMN " << name
            << "_keys text[] COLLATE \"C\" NOT NULL DEFAULT '{}'; CALL index_items('" << table << "', '"
            << name << "');";
      }
    }
  }
}

TEST_F(described_tables, have_an_index_for_every_order) {
  for (const describe::record_type* type : describe::all_records()) {
    const std::string table(type->names.resource);
    for (const field& described : type->fields) {
      if (!described.is_sortable || described.name == "updated_at") continue;  // which has a table of its own
      const std::string key = records::comparison_column(described);
      EXPECT_TRUE(ordered_by(table, key))
          << "CREATE INDEX " << table << "_by_" << described.name << " ON " << table << " (tenant_id, " << key
          << ", id) WHERE deleted_at IS NULL;\nCALL index_deleted('" << table << "', '" << key << "');";
    }
  }
}

TEST_F(described_tables,
       keep_the_order_of_last_changes_and_a_search_document_where_there_is_something_to_search) {
  for (const describe::record_type* type : describe::all_records()) {
    const std::string table(type->names.resource);
    EXPECT_NE(column(table + "_recency", "updated_at"), "") << "CALL keep_recency('" << table << "');";
    const bool searchable = std::any_of(type->fields.begin(), type->fields.end(),
                                        [](const field& each) { return each.is_searchable; });
    EXPECT_EQ(column(table + "_search", "document") != "", searchable)
        << "CALL make_searchable('" << table << "');";
  }
}

TEST_F(described_tables, stand_behind_the_tenants_wall) {
  for (const describe::record_type* type : describe::all_records()) {
    const std::string table(type->names.resource);
    EXPECT_TRUE(has(
        "SELECT 1 FROM pg_class c WHERE c.oid = to_regclass($1) AND relrowsecurity AND relforcerowsecurity "
        "AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = $2)",
        table, "tenant_wall"))
        << "CALL protect_table('" << table << "');";
    EXPECT_FALSE(
        has("SELECT 1 WHERE has_table_privilege($2, to_regclass($1), 'DELETE')", table, "dossier_app"))
        << "records are never removed, only marked";
  }
}

}  // namespace
}  // namespace dossier::tests
