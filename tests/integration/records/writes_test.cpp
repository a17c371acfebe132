#include <gtest/gtest.h>

#include "server/records/write_reading.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

const std::string no_one = "01890000-0000-7000-8000-000000000000";
const header_list dry_run{{"prefer", "tx=rollback"}};

class writes : public testing::Test {
 protected:
  std::string brand(const std::string& name) {
    const api_answer made = world.post("/brands", R"({"name":")" + name + "\"}");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }
  api_answer batch(const std::string& operations, header_list headers = {},
                   const std::string& resource = "brands") {
    return world.post("/" + resource + ":batch", R"({"operations":[)" + operations + "]}",
                      std::move(headers));
  }
  /// Rows that a query as the superuser answers.
  std::int64_t count(const std::string& from) {
    const auto connection = world.tested.connect_as_superuser();
    pqxx::work work(*connection);
    return work.exec1("SELECT count(*) FROM " + from)[0].as<std::int64_t>();
  }
  /// Everything that a write could leave.
  std::vector<std::int64_t> everything() {
    world.wait_for_the_log();
    return {count("brands"), count("insights"),         count("tags"),         count("changes"),
            count("outbox"), count("idempotency_keys"), count("brands_search")};
  }
  api_answer history_of(const std::string& resource, const std::string& id) {
    world.wait_for_the_log();
    return world.get("/" + resource + "/" + id + "/history");
  }
  const boost::json::value& result(const api_answer& of, std::size_t index) {
    return of.json.at("results").as_array().at(index);
  }

  records_world world;
};

std::string text_of(const boost::json::value& record, std::string_view member) {
  const boost::json::value& found = record.at(member);
  return found.is_string() ? std::string(found.get_string()) : boost::json::serialize(found);
}

TEST_F(writes, of_a_batch_are_carried_out_in_their_order_and_answered_one_by_one) {
  const std::string acme = brand("Acme");
  const std::string gone = brand("Gone");
  const api_answer done = batch(R"({"create":{"name":"New","headcount":3}},{"update":{"id":")" + acme +
                                R"(","headcount":7}},{"update":{"id":")" + acme +
                                R"(","version":2,"founded":1901}},{"delete":{"id":")" + gone + R"("}})");
  ASSERT_EQ(done.status, 200) << done.body;
  ASSERT_EQ(done.json.at("results").as_array().size(), 4U);
  EXPECT_EQ(text_of(result(done, 0), "name"), "New");
  EXPECT_EQ(text_of(result(done, 0), "version"), "1");
  EXPECT_EQ(text_of(result(done, 1), "version"), "2");
  EXPECT_EQ(text_of(result(done, 2), "version"), "3");
  EXPECT_EQ(text_of(result(done, 2), "headcount"), "7");
  EXPECT_EQ(text_of(result(done, 3), "id"), gone);
  EXPECT_EQ(text_of(result(done, 3), "version"), "2");
  EXPECT_EQ(world.get("/brands/" + text_of(result(done, 0), "id")).text("headcount"), "3");
  EXPECT_EQ(world.get("/brands/" + acme).body, boost::json::serialize(result(done, 2)));
  EXPECT_EQ(world.get("/brands/" + gone).status, 404);
}

TEST_F(writes, of_a_batch_stand_together_in_the_log_with_their_reason) {
  const std::string acme = brand("Acme");
  const api_answer done = batch(
      R"({"create":{"name":"A"}},{"update":{"id":")" + acme + R"(","headcount":7}},{"create":{"name":"B"}})",
      {{"change-reason", "Spring%20cleaning"}});
  ASSERT_EQ(done.status, 200) << done.body;
  const api_answer entries = history_of("brands", acme);
  const auto& newest = entries.json.at("items").as_array().at(0);
  EXPECT_EQ(text_of(newest, "reason"), "Spring cleaning");
  EXPECT_EQ(text_of(newest, "seq"), "3");
  EXPECT_EQ(count("(SELECT DISTINCT xid FROM changes WHERE seq > 1) together"), 1);
}

TEST_F(writes, of_a_batch_are_all_refused_with_every_place_that_is_wrong) {
  const std::string acme = brand("Acme");
  const auto before = everything();
  const api_answer refused =
      batch(R"({"create":{"name":"Good"}},{"create":{"headcount":-1,"typo":1}},{"update":{"id":")" + acme +
            R"(","headcount":"many","version":7}},{"update":{"id":")" + acme + R"(","founded":0,"id2":1}},)" +
            R"({"delete":{"id":")" + no_one + R"("}})");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.errors(),
            "operations[1].create.headcount:too_small operations[1].create.typo:unknown "
            "operations[1].create.name:required operations[2].update.version:version "
            "operations[3].update.founded:too_small operations[3].update.id2:unknown "
            "operations[4].delete.id:not_found");
  EXPECT_EQ(everything(), before);
}

