#include <gtest/gtest.h>

#include "tests/integration/records/records_world.hpp"

namespace dossier::tests {
namespace {

using http::method;

/// One world for all: these tests are refused before they change anything.
class requests : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    world = std::make_unique<records_world>();
    path = "/brands/" + world->post("/brands", R"({"name":"Acme"})").text("id");
  }
  static void TearDownTestSuite() { world.reset(); }

  static std::string detail(const api_answer& refused, int status) {
    EXPECT_EQ(refused.status, status) << refused.body;
    return refused.text("detail");
  }

  static inline std::unique_ptr<records_world> world;
  static inline std::string path;
};

TEST_F(requests, name_the_query_parameter_that_is_not_known) {
  for (const std::string& target :
       {std::string("/brands?page_sise=5"), path + "?filter=x", path + "/history?filter=x"}) {
    const std::string name = target.substr(target.find('?') + 1, target.find('=') - target.find('?') - 1);
    EXPECT_EQ(detail(world->get(target), 400), "Unknown query parameter `" + name + "`");
  }
  EXPECT_EQ(world->post("/brands?force=1", "{}").status, 400);
  EXPECT_EQ(world->del(path + "?force=1").status, 400);
  EXPECT_EQ(detail(world->get("/brands?page_size=1&page_size=2"), 400),
            "The query parameter `page_size` stands twice");
}

TEST_F(requests, ask_for_a_page_size_that_is_a_number_from_one_on) {
  for (const char* bad : {"0", "-1", "ten", "1.5", "+5", ""}) {
    EXPECT_EQ(world->get(std::string("/brands?page_size=") + bad).status, 400) << bad;
  }
  EXPECT_EQ(world->get("/brands").text("page_size"), "50");
  EXPECT_EQ(world->get("/brands?page_size=7").text("page_size"), "7");
  EXPECT_EQ(world->get("/brands?page_size=101").text("page_size"), "100");
  EXPECT_EQ(world->get("/brands?page_size=99999999999999999999999").text("page_size"), "100");
}

TEST_F(requests, skip_a_whole_number_of_rows) {
  for (const char* bad : {"-1", "ten", "1.5", "+5", "", "1000000001", "99999999999999999999999"}) {
    EXPECT_EQ(detail(world->get(std::string("/brands?skip=") + bad), 400),
              "`skip` must be a whole number, 0 to 1000000000")
        << bad;
  }
  EXPECT_EQ(world->get("/brands?skip=0").json.at("items").as_array().size(), 1U);
  EXPECT_EQ(world->get("/brands?skip=1").json.at("items").as_array().size(), 0U);
  EXPECT_EQ(world->get("/brands?skip=1000000000").text("total"), R"({"value":1,"exact":true})");
}

TEST_F(requests, name_the_fields_that_are_wanted_once_each) {
  const auto refusal = [](const std::string& fields) {
    const api_answer refused = world->get("/brands?fields=" + fields);
    EXPECT_EQ(refused.status, 400) << fields;
    return refused.text("position") + refused.text("detail").substr(28);
  };
  EXPECT_EQ(refusal("id,scor"), "3`scor` is not a field of brands");
  EXPECT_EQ(refusal("name, id,name"), "9`name` stands twice");
  EXPECT_EQ(refusal("name,"), "5a field's name is missing");
  EXPECT_EQ(refusal(""), "0a field's name is missing");
  EXPECT_EQ(refusal("name_key"), "0`name_key` is not a field of brands");
  EXPECT_EQ(world->get(path + "?fields=nam").status, 400);
  EXPECT_EQ(world->get(path + "?fields=tags, name").body, R"({"name":"Acme","tags":[]})");
}

TEST_F(requests, show_the_deleted_or_do_not) {
  for (const char* bad : {"yes", "1", "", "TRUE"}) {
    EXPECT_EQ(detail(world->get(std::string("/brands?show_deleted=") + bad), 400),
              "`show_deleted` must be `true` or `false`");
    EXPECT_EQ(world->get(path + "?show_deleted=" + bad).status, 400);
  }
  EXPECT_EQ(world->get(path + "?show_deleted=false").status, 200);
}

TEST_F(requests, say_where_a_filter_or_an_order_is_wrong) {
  const api_answer filter = world->get("/brands?filter=name = \"a\" AND nam = \"b\"");
  EXPECT_EQ(filter.status, 400);
  EXPECT_EQ(filter.text("position"), "15");
  const api_answer order = world->get("/brands?order_by=name down");
  EXPECT_EQ(order.status, 400);
  EXPECT_EQ(order.text("position"), "5");
  EXPECT_EQ(world->get("/brands?filter=name = \"\xFF\"").status, 400);
}

TEST_F(requests, for_ids_that_are_none_find_nothing) {
  for (const char* id : {"7", "x", "0192f0c1", "0192f0c1-7a2b-7c3d-8e4f-0123456789ag"}) {
    EXPECT_EQ(world->get(std::string("/brands/") + id).status, 404) << id;
    EXPECT_EQ(world->patch(std::string("/brands/") + id, "{}").status, 404) << id;
    EXPECT_EQ(world->del(std::string("/brands/") + id).status, 404) << id;
    EXPECT_EQ(world->get(std::string("/brands/") + id + "/history").status, 404) << id;
  }
}

TEST_F(requests, bring_json_and_say_so) {
  EXPECT_EQ(world->post("/brands", R"({"name":"B"})", {{"content-type", "text/plain"}}).status, 415);
  EXPECT_EQ(
      world->post("/brands", R"({"name":"B"})", {{"content-type", "application/merge-patch+json"}}).status,
      415);
  EXPECT_EQ(world->patch(path, "{}", {{"content-type", "application/x-www-form-urlencoded"}}).status, 415);
  EXPECT_EQ(world->post("/brands", "{}", {{"content-type", "Application/JSON ; charset=utf-8"}}).status, 422);
  EXPECT_EQ(detail(world->post("/brands", "", {{"content-type", "application/json"}}), 400),
            "The body is empty");
  EXPECT_EQ(world->post("/brands", R"({"name":"B",})").text("position"), "12");
  EXPECT_EQ(world->post("/brands", R"([{"name":"B"}])").status, 400);
  EXPECT_EQ(world->patch(path, R"({"name":"B","name":"C"})").status, 400);
}

TEST_F(requests, give_reasons_that_can_be_kept) {
  const auto with_reason = [&](std::string reason) {
    return world->patch(path, R"({"name":"Acme"})", {{"change-reason", std::move(reason)}}).status;
  };
  EXPECT_EQ(with_reason("plain"), 200);
  EXPECT_EQ(with_reason(std::string(300, 'x')), 200);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "%C3%BC";
  EXPECT_EQ(with_reason(many), 200) << "characters count, not bytes";
  EXPECT_EQ(with_reason(many + "x"), 400);
  EXPECT_EQ(with_reason("100%"), 400);
  EXPECT_EQ(with_reason("%FF"), 400);
  EXPECT_EQ(with_reason("a%0Ab"), 400);
  EXPECT_EQ(with_reason("a%00b"), 400);
}

TEST_F(requests, with_strange_page_tokens_are_refused) {
  EXPECT_EQ(world->get("/brands?page_token=x").status, 400);
  EXPECT_EQ(world->get("/brands?page_token=AAAA").status, 400);
  EXPECT_EQ(world->get("/brands?page_token=%").status, 400);
  EXPECT_EQ(world->get("/brands?page_token=" + std::string(40'000, 'A')).status, 400);
  EXPECT_EQ(world->get("/brands?page_token=").status, 200) << "none";
}

}  // namespace
}  // namespace dossier::tests
