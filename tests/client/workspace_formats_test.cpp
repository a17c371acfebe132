#include "client-wasm/src/app/workspace_formats.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/workspace.hpp"
#include "shared/codec/problem_json.hpp"
#include "shared/codec/record_json.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using model::formats;
constexpr formats german{number_format::point_comma, date_format::day_dot_month};

class workspace_formats_test : public ::testing::Test {
 protected:
  test::fake_transport way;
  std::vector<notice> told;
  std::string kept;
  int changes = 0;
  workspace space{way,
                  {.clock = [] { return 1'000.0; },
                   .random = [] { return 0.5; },
                   .changed = [this] { ++changes; },
                   .tell = [this](notice n) { told.push_back(std::move(n)); },
                   .navigate = [](const route&, bool) {},
                   .keep_formats = [this](const std::string& json) { kept = json; }}};

  static std::string record(std::int64_t version, const formats& how,
                            const std::string& name = "Meridian Capital") {
    describe::any_record made(describe::type_of<workspace_settings>());
    auto& settings = *made.get_if<workspace_settings>();
    settings.id = test::id_of(9);
    settings.version = version;
    settings.name = name;
    settings.number_format = how.numbers;
    settings.date_format = how.dates;
    return codec::to_json(made);
  }
  void welcome(std::int64_t version, const formats& how) {
    live::welcome hello;
    hello.workspace = record(version, how);
    way.welcome(hello);
  }
  void start(const formats& how = {}) {
    space.start(parse_route("/overview"));
    welcome(3, how);
  }
  void hear(std::int64_t version, const formats& how, const std::string& name = "Meridian Capital") {
    live::change change;
    change.subs = {"watch-1"};
    change.seq = 8;
    change.resource = "workspace";
    change.id = test::id_of(9);
    change.kind = live::change_kind::updated;
    change.match = live::match_kind::stay;
    change.version = version;
    change.record = record(version, how, name);
    way.receive(live::to_json(live::server_message(change)));
  }
  [[nodiscard]] const formats& now() { return space.formats().now(); }
};

TEST_F(workspace_formats_test, are_those_of_the_last_page_until_the_server_says_otherwise) {
  space.formats().recall(model::to_json(german));
  EXPECT_EQ(now(), german);
  EXPECT_EQ(space.around().how(), german);
  start({number_format::space_comma, date_format::iso});
  EXPECT_EQ(now(), (formats{number_format::space_comma, date_format::iso}));
  EXPECT_EQ(kept, model::to_json(now()));
}

TEST_F(workspace_formats_test, follow_a_change_that_somebody_else_makes) {
  start();
  EXPECT_NE(way.current.sent.back().find(R"("resource":"workspace")"), std::string::npos);
  EXPECT_NE(way.current.sent.back().find(R"("after":7)"), std::string::npos);
  const int before = changes;
  hear(4, german);
  EXPECT_EQ(now(), german);
  EXPECT_GT(changes, before);
  hear(3, {});
  EXPECT_EQ(now(), german) << "an older version changes nothing";
}

TEST_F(workspace_formats_test, are_loaded_anew_where_the_log_does_not_reach_back) {
  start();
  way.receive(R"({"op":"reset","id":"watch-1","seq":900})");
  EXPECT_EQ(way.calls.back().what.target, "/api/v1/workspace");
  way.answer(200, record(5, german), {{"change-seq", "901"}});
  EXPECT_EQ(now(), german);
}

TEST_F(workspace_formats_test, a_choice_shows_at_once_is_written_for_everybody_and_can_be_undone) {
  start();
  space.formats().choose({number_format::point_comma, date_format::day_month_year});
  EXPECT_EQ(now().numbers, number_format::point_comma);
  EXPECT_FALSE(space.formats().settled());
  ASSERT_EQ(way.calls.size(), 1U);
  const net::request& sent = way.calls.front().what;
  EXPECT_EQ(sent.target, "/api/v1/workspace");
  EXPECT_EQ(sent.body, R"({"number_format":"point_comma"})");
  // The change may be heard before the answer.
  hear(4, {number_format::point_comma, date_format::day_month_year});
  way.answer(200, record(4, {number_format::point_comma, date_format::day_month_year}));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Numbers: 1.234,56, for everyone here");
  EXPECT_EQ(told.front().action, "Undo");

  hear(5, {number_format::point_comma, date_format::iso});  // somebody chooses dates meanwhile
  told.front().act();
  EXPECT_EQ(now(), (formats{number_format::comma_point, date_format::iso}));
  EXPECT_EQ(way.calls.front().what.body, R"({"number_format":"comma_point"})");
  way.answer(200, record(6, {number_format::comma_point, date_format::iso}));
  EXPECT_EQ(told.size(), 1U) << "an undo offers no other";
  EXPECT_TRUE(space.formats().settled());
}

TEST_F(workspace_formats_test, what_is_chosen_during_a_write_follows_it) {
  start();
  space.formats().choose({number_format::point_comma, {}});
  space.formats().choose({number_format::space_comma, {}});
  ASSERT_EQ(way.calls.size(), 1U);
  way.answer(200, record(4, {number_format::point_comma, {}}));
  EXPECT_EQ(now().numbers, number_format::space_comma);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"number_format":"space_comma"})");
  way.answer(200, record(5, {number_format::space_comma, {}}));
  EXPECT_EQ(now().numbers, number_format::space_comma);
  EXPECT_TRUE(space.formats().settled());
}