TEST_F(writes, of_a_batch_whose_form_is_wrong_name_the_place) {
  EXPECT_EQ(world.post("/brands:batch", "{}").errors(), "operations:required");
  EXPECT_EQ(world.post("/brands:batch", R"({"operations":{},"more":1})").errors(),
            "more:unknown operations:type");
  EXPECT_EQ(
      batch(R"(7,{},{"create":{},"delete":{}},{"upsert":{}},{"create":[]},{"delete":{"id":7,"name":"x"}},)"
            R"({"update":{"version":"1"}})")
          .errors(),
      "operations[0]:type operations[1]:required operations[2]:required operations[3].upsert:unknown "
      "operations[4].create:type operations[5].delete.id:type operations[5].delete.name:unknown "
      "operations[6].update.id:required operations[6].update.version:type");
  EXPECT_EQ(world.post("/brands:batch", R"({"operations":[)").status, 400);
  EXPECT_EQ(batch("").body, R"({"results":[]})");
}

TEST_F(writes, of_a_batch_for_other_versions_only_fail_as_a_precondition) {
  const std::string acme = brand("Acme");
  const api_answer refused =
      batch(R"({"update":{"id":")" + acme + R"(","version":2,"headcount":1}},{"delete":{"id":")" + acme +
            R"(","version":3}})");
  EXPECT_EQ(refused.status, 412);
  EXPECT_EQ(refused.errors(), "operations[0].update.version:version operations[1].delete.version:version");
}

TEST_F(writes, of_a_batch_that_the_database_refuses_name_the_operation) {
  brand("Taken");
  const auto before = everything();
  const api_answer refused =
      batch(R"({"create":{"name":"Free"}},{"create":{"name":"TAKEN"}},{"create":{"name":"X"}})");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.errors(), "operations[1].create.name:duplicate");
  EXPECT_EQ(batch(R"({"create":{"name":"Twice"}},{"create":{"name":"twice"}})").errors(),
            "operations[1].create.name:duplicate");
  EXPECT_EQ(everything(), before);
}

TEST_F(writes, of_a_batch_see_what_earlier_ones_did) {
  const std::string taken = brand("Taken");
  const api_answer done = batch(R"({"delete":{"id":")" + taken + R"("}},{"create":{"name":"Taken"}})");
  EXPECT_EQ(done.status, 200) << "the name is free by then: " << done.body;
  const std::string other = text_of(result(done, 1), "id");
  const api_answer refused =
      batch(R"({"delete":{"id":")" + other + R"("}},{"update":{"id":")" + other + R"(","headcount":1}})");
  EXPECT_EQ(refused.errors(), "operations[1].update.id:not_found");
}

TEST_F(writes, of_a_batch_may_be_a_thousand_and_no_more) {
  const auto many = [](int operations) {
    std::string all;
    for (int i = 0; i < operations; ++i) {
      if (i != 0) all += ',';
      all += R"({"create":{"name":"Brand )" + std::to_string(i) + R"(","tags":["t)" + std::to_string(i % 7) +
             "\"]}}";
    }
    return all;
  };
  EXPECT_EQ(batch(many(1001)).errors(), "operations:too_many");
  EXPECT_EQ(count("brands"), 0);
  const api_answer done = batch(many(1000));
  ASSERT_EQ(done.status, 200) << done.body.substr(0, 500);
  EXPECT_EQ(done.json.at("results").as_array().size(), 1000U);
  EXPECT_EQ(count("brands"), 1000);
  EXPECT_EQ(count("tags"), 7);
}

TEST_F(writes, of_insights_in_a_batch_follow_their_rules_and_name_their_brands) {
  const std::string acme = brand("Acme");
  const api_answer done =
      batch(R"({"create":{"brand_id":")" + acme + R"(","title":"A","status":"published"}})", {}, "insights");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(text_of(result(done, 0), "brand"), R"({"id":")" + acme + R"(","name":"Acme"})");
  EXPECT_NE(text_of(result(done, 0), "published_at"), "null");
  EXPECT_EQ(batch(R"({"create":{"brand_id":")" + no_one + R"(","title":"A"}})", {}, "insights").errors(),
            "operations[0].create.brand_id:reference");
}

TEST_F(writes, in_a_dry_run_answer_as_if_and_leave_nothing) {
  const std::string acme = brand("Acme");
  const std::string deleted = brand("Deleted");
  ASSERT_EQ(world.del("/brands/" + deleted).status, 204);
  const auto before = everything();
  const std::string stands = world.get("/brands/" + acme).body;

  const api_answer made = world.post("/brands", R"({"name":"New","tags":["never seen"]})", dry_run);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("version"), "1");
  EXPECT_EQ(made.header("Preference-Applied"), "tx=rollback");
  EXPECT_EQ(world.get("/brands/" + made.text("id")).status, 404);
  const api_answer changed = world.patch("/brands/" + acme, R"({"headcount":5,"tags":["x"]})", dry_run);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("version"), "2");
  EXPECT_EQ(changed.text("headcount"), "5");
  const api_answer removed = world.del("/brands/" + acme, dry_run);
  EXPECT_EQ(removed.status, 204);
  EXPECT_EQ(removed.header("Preference-Applied"), "tx=rollback");
  const api_answer restored = world.call(method::post, "/brands/" + deleted + ":undelete", {}, dry_run);
  EXPECT_EQ(restored.status, 200) << restored.body;
  const api_answer several = batch(R"({"create":{"name":"One"}},{"delete":{"id":")" + acme + "\"}}", dry_run);
  EXPECT_EQ(several.status, 200) << several.body;
  EXPECT_EQ(several.header("Preference-Applied"), "tx=rollback");

  EXPECT_EQ(everything(), before);
  EXPECT_EQ(world.get("/brands/" + acme).body, stands);
}

