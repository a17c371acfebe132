#include <gtest/gtest.h>

#include "server/records/name_book.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/tag.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

class tags : public testing::Test {
 protected:
  api_answer brand(const std::string& name, const std::string& list, header_list headers = {}) {
    return world.post("/brands", R"({"name":")" + name + R"(","tags":)" + list + "}", std::move(headers));
  }
  /// Names and usage counts of all live tags, by name.
  std::string all() {
    std::string text;
    const api_answer listed = world.get("/tags?order_by=name");
    for (const auto& each : listed.json.at("items").as_array()) {
      text += std::string(each.at("name").as_string()) + "=" +
              std::to_string(each.at("usage_count").as_int64()) + " ";
    }
    return text;
  }
  std::string id_of(const std::string& name) {
    return std::string(world.get("/tags?filter=name = \"" + name + "\"")
                           .json.at("items")
                           .as_array()
                           .at(0)
                           .at("id")
                           .as_string());
  }

  records_world world;
};

TEST_F(tags, are_records_like_others) {
  const api_answer made =
      world.post("/tags", R"({"name":"Renewal","color":"teal","description":"Runs out soon"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("color"), "teal");
  EXPECT_EQ(made.text("usage_count"), "0");
  EXPECT_EQ(world.get("/tags/" + made.text("id")).body, made.body);
  EXPECT_EQ(world.post("/tags", R"({"name":"RENEWAL"})").errors(), "name:duplicate");
  EXPECT_EQ(world.post("/tags", R"({"name":"x","usage_count":3})").errors(), "usage_count:read_only");
  EXPECT_EQ(world.post("/tags", R"({"name":"x","color":"mauve"})").errors(), "color:type");
  EXPECT_EQ(world
                .post("/tags", R"({"name":")" + std::string(61, 'x') + R"(","description":")" +
                                   std::string(301, 'x') + "\"}")
                .errors(),
            "name:too_long description:too_long");
  const api_answer plain = world.patch("/tags/" + made.text("id"), R"({"color":null})");
  EXPECT_EQ(plain.text("color"), "null");
  EXPECT_EQ(world.get("/tags/" + made.text("id")).body, plain.body);
  EXPECT_EQ(world.get("/tags?filter=color = null").json.at("items").as_array().size(), 1U);
}

TEST_F(tags, that_do_not_exist_are_made_by_whoever_uses_them) {
  const api_answer made = brand("Acme", R"(["Énergie","risk"])");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("tags"), R"(["Énergie","risk"])");
  EXPECT_EQ(all(), "Énergie=1 risk=1 ");
  const std::string acme = made.text("id");
  const api_answer changed = world.patch("/brands/" + acme, R"({"tags":["energie","press","risk"]})");
  EXPECT_EQ(changed.text("tags"), R"(["energie","press","risk"])") << "a record keeps its own spelling";
  EXPECT_EQ(all(), "Énergie=1 press=1 risk=1 ") << "spellings of one name are one tag";
  ASSERT_EQ(
      world.post("/insights", R"({"brand_id":")" + acme + R"(","title":"T","tags":["RISK","new"]})").status,
      201);
  EXPECT_EQ(all(), "Énergie=1 new=1 press=1 risk=2 ");
  ASSERT_EQ(world
                .post("/brands:batch", R"({"operations":[{"create":{"name":"B","tags":["Batch","risk"]}},)"
                                       R"({"update":{"id":")" +
                                           acme + R"(","tags":["BATCH"]}}]})")
                .status,
            200);
  EXPECT_EQ(all(), "Batch=2 Énergie=0 new=1 press=0 risk=2 ");
}

TEST_F(tags, made_by_using_them_are_changes_of_the_same_transaction_and_person) {
  ASSERT_EQ(brand("Acme", R"(["one","two"])", {{"change-reason", "Imported"}}).status, 201);
  world.wait_for_the_log();
  const auto connection = world.tested.connect_as_superuser();
  pqxx::work work(*connection);
  const auto log = work.exec(
      "SELECT seq, resource, kind, version, actor_name, origin, reason, xid, before FROM changes ORDER BY "
      "seq");
  ASSERT_EQ(log.size(), 3U);
  for (const auto& row : log) {
    EXPECT_EQ(row[4].as<std::string>(), "Ada Lovelace");
    EXPECT_EQ(row[5].as<std::string>(), "api");
    EXPECT_EQ(row[6].as<std::string>(), "Imported");
    EXPECT_EQ(row[7].as<std::string>(), log[0][7].as<std::string>());
    EXPECT_TRUE(row[8].is_null());
  }
  EXPECT_EQ(log[0][1].as<std::string>(), "tags");
  EXPECT_EQ(log[2][1].as<std::string>(), "brands");
  work.commit();
  const api_answer entries = world.get("/tags/" + id_of("one") + "/history");
  EXPECT_EQ(boost::json::serialize(entries.json.at("items").as_array().at(0).at("changes")),
            R"([{"field":"name","before":null,"after":"one"}])")
      << "what is derived is no part of a change";
}

TEST_F(tags, used_in_a_dry_run_or_a_refused_write_are_not_made) {
  ASSERT_EQ(brand("Acme", R"(["dry"])", {{"prefer", "tx=rollback"}}).status, 201);
  ASSERT_EQ(brand("Acme", "[]").status, 201);
  EXPECT_EQ(brand("ACME", R"(["refused"])").status, 409);
  EXPECT_EQ(brand("Other", R"(["bad","bad"])").status, 422);
  EXPECT_EQ(all(), "");
}

