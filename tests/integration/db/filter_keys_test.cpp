#include <gtest/gtest.h>

#include "server/db/migrator.hpp"
#include "shared/text/fold.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {
namespace {

/// UTF-8 of a code point of the basic plane.
std::string utf8(unsigned code_point) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0U | (code_point >> 6U)), byte(0x80U | (code_point & 0x3FU))};
  return {byte(0xE0U | (code_point >> 12U)), byte(0x80U | ((code_point >> 6U) & 0x3FU)),
          byte(0x80U | (code_point & 0x3FU))};
}

/// Every character that folding could know, as tags of 32 each.
std::vector<std::string> all_characters() {
  std::vector<std::string> tags;
  std::string tag;
  for (unsigned code_point = 1; code_point < 0xFFFE; ++code_point) {
    if (code_point >= 0xD800 && code_point < 0xE000) continue;
    tag += utf8(code_point);
    if (code_point % 32 == 31) tags.push_back(std::exchange(tag, {}));
  }
  return tags;
}

TEST(filter_keys, of_tags_that_were_there_before_are_those_the_server_makes) {
  db::embedded_cluster& cluster = shared_cluster();
  const auto settings = cluster.settings("filter_keys");
  ASSERT_TRUE(db::prepare_installation(settings).ok());
  const auto steps = db::embedded_migrations();
  ASSERT_TRUE(db::migrate(settings, steps.first(2)).ok());
  const std::vector<std::string> tags = all_characters();
  pqxx::connection look(settings.administrator_conninfo(settings.database()));
  {
    pqxx::work fill(look);
    fill.exec("INSERT INTO tenants SELECT gen_random_uuid(), 'Tenant' FROM generate_series(1, 2)");
    for (const std::string& tag : tags) {
      fill.exec_params(
          "INSERT INTO brands (tenant_id, id, version, name, name_key, tags, created_at, updated_at, "
          "created_by, updated_by) SELECT tenant_id, gen_random_uuid(), 1, md5($1), md5($1), ARRAY[$1, 'B'], "
          "now(), now(), tenant_id, tenant_id FROM tenants",
          tag);
    }
    fill.exec(
        "INSERT INTO insights (tenant_id, id, version, brand_id, title, title_key, tags, author_id, "
        "created_at, updated_at, created_by, updated_by) SELECT tenant_id, id, 1, id, 'T', 't', tags, "
        "tenant_id, now(), now(), tenant_id, tenant_id FROM brands");
    fill.commit();
  }
  ASSERT_TRUE(db::migrate(settings, steps).ok());

  pqxx::work read(look);
  for (const char* table : {"brands", "insights"}) {
    const auto rows = read.exec("SELECT tags[1], tags_keys[1], tags_keys[2], cardinality(tags_keys) FROM " +
                                std::string(table));
    ASSERT_EQ(static_cast<std::size_t>(rows.size()), 2 * tags.size());
    for (const auto& row : rows) {
      ASSERT_EQ(row[1].as<std::string>(), text::fold(row[0].as<std::string>()));
      EXPECT_EQ(row[2].as<std::string>(), "b");
      EXPECT_EQ(row[3].as<int>(), 2);
    }
  }
  EXPECT_TRUE(read.exec1("SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN ('brands', "
                         "'insights')")[0]
                  .as<bool>());
}

}  // namespace
}  // namespace dossier::tests
