#include <gtest/gtest.h>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

const std::string no_one = "01890000-0000-7000-8000-000000000000";

class records : public testing::Test {
 protected:
  /// Makes a brand and answers its id.
  std::string brand(const std::string& name) {
    const api_answer made = world.post("/brands", R"({"name":")" + name + "\"}");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }
  /// Makes an insight of a brand and answers it.
  api_answer insight_of(const std::string& brand_id, const std::string& more = "") {
    return world.post("/insights", R"({"brand_id":")" + brand_id + R"(","title":"T")" + more + "}");
  }

  records_world world;
};

TEST_F(records, are_created_with_what_was_sent_and_what_the_server_sets) {
  const api_answer made = world.post(
      "/brands", R"({"name":"Société Générale","headcount":120000,"country":"FR","tags":["bank","eu"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("name"), "Société Générale");
  EXPECT_EQ(made.text("headcount"), "120000");
  EXPECT_EQ(made.text("tags"), R"(["bank","eu"])");
  EXPECT_EQ(made.text("domain"), "null");
  EXPECT_EQ(made.text("version"), "1");
  EXPECT_EQ(made.text("created_at"), "2026-11-20T20:00:00.000000Z");
  EXPECT_EQ(made.text("updated_at"), made.text("created_at"));
  EXPECT_EQ(made.text("created_by"), to_string(world.ada.user_id));
  EXPECT_EQ(made.header("Location"), "/api/v1/brands/" + made.text("id"));
  EXPECT_EQ(made.header("ETag").substr(0, 3), "\"1-");
}

TEST_F(records, are_read_as_they_were_answered_when_created) {
  const api_answer made = world.post(
      "/brands", R"({"name":"A \"quoted\" \\ name 😀","description":"two\nlines","founded":1901,"tags":[]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const api_answer read = world.get("/brands/" + made.text("id"));
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, made.body);
  EXPECT_EQ(read.header("ETag"), made.header("ETag"));
  EXPECT_FALSE(read.header("Change-Seq").empty());
}

TEST_F(records, name_the_records_they_refer_to) {
  const std::string acme = brand("Acme");
  const api_answer made = insight_of(acme, R"(,"sentiment":0.937274,"body":"# Head\n\ntext")");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("brand"), R"({"id":")" + acme + R"(","name":"Acme"})");
  EXPECT_EQ(made.text("author_id"), to_string(world.ada.user_id));
  const std::string id = made.text("id");
  EXPECT_EQ(world.get("/insights/" + id).body, made.body);
  EXPECT_EQ(boost::json::serialize(world.get("/insights").json.at("items").as_array().at(0)),
            boost::json::serialize(made.json));
  const std::string tag = made.header("ETag");
  ASSERT_EQ(world.patch("/brands/" + acme, R"({"name":"Acme & Co."})").status, 200);
  const api_answer renamed = world.get("/insights/" + id);
  EXPECT_EQ(renamed.text("brand"), R"({"id":")" + acme + R"(","name":"Acme & Co."})");
  EXPECT_EQ(renamed.text("version"), "1");
  EXPECT_NE(renamed.header("ETag"), tag) << "the answer differs, so its tag must, too";
}

TEST_F(records, refuse_a_reference_to_nothing_with_all_else_that_is_wrong) {
  const api_answer refused =
      world.post("/insights", R"({"brand_id":")" + no_one + R"(","sentiment":7,"typo":1})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.errors(), "sentiment:too_large typo:unknown title:required brand_id:reference");
  const std::string acme = brand("Acme");
  const std::string note = insight_of(acme).text("id");
  EXPECT_EQ(world.patch("/insights/" + note, R"({"brand_id":")" + no_one + "\"}").errors(),
            "brand_id:reference");
  ASSERT_EQ(world.del("/brands/" + acme).status, 204);
  EXPECT_EQ(insight_of(acme).errors(), "brand_id:reference") << "a deleted brand is none to write about";
  EXPECT_EQ(world.patch("/insights/" + note, R"({"title":"U"})").status, 200) << "what stands may stay";
}

TEST_F(records, change_by_merge_patch) {
  const std::string id =
      world.post("/brands", R"({"name":"Acme","domain":"acme.example","tags":["a"]})").text("id");
  world.time.advance(5'000'000);
  const api_answer changed =
      world.patch("/brands/" + id, R"({"domain":null,"headcount":7,"tags":["b","c"]})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("name"), "Acme");
  EXPECT_EQ(changed.text("domain"), "null");
  EXPECT_EQ(changed.text("headcount"), "7");
  EXPECT_EQ(changed.text("tags"), R"(["b","c"])");
  EXPECT_EQ(changed.text("version"), "2");
  EXPECT_EQ(changed.text("created_at"), "2026-11-20T20:00:00.000000Z");
  EXPECT_EQ(changed.text("updated_at"), "2026-11-20T20:00:05.000000Z");
  EXPECT_EQ(world.get("/brands/" + id).body, changed.body);
  const header_list merge{{"content-type", "application/merge-patch+json; charset=utf-8"}};
  EXPECT_EQ(world.patch("/brands/" + id, R"({"headcount":8})", merge).text("version"), "3");
}

TEST_F(records, keep_long_texts_that_a_patch_does_not_name) {
  const std::string id = world.post("/brands", R"({"name":"Acme","description":"long"})").text("id");
  EXPECT_EQ(world.patch("/brands/" + id, R"({"headcount":1})").text("description"), "long");
  EXPECT_EQ(world.get("/brands/" + id).text("description"), "long");
  EXPECT_EQ(world.patch("/brands/" + id, R"({"description":"other"})").text("description"), "other");
  EXPECT_EQ(world.get("/brands/" + id).text("description"), "other");
}

TEST_F(records, carry_times_that_order_their_versions_while_the_clock_stands_still) {
  const std::string id = brand("Acme");
  std::string before = world.get("/brands/" + id).text("updated_at");
  for (int i = 0; i < 3; ++i) {
    const std::string now =
        world.patch("/brands/" + id, R"({"headcount":)" + std::to_string(i) + "}").text("updated_at");
    EXPECT_LT(before, now);
    before = now;
  }
}

TEST_F(records, are_left_alone_by_a_patch_that_changes_nothing) {
  const std::string id = brand("Acme");
  const api_answer same = world.patch("/brands/" + id, R"({"name":"Acme","tags":[],"domain":null})");
  EXPECT_EQ(same.status, 200);
  EXPECT_EQ(same.text("version"), "1");
  EXPECT_EQ(world.patch("/brands/" + id, "{}").text("version"), "1");
  world.wait_for_the_log();
  EXPECT_EQ(world.get("/brands/" + id + "/history").json.at("items").as_array().size(), 1U);
}

TEST_F(records, refuse_a_patch_with_every_bad_member_named) {
  const std::string id = brand("Acme");
  EXPECT_EQ(world.patch("/brands/" + id, R"({"name":"","version":3,"headcount":-1,"x":1})").errors(),
            "name:required version:read_only headcount:too_small x:unknown");
  EXPECT_EQ(world.get("/brands/" + id).text("version"), "1");
}

TEST_F(records, keep_a_unique_name_whatever_its_case_and_accents) {
  const std::string first = brand("Société");
  const api_answer second = world.post("/brands", R"({"name":"SOCIETE"})");
  EXPECT_EQ(second.status, 409);
  EXPECT_EQ(second.errors(), "name:duplicate");
  const std::string other = brand("Other");
  EXPECT_EQ(world.patch("/brands/" + other, R"({"name":"societe"})").errors(), "name:duplicate");
  ASSERT_EQ(world.del("/brands/" + first).status, 204);
  const std::string heir = brand("societe");
  const api_answer back = world.call(method::post, "/brands/" + first + ":undelete");
  EXPECT_EQ(back.status, 409);
  EXPECT_EQ(back.errors(), "name:duplicate");
  ASSERT_EQ(world.del("/brands/" + heir).status, 204);
  EXPECT_EQ(world.call(method::post, "/brands/" + first + ":undelete").status, 200);
}

TEST_F(records, are_gone_when_deleted_and_come_back) {
  const std::string id = brand("Acme");
  ASSERT_EQ(world.del("/brands/" + id).status, 204);
  EXPECT_EQ(world.get("/brands/" + id).status, 404);
  EXPECT_EQ(world.patch("/brands/" + id, R"({"headcount":1})").status, 404);
  EXPECT_EQ(world.del("/brands/" + id).status, 404);
  EXPECT_TRUE(world.get("/brands").json.at("items").as_array().empty());
  const api_answer back = world.call(method::post, "/brands/" + id + ":undelete");
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(back.text("version"), "3");
  EXPECT_EQ(back.json.if_contains("deleted_at"), nullptr);
  EXPECT_EQ(world.get("/brands/" + id).body, back.body);
  EXPECT_EQ(world.call(method::post, "/brands/" + id + ":undelete").text("version"), "3")
      << "nothing to undo";
  EXPECT_EQ(world.call(method::post, "/brands/" + no_one + ":undelete").status, 404);
  EXPECT_EQ(world.call(method::post, "/brands/" + id + ":undelete", R"({"really":true})").errors(),
            "really:unknown");
}

TEST_F(records, tell_their_history_newest_first) {
  const std::string id = brand("Acme");
  world.time.advance(1'000'000);
  ASSERT_EQ(world
                .patch("/brands/" + id, R"({"headcount":7,"name":"Acme & Co."})",
                       {{"change-reason", "Gr%C3%BCndungsbericht gelesen"}})
                .status,
            200);
  ASSERT_EQ(world.del("/brands/" + id).status, 204);
  ASSERT_EQ(world.call(method::post, "/brands/" + id + ":undelete").status, 200);
  world.wait_for_the_log();
  const api_answer history = world.get("/brands/" + id + "/history");
  ASSERT_EQ(history.status, 200) << history.body;
  EXPECT_EQ(history.header("Change-Seq"), "4");
  EXPECT_EQ(history.text("next_page_token"), "null");
  const auto& items = history.json.at("items").as_array();
  ASSERT_EQ(items.size(), 4U);
  std::string kinds;
  for (const auto& item : items) kinds += std::string(item.at("kind").as_string()) + " ";
  EXPECT_EQ(kinds, "restored deleted updated created ");
  EXPECT_EQ(
      boost::json::serialize(items[2].at("changes")),
      R"([{"field":"name","before":"Acme","after":"Acme & Co."},{"field":"headcount","before":null,"after":7}])");
  EXPECT_EQ(items[2].at("reason").as_string(), "Gründungsbericht gelesen");
  EXPECT_EQ(items[2].at("at").as_string(), "2026-11-20T20:00:01.000000Z");
  EXPECT_EQ(items[2].at("version").as_int64(), 2);
  EXPECT_EQ(items[2].at("seq").as_int64(), 2);
  EXPECT_EQ(boost::json::serialize(items[2].at("actor")),
            R"({"id":")" + to_string(world.ada.user_id) + R"(","name":"Ada Lovelace"})");
  EXPECT_EQ(boost::json::serialize(items[3].at("changes")),
            R"([{"field":"name","before":null,"after":"Acme"}])");
  EXPECT_TRUE(items[3].at("reason").is_null());
}

TEST_F(records, page_through_a_long_history) {
  const std::string id = brand("Acme");
  const std::string other = brand("Other");
  for (int i = 0; i < 6; ++i) {
    const std::string body = R"({"headcount":)" + std::to_string(i) + "}";
    ASSERT_EQ(world.patch("/brands/" + id, body).status, 200);
    ASSERT_EQ(world.patch("/brands/" + other, body).status, 200);
  }
  ASSERT_EQ(world.del("/brands/" + id).status, 204) << "the deleted keep their history";
  world.wait_for_the_log();
  std::string versions;
  std::string token;
  do {
    const api_answer page =
        world.get("/brands/" + id + "/history?page_size=3" + (token.empty() ? "" : "&page_token=" + token));
    ASSERT_EQ(page.status, 200) << page.body;
    for (const auto& item : page.json.at("items").as_array()) {
      versions += std::to_string(item.at("version").as_int64()) + " ";
    }
    token = page.text("next_page_token");
  } while (token != "null");
  EXPECT_EQ(versions, "8 7 6 5 4 3 2 1 ");
  const std::string theirs = world.get("/brands/" + other + "/history?page_size=1").text("next_page_token");
  EXPECT_EQ(world.get("/brands/" + id + "/history?page_token=" + theirs).status, 400)
      << "another record's token";
  EXPECT_EQ(world.get("/brands/" + no_one + "/history").status, 404);
}

TEST_F(records, answer_a_conflict_with_the_fields_that_overlap) {
  const std::string id = world.post("/brands", R"({"name":"Acme","headcount":50,"country":"DE"})").text("id");
  ASSERT_EQ(world.patch("/brands/" + id, R"({"headcount":65,"domain":"acme.example"})").status, 200);
  world.wait_for_the_log();
  const header_list first_version{{"if-match", "\"1\""}};
  // headcount was changed by somebody else; country was not; domain was, to the very value wanted here.
  const api_answer refused = world.patch(
      "/brands/" + id, R"({"headcount":70,"country":"FR","domain":"acme.example"})", first_version);
  EXPECT_EQ(refused.status, 412);
  EXPECT_EQ(refused.text("conflicts"), R"([{"field":"headcount","yours":70,"current":65}])");
  const api_answer apart = world.patch("/brands/" + id, R"({"country":"FR"})", first_version);
  EXPECT_EQ(apart.status, 412) << "no overlap is still another version";
  EXPECT_EQ(apart.text("conflicts"), "");
  EXPECT_EQ(world.del("/brands/" + id, first_version).status, 412);
  EXPECT_EQ(world.get("/brands/" + id).text("version"), "2");
}

TEST_F(records, are_written_where_if_match_names_their_version) {
  const api_answer made = world.post("/brands", R"({"name":"Acme"})");
  const std::string path = "/brands/" + made.text("id");
  EXPECT_EQ(world.patch(path, R"({"headcount":1})", {{"if-match", made.header("ETag")}}).text("version"),
            "2");
  EXPECT_EQ(
      world.patch(path, R"({"headcount":2})", {{"if-match", "\"9-x\", \"2-00000000\""}}).text("version"), "3")
      << "the version alone counts, and any of several";
  EXPECT_EQ(world.patch(path, R"({"headcount":3})", {{"if-match", "*"}}).text("version"), "4");
  EXPECT_EQ(world.patch(path, R"({"headcount":4})", {{"if-match", "\"four\""}}).status, 412);
  EXPECT_EQ(world.patch(path, R"({"headcount":4})", {{"if-match", "4"}}).status, 400);
  EXPECT_EQ(world.del(path, {{"if-match", "\"4\""}}).status, 204);
}

TEST_F(records, are_not_sent_again_to_who_holds_them) {
  const api_answer made = world.post("/brands", R"({"name":"Acme"})");
  const std::string path = "/brands/" + made.text("id");
  const api_answer held = world.call(method::get, path, {}, {{"if-none-match", made.header("ETag")}});
  EXPECT_EQ(held.status, 304);
  EXPECT_EQ(held.body, "");
  EXPECT_EQ(held.header("ETag"), made.header("ETag"));
  ASSERT_EQ(world.patch(path, R"({"headcount":1})").status, 200);
  EXPECT_EQ(world.call(method::get, path, {}, {{"if-none-match", made.header("ETag")}}).status, 200);
}

TEST_F(records, are_another_tenants_secret) {
  const std::string acme = brand("Acme");
  const std::string note = insight_of(acme).text("id");
  world.wait_for_the_log();
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  for (const std::string& path : {"/brands/" + acme, "/insights/" + note}) {
    EXPECT_EQ(world.call_as(eve, method::get, path).status, 404) << path;
    EXPECT_EQ(world.call_as(eve, method::get, path + "/history").status, 404) << path;
    EXPECT_EQ(world.call_as(eve, method::patch, path, R"({"tags":["x"]})").status, 404) << path;
    EXPECT_EQ(world.call_as(eve, method::del, path).status, 404) << path;
    EXPECT_EQ(world.call_as(eve, method::post, path + ":undelete").status, 404) << path;
  }
  EXPECT_TRUE(world.call_as(eve, method::get, "/brands").json.at("items").as_array().empty());
  EXPECT_EQ(
      world.call_as(eve, method::post, "/insights", R"({"brand_id":")" + acme + R"(","title":"T"})").errors(),
      "brand_id:reference");
  EXPECT_EQ(world.call_as(eve, method::post, "/brands", R"({"name":"Acme"})").status, 201)
      << "names are theirs, too";
  EXPECT_EQ(world.get("/brands/" + acme).text("version"), "1");
  EXPECT_EQ(world.get("/brands").json.at("items").as_array().size(), 1U);
}

TEST_F(records, keep_the_change_log_beside_them) {
  const std::string id = brand("Acme");
  ASSERT_EQ(world.patch("/brands/" + id, R"({"headcount":1})").status, 200);
  ASSERT_EQ(world.post("/brands", R"({"name":"acme"})").status, 409);
  world.wait_for_the_log();
  const auto look = world.tested.connect_as_superuser();
  pqxx::work work(*look);
  const auto rows =
      work.exec("SELECT seq, kind, version, origin, actor_name, trace_id, before, after FROM changes");
  ASSERT_EQ(rows.size(), 2U) << "what was refused left nothing behind";
  EXPECT_EQ(rows[0]["kind"].as<std::string>(), "created");
  EXPECT_TRUE(rows[0]["before"].is_null());
  EXPECT_EQ(rows[1]["kind"].as<std::string>(), "updated");
  EXPECT_EQ(rows[1]["before"].as<std::string>(), rows[0]["after"].as<std::string>());
  EXPECT_EQ(rows[1]["after"].as<std::string>(), world.get("/brands/" + id).body);
  EXPECT_EQ(rows[1]["origin"].as<std::string>(), "api");
  EXPECT_EQ(rows[1]["trace_id"].as<std::string>(), "0af7651916cd43dd8448eb211c80319c");
}

TEST_F(records, say_when_an_insight_was_published) {
  const std::string acme = brand("Acme");
  const api_answer draft = insight_of(acme);
  EXPECT_EQ(draft.text("status"), "draft");
  EXPECT_EQ(draft.text("published_at"), "null");
  const std::string path = "/insights/" + draft.text("id");
  world.time.advance(1'000'000);
  const api_answer published = world.patch(path, R"({"status":"published"})");
  EXPECT_EQ(published.text("published_at"), published.text("updated_at"));
  world.time.advance(1'000'000);
  EXPECT_EQ(world.patch(path, R"({"status":"archived"})").text("published_at"),
            published.text("published_at"));
  EXPECT_EQ(world.patch(path, R"({"status":"draft"})").text("published_at"), "null");
  EXPECT_EQ(insight_of(acme, R"(,"status":"published")").text("published_at"), "2026-11-20T20:00:02.000000Z");
  EXPECT_EQ(world.patch(path, R"({"published_at":"2026-01-01T00:00:00Z","author_id":null})").errors(),
            "published_at:read_only author_id:read_only");
}

}  // namespace
}  // namespace dossier::tests
