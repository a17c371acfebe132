#include <gtest/gtest.h>

#include "server/records/activity_log.hpp"
#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

class activity : public testing::Test {
 protected:
  std::string make(const std::string& resource, const std::string& body) {
    const api_answer made = world.post("/" + resource, body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }

  api_answer read(const std::string& parameters = {}) {
    world.wait_for_the_log();
    api_answer answer = world.get("/activity" + parameters);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer;
  }

  static std::vector<std::int64_t> seqs(const api_answer& page) {
    std::vector<std::int64_t> all;
    for (const auto& item : page.json.at("items").as_array()) all.push_back(item.at("seq").as_int64());
    return all;
  }

  records_world world;
};

TEST_F(activity, tells_who_changed_what_across_records_the_newest_first) {
  const std::string acme = make("brands", R"({"name":"Acme"})");
  const std::string note =
      make("insights", R"({"brand_id":")" + acme + R"(","title":"Caps","body":"secret text"})");
  world.patch("/insights/" + note, R"({"status":"published","body":"more"})",
              {{"change-reason", "reviewed"}});
  world.del("/brands/" + make("brands", R"({"name":"Gone"})"));
  const api_answer page = read();
  EXPECT_EQ(page.header("Change-Seq"), "5");
  EXPECT_EQ(seqs(page), (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
  EXPECT_TRUE(page.json.at("next_before").is_null());
  const auto& items = page.json.at("items").as_array();
  EXPECT_EQ(items.at(0).at("kind"), "deleted");
  EXPECT_EQ(items.at(0).at("resource"), "brands");
  EXPECT_EQ(items.at(0).at("title"), "Gone");
  const auto& published = items.at(2);
  EXPECT_EQ(published.at("kind"), "updated");
  EXPECT_EQ(published.at("record_id"), boost::json::value(note));
  EXPECT_EQ(published.at("title"), "Caps");
  EXPECT_EQ(published.at("version"), 2);
  EXPECT_EQ(published.at("reason"), "reviewed");
  EXPECT_EQ(published.at("changed"),
            boost::json::value(boost::json::array{"body", "status", "published_at"}));
  EXPECT_EQ(published.at("state"), boost::json::value(boost::json::object{{"status", "published"}}));
  EXPECT_EQ(published.at("actor").at("name"), boost::json::value(world.ada.user_name));
  EXPECT_EQ(items.at(3).at("changed"), boost::json::value(boost::json::array{}));
  EXPECT_EQ(page.body.find("secret text"), std::string::npos) << "values stay in the history";
}

TEST_F(activity, goes_on_behind_a_position_page_by_page_without_a_gap) {
  for (int i = 0; i < 7; ++i) make("brands", R"({"name":"B)" + std::to_string(i) + R"("})");
  api_answer page = read("?page_size=3");
  EXPECT_EQ(seqs(page), (std::vector<std::int64_t>{7, 6, 5}));
  EXPECT_EQ(page.json.at("next_before"), 5);
  page = read("?page_size=3&before=5");
  EXPECT_EQ(seqs(page), (std::vector<std::int64_t>{4, 3, 2}));
  page = read("?page_size=3&before=2");
  EXPECT_EQ(seqs(page), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(page.json.at("next_before").is_null());
  EXPECT_EQ(seqs(read("?before=1")), (std::vector<std::int64_t>{}));
}

TEST_F(activity, of_one_resource_looks_at_a_bounded_part_of_the_log_and_goes_on_behind_it) {
  make("tags", R"({"name":"old"})");
  make("brands", R"({"name":"Acme"})");
  EXPECT_EQ(seqs(read("?resource=tags")), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(read("?resource=tags").json.at("next_before").is_null());
  const auto fill = world.tested.connect_as_superuser();
  {
    pqxx::work work(*fill);
    work.exec_params(
        "INSERT INTO changes SELECT tenant_id, 2 + n, sequenced_at, at, actor_id, actor_name, origin, "
        "reason, "
        "resource, record_id, kind, version, before, after, trace_id, xid, hash FROM changes, "
        "generate_series(1, $2) n "
        "WHERE tenant_id = $1::uuid AND seq = 2",
        to_string(world.tenant), records::activity_walk_max + 5);
    work.exec_params("UPDATE change_heads SET seq = 2 + $2 WHERE tenant_id = $1::uuid",
                     to_string(world.tenant), records::activity_walk_max + 5);
    work.commit();
  }
  const api_answer first = world.get("/activity?resource=tags");
  EXPECT_EQ(seqs(first), (std::vector<std::int64_t>{}));
  EXPECT_EQ(first.json.at("next_before"), 8);
  const api_answer second = world.get("/activity?resource=tags&before=8");
  EXPECT_EQ(seqs(second), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(second.json.at("next_before").is_null());
}

TEST_F(activity, is_empty_where_nothing_happened_and_shows_nobody_elses) {
  const uuid theirs = world.tested.make_tenant("Other");
  const http::principal eve{theirs, "Other", world.tested.make_user(theirs, "Eve"), "Eve"};
  make("brands", R"({"name":"Ours"})");
  world.wait_for_the_log();
  const api_answer page = world.call_as(eve, http::method::get, "/activity");
  EXPECT_EQ(page.body, R"({"items":[],"next_before":null,"page_size":50})");
  EXPECT_EQ(page.header("Change-Seq"), "0");
}

TEST_F(activity, refuses_what_it_does_not_know) {
  for (const char* wrong : {"?before=0", "?before=-1", "?before=x", "?before=", "?resource=people",
                            "?page_size=0", "?filter=name = \"x\""}) {
    const api_answer refused = world.get(std::string("/activity") + wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
  }
  EXPECT_NE(world.get("/activity?resource=people").body.find("`brands`"), std::string::npos)
      << "and says what it knows";
}

}  // namespace
}  // namespace dossier::tests
