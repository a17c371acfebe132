#include <gtest/gtest.h>

#include <random>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

std::int64_t number(pqxx::work& work, const std::string& sql) {
  return work.exec1(sql)[0].as<std::int64_t>();
}

TEST(recency, holds_when_each_record_was_last_changed_whoever_wrote_it) {
  records_world world;
  std::mt19937 random(11);
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    world.time.advance(1'000);
    if (ids.empty() || random() % 3 == 0) {
      const api_answer made = world.post("/brands", R"({"name":"Brand )" + std::to_string(i) + "\"}");
      ASSERT_EQ(made.status, 201) << made.body;
      ids.push_back(made.text("id"));
      continue;
    }
    const std::string& id = ids[random() % ids.size()];
    switch (random() % 4) {
      case 0:
        world.del("/brands/" + id);
        break;
      case 1:
        world.call(method::post, "/brands/" + id + ":undelete");
        break;
      default:
        world.patch("/brands/" + id, R"({"description":")" + std::to_string(i) + "\"}");
    }
  }
  const auto connection = world.tested.connect_as_superuser();
  pqxx::work work(*connection);
  work.exec0(
      "INSERT INTO brands (tenant_id, id, version, name, name_key, created_at, updated_at, created_by, "
      "updated_by) SELECT tenant_id, gen_random_uuid(), 1, 'By hand ' || n, 'by hand ' || n, now(), now(), "
      "tenant_id, tenant_id FROM (SELECT DISTINCT tenant_id FROM brands) t, generate_series(1, 20) n");
  work.exec0("UPDATE brands SET updated_at = updated_at + interval '1 day' WHERE name LIKE 'By hand 1%'");
  const std::string agrees =
      "o.tenant_id = b.tenant_id AND o.id = b.id AND o.updated_at = b.updated_at AND o.deleted = "
      "(b.deleted_at "
      "IS NOT NULL)";
  EXPECT_EQ(
      number(work, "SELECT count(*) FROM brands b WHERE NOT EXISTS (SELECT FROM brands_recency o WHERE " +
                       agrees + ")"),
      0);
  EXPECT_EQ(number(work, "SELECT count(*) FROM brands"), number(work, "SELECT count(*) FROM brands_recency"));
  EXPECT_GT(number(work, "SELECT count(*) FROM brands_recency WHERE deleted"), 0);
}

/// What the order of changes has a table of its own for: a change of an unindexed field writes no index entry
/// of the record's table (a heap-only tuple).
TEST(recency, leaves_a_change_of_an_unindexed_field_within_its_page) {
  records_world world;
  const std::string id = world.post("/brands", R"({"name":"Often changed"})").text("id");
  const auto connection = world.tested.connect_as_superuser();
  for (int i = 0; i < 100; ++i) {
    pqxx::work work(*connection);
    work.exec_params0(
        "UPDATE brands SET version = version + 1, description = $2, updated_at = updated_at + interval '1 s' "
        "WHERE id = $1",
        id, std::to_string(i));
    if (i == 99) work.exec("SELECT pg_stat_force_next_flush()");
    work.commit();
  }
  pqxx::work work(*connection);
  EXPECT_GE(number(work, "SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'brands'"), 90);
}

}  // namespace
}  // namespace dossier::tests