TEST_F(tags, that_were_deleted_are_made_anew_when_used) {
  ASSERT_EQ(brand("Acme", R"(["risk"])").status, 201);
  const std::string first = id_of("risk");
  ASSERT_EQ(world.del("/tags/" + first).status, 204);
  EXPECT_EQ(all(), "");
  const api_answer again = brand("Other", R"(["Risk"])");
  ASSERT_EQ(again.status, 201);
  EXPECT_EQ(all(), "Risk=2 ") << "records still carry the name";
  EXPECT_NE(id_of("Risk"), first);
  EXPECT_EQ(world.call(http::method::post, "/tags/" + first + ":undelete").errors(), "name:duplicate");
}

TEST_F(tags, count_the_live_records_that_carry_them) {
  const std::string acme = brand("Acme", R"(["risk"])").text("id");
  const std::string risk = id_of("risk");
  const api_answer before = world.get("/tags/" + risk);
  EXPECT_EQ(before.text("usage_count"), "1");
  ASSERT_EQ(brand("Other", R"(["RISK"])").status, 201);
  const api_answer after = world.get("/tags/" + risk);
  EXPECT_EQ(after.text("usage_count"), "2");
  EXPECT_EQ(after.text("version"), "1") << "being used is no change of the tag";
  EXPECT_NE(after.header("ETag"), before.header("ETag")) << "but another answer";
  EXPECT_EQ(
      world.call(http::method::get, "/tags/" + risk, {}, {{"if-none-match", before.header("ETag")}}).status,
      200);
  const api_answer renamed =
      world.patch("/tags/" + risk, R"({"color":"red"})", {{"if-match", before.header("ETag")}});
  EXPECT_EQ(renamed.status, 200) << "If-Match looks at the version alone";
  EXPECT_EQ(renamed.text("usage_count"), "2");
  ASSERT_EQ(world.del("/brands/" + acme).status, 204);
  EXPECT_EQ(world.get("/tags/" + risk).text("usage_count"), "1");
  EXPECT_EQ(world.patch("/tags/" + risk, R"({"name":"unused"})").text("usage_count"), "0");
  const uuid elsewhere = world.tested.make_tenant("Other");
  const http::principal stranger{elsewhere, "Other", world.tested.make_user(elsewhere, "Eve"), "Eve"};
  const api_answer theirs = world.call_as(stranger, http::method::post, "/tags", R"({"name":"Risk"})");
  EXPECT_EQ(theirs.text("usage_count"), "0") << "another tenant's records do not count";
}

TEST_F(tags, are_counted_exactly_while_their_uses_are_merged) {
  const std::string body = R"({"operations":[)";
  const auto batch_of = [&](int from, int many) {
    std::string operations;
    for (int i = from; i < from + many; ++i) {
      if (i != from) operations += ',';
      operations += R"({"create":{"name":"B)" + std::to_string(i) + R"(","tags":["often",")" +
                    (i % 2 == 0 ? "even" : "odd") + "\"]}}";
    }
    return body + operations + "]}";
  };
  const auto connection = world.tested.connect_as_superuser();
  const auto rows = [&] {
    pqxx::work work(*connection);
    return work.exec1("SELECT count(*) FROM tags_uses")[0].as<std::int64_t>();
  };
  std::int64_t most = 0;
  int made = 0;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (rows() >= most && std::chrono::steady_clock::now() < until) {
    most = std::max(most, rows());
    ASSERT_EQ(world.post("/brands:batch", batch_of(made, 500)).status, 200);
    made += 500;
    const api_answer often = world.get("/tags?filter=name = \"often\"");
    ASSERT_EQ(often.json.at("items").as_array().at(0).at("usage_count").as_int64(), made);
  }
  EXPECT_LT(rows(), most) << "the rows that were counted up were merged";
  const api_answer listed = world.get("/tags?order_by=name");
  const auto& items = listed.json.at("items").as_array();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items.at(0).at("usage_count").as_int64(), made / 2);
  EXPECT_EQ(items.at(1).at("usage_count").as_int64(), made / 2);
}

TEST_F(tags, used_by_many_at_once_are_made_once) {
  constexpr int writers = 40;
  std::vector<std::thread> threads;
  threads.reserve(writers);
  std::atomic<int> created = 0;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      const std::string list = i % 2 == 0 ? R"(["alpha","beta","gamma"])" : R"(["Gamma","BETA","delta"])";
      if (brand("Brand " + std::to_string(i), list).status == 201) ++created;
    });
  }
  for (auto& each : threads) each.join();
  EXPECT_EQ(created, writers);
  const auto connection = world.tested.connect_as_superuser();
  pqxx::work work(*connection);
  EXPECT_EQ(work.exec1("SELECT count(*), count(DISTINCT name_key) FROM tags")[0].as<int>(), 4);
}

TEST_F(tags, are_as_long_as_the_names_that_records_carry) {
  for (const describe::record_type* type :
       {describe::find_record("brands"), describe::find_record("insights")}) {
    const describe::field& list = *type->find("tags");
    EXPECT_EQ(list.names_of, "tags");
    EXPECT_EQ(list.max, describe::type_of<tag>().title().max);
    EXPECT_EQ(list.format, describe::type_of<tag>().title().format);
  }
}

}  // namespace
}  // namespace dossier::tests