TEST_F(workspace_formats_test, a_choice_that_is_refused_goes_back_and_says_why) {
  start(german);
  space.formats().choose({number_format::comma_point, date_format::day_dot_month});
  way.answer(403, codec::to_json(problems::forbidden("Only owners may change it"), {}, {}));
  EXPECT_EQ(now(), german);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_NE(told.front().message.find("Only owners may change it"), std::string::npos);
  EXPECT_TRUE(told.front().action.empty());
}

TEST_F(workspace_formats_test, another_name_shows_at_once_is_written_for_everybody_and_can_be_undone) {
  start();
  EXPECT_EQ(space.formats().name(), "Meridian Capital");
  space.formats().rename("Castellan \"Partners\"");
  EXPECT_EQ(space.who().tenant_name, "Castellan \"Partners\"");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"Castellan \"Partners\""})");
  way.answer(200, record(4, {}, "Castellan \"Partners\""));
  ASSERT_EQ(told.size(), 1U) << "and nothing is said of formats";
  EXPECT_EQ(told.front().message, "Renamed to Castellan \"Partners\", for everyone here");
  told.front().act();
  EXPECT_EQ(space.who().tenant_name, "Meridian Capital");
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"Meridian Capital"})");
  way.answer(200, record(5, {}));
  EXPECT_EQ(told.size(), 1U) << "an undo offers no other";
  EXPECT_TRUE(space.formats().settled());
}

TEST_F(workspace_formats_test, a_name_that_somebody_else_gives_is_that_of_the_session) {
  start();
  const int before = changes;
  hear(4, {}, "Castellan Partners");
  EXPECT_EQ(space.who().tenant_name, "Castellan Partners");
  EXPECT_GT(changes, before);
}

TEST_F(workspace_formats_test, a_name_that_breaks_a_rule_is_not_sent) {
  start();
  space.formats().rename(" ");
  EXPECT_EQ(space.formats().name_fault(), "is required");
  space.formats().rename(std::string(workspace_name_max + 1, 'x'));
  EXPECT_NE(space.formats().name_fault(), "");
  EXPECT_TRUE(way.calls.empty());
  EXPECT_EQ(space.who().tenant_name, "Meridian Capital");
  space.formats().rename(std::string(workspace_name_max, 'x'));
  EXPECT_EQ(space.formats().name_fault(), "");
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(workspace_formats_test, a_name_that_is_refused_goes_back_and_says_why) {
  start();
  space.formats().rename("Castellan Partners");
  way.answer(403, codec::to_json(problems::forbidden("Only owners may change it"), {}, {}));
  EXPECT_EQ(space.formats().name_fault(), "Only owners may change it");
  EXPECT_EQ(space.who().tenant_name, "Meridian Capital");
  EXPECT_TRUE(told.empty());
}

TEST_F(workspace_formats_test, a_name_and_formats_that_wait_for_a_write_follow_it_together) {
  start();
  space.formats().choose({number_format::point_comma, {}});
  space.formats().choose({number_format::space_comma, {}});
  space.formats().rename("Castellan Partners");
  way.answer(200, record(4, {number_format::point_comma, {}}));
  EXPECT_EQ(space.who().tenant_name, "Castellan Partners");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"Castellan Partners","number_format":"space_comma"})");
  way.answer(200, record(5, {number_format::space_comma, {}}, "Castellan Partners"));
  EXPECT_EQ(told.size(), 3U);
  EXPECT_TRUE(space.formats().settled());
}

TEST_F(workspace_formats_test, a_choice_before_the_server_is_heard_asks_it_first) {
  space.formats().choose(german);
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/workspace");
  way.answer(200, record(3, {}));
  EXPECT_EQ(now(), german);
  EXPECT_EQ(way.calls.front().what.body, R"({"number_format":"point_comma","date_format":"day_dot_month"})");
  way.answer(net::no_answer, {});
  EXPECT_EQ(now(), formats{});
  space.formats().choose(german);
  way.answer(net::no_answer, {});
  EXPECT_EQ(now(), formats{}) << "nobody waits for a choice that cannot be stored";
}

}  // namespace
}  // namespace dossier::app