TEST_F(writes, in_a_dry_run_are_refused_for_what_they_would_be) {
  const std::string acme = brand("Acme");
  const std::string other = brand("Other");
  EXPECT_EQ(world.post("/brands", R"({"headcount":-1})", dry_run).errors(),
            "headcount:too_small name:required");
  const api_answer duplicate = world.post("/brands", R"({"name":"acme"})", dry_run);
  EXPECT_EQ(duplicate.status, 409) << "the database's own rules count, too";
  EXPECT_EQ(duplicate.errors(), "name:duplicate");
  EXPECT_EQ(world.patch("/brands/" + other, R"({"name":"ACME"})", dry_run).errors(), "name:duplicate");
  EXPECT_EQ(world.patch("/brands/" + no_one, R"({"name":"X"})", dry_run).status, 404);
  header_list stale = dry_run;
  stale.emplace_back("if-match", "\"9-00000000\"");
  const api_answer conflict = world.patch("/brands/" + acme, R"({"headcount":1})", stale);
  EXPECT_EQ(conflict.status, 412);
  EXPECT_EQ(boost::json::serialize(conflict.json.at("conflicts")),
            R"([{"field":"headcount","yours":1,"current":null}])");
  EXPECT_EQ(world.post("/insights", R"({"brand_id":")" + no_one + R"(","title":"T"})", dry_run).errors(),
            "brand_id:reference");
}

TEST_F(writes, heed_a_preference_as_rfc_7240_has_it_and_ignore_the_others) {
  const auto applied = [&](const std::string& field, const std::string& name) {
    return !world.post("/brands", R"({"name":")" + name + "\"}", {{"prefer", field}})
                .header("Preference-Applied")
                .empty();
  };
  int number = 0;
  for (const char* field :
       {"tx=rollback", "TX = rollback", "tx=\"rollback\"", "respond-async, tx=rollback; because=x",
        "a=\"b,c\"; d, tx=rollback", "wait=10,tx=rollback,tx=commit"}) {
    EXPECT_TRUE(applied(field, "Dry " + std::to_string(++number))) << field;
  }
  for (const char* field : {"tx", "tx=commit", "tx=rollbacks", "tx=commit, tx=rollback", "x=\"tx=rollback\"",
                            "\"", "=,;", "return=minimal", "tx=\"rollback"}) {
    EXPECT_FALSE(applied(field, "Kept " + std::to_string(++number))) << field;
  }
}

TEST_F(writes, are_refused_with_a_reason_of_more_than_300_characters_whatever_they_are) {
  const std::string acme = brand("Acme");
  const header_list fits{{"change-reason", std::string(300, 'r')}};
  const header_list too_long{{"change-reason", std::string(301, 'r')}};
  EXPECT_EQ(batch(R"({"create":{"name":"A"}})", too_long).status, 400);
  EXPECT_EQ(world.patch("/brands/" + acme, R"({"headcount":1})", too_long).status, 400);
  EXPECT_EQ(world.del("/brands/" + acme, too_long).status, 400);
  EXPECT_EQ(world.call(method::post, "/brands/" + acme + ":undelete", {}, too_long).status, 400);
  EXPECT_EQ(batch(R"({"create":{"name":"A"}})", fits).status, 200);
  ASSERT_EQ(world.del("/brands/" + acme, fits).status, 204);
  ASSERT_EQ(world.call(method::post, "/brands/" + acme + ":undelete", {}, {{"change-reason", "Back"}}).status,
            200);
  const api_answer entries = history_of("brands", acme);
  EXPECT_EQ(text_of(entries.json.at("items").as_array().at(0), "reason"), "Back");
  EXPECT_EQ(text_of(entries.json.at("items").as_array().at(1), "reason"), std::string(300, 'r'));
}

TEST_F(writes, cannot_restore_a_record_whose_name_was_taken_meanwhile) {
  const std::string first = brand("Acme");
  ASSERT_EQ(world.del("/brands/" + first).status, 204);
  const std::string second = brand("ACME");
  for (const header_list& how : {header_list{}, dry_run, header_list{{"idempotency-key", "k"}}}) {
    const api_answer refused = world.call(method::post, "/brands/" + first + ":undelete", {}, how);
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_EQ(refused.errors(), "name:duplicate");
  }
  ASSERT_EQ(world.del("/brands/" + second).status, 204);
  EXPECT_EQ(world.call(method::post, "/brands/" + first + ":undelete").status, 200);
}

}  // namespace
}  // namespace dossier::tests
