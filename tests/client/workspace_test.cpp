#include "client-wasm/src/app/workspace.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/connection_status.hpp"
#include "shared/codec/problem_json.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;
using test::make_brand;
constexpr double flash_ms = 600;

class workspace_test : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  std::vector<notice> told;
  std::vector<std::string> addresses;
  workspace space{
      way,
      {[this] { return now; }, [] { return 0.5; }, [] {}, [this](notice n) { told.push_back(std::move(n)); },
       [this](const route& r, bool) { addresses.push_back(to_location(r)); }}};
  desk& work = space.at("brands");

  static std::string list_body(const std::vector<describe::any_record>& items, std::string_view token = {}) {
    std::string body = "{\"items\":[";
    for (std::size_t i = 0; i < items.size(); ++i) body += (i == 0 ? "" : ",") + codec::to_json(items[i]);
    body += "],\"next_page_token\":" + (token.empty() ? "null" : "\"" + std::string(token) + "\"");
    return body + ",\"page_size\":100,\"total\":{\"value\":" + std::to_string(items.size()) +
           ",\"exact\":true}}";
  }
  void welcome() {
    live::welcome hello;
    hello.tenant_name = "Meridian Capital";
    hello.user_name = "N. Okafor";
    way.welcome(hello);
  }
  void start(const route& where = parse_route("/brands")) {
    space.start(where);
    welcome();
    way.answer(200, list_body({make_brand(1, "Acme", 1, 10), make_brand(2, "Borealis")}),
               {{"change-seq", "7"}});
    confirm("brands-1");
  }
  void confirm(const std::string& id) {
    way.receive(live::to_json(live::server_message(live::subscribed{id, 7})));
  }
  void receive(live::change change, std::vector<std::string> subs) {
    change.subs = std::move(subs);
    way.receive(live::to_json(live::server_message(change)));
  }
  /// Opens Acme and answers its record and history.
  void open_acme() {
    work.open(id_of(1));
    way.answer(200, codec::to_json(make_brand(1, "Acme", 1, 10)), {{"change-seq", "7"}});
    way.answer(200, R"({"items":[{"seq":1,"version":1,"kind":"created","at":"2026-11-20T10:00:00Z",
      "actor":{"id":"u","name":"Import"},"changes":[]}],"next_page_token":null})");
    confirm("brands-open-1");
  }
  model::form_field& field(std::string_view name) { return *work.editor().form()->find(name); }
  static std::string problem_body(const problem& what) { return codec::to_json(what, {}, {}); }
};

TEST_F(workspace_test, shows_the_list_and_continues_it_live_from_the_lists_own_position) {
  space.start(parse_route("/brands"));
  welcome();
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/brands?page_size=100&order_by=name");
  way.answer(200, list_body({make_brand(1, "Acme")}), {{"change-seq", "42"}});
  EXPECT_NE(way.current.sent.back().find("\"after\":42"), std::string::npos);
  EXPECT_EQ(space.who().tenant_name, "Meridian Capital");
  receive(test::updated(make_brand(1, "Acme", 2, 5), {"headcount"}), {"brands-1"});
  EXPECT_EQ(work.list().rows()->at(0)->record.get_if<brand>()->headcount, 5);
}

TEST_F(workspace_test, loads_page_after_page_until_a_small_list_is_complete) {
  space.start(parse_route("/brands"));
  way.answer(200, list_body({make_brand(1, "Acme")}, "t1"), {{"change-seq", "1"}});
  EXPECT_NE(way.calls.front().what.target.find("page_token=t1"), std::string::npos);
  way.answer(200, list_body({make_brand(2, "Borealis")}));
  EXPECT_TRUE(work.list().rows()->complete());
  EXPECT_EQ(work.list().rows()->total(), 2);
}

TEST_F(workspace_test, a_wrong_filter_says_so_and_keeps_the_last_good_rows) {
  start();
  work.filter("nonsense = ");
  ASSERT_TRUE(work.list().failure());
  EXPECT_EQ(work.list().rows()->kept(), 2);
  EXPECT_EQ(addresses.back(), "/brands?filter=nonsense%20%3D%20");
  work.filter("");
  EXPECT_EQ(way.calls.size(), 1U);
}

TEST_F(workspace_test, while_a_filter_is_wrong_the_last_good_list_stays_live) {
  start();
  work.filter("name = \"a\" and");
  ASSERT_TRUE(work.list().failure());
  EXPECT_EQ(work.list().failure()->position, 11U);
  EXPECT_EQ(work.list().filter(), "");
  receive(test::updated(make_brand(1, "Acme", 2, 5), {"headcount"}), {"brands-1"});
  EXPECT_EQ(work.list().rows()->at(0)->record.get_if<brand>()->headcount, 5);
  way.receive(R"({"op":"reset","id":"brands-1","seq":900})");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/brands?page_size=100&order_by=name");
  way.answer(200, list_body({make_brand(1, "Acme", 9)}), {{"change-seq", "901"}});
  EXPECT_EQ(work.list().rows()->kept(), 1);
  EXPECT_TRUE(work.list().failure());
  work.filter("name = \"a\"");
  EXPECT_FALSE(work.list().failure());
  EXPECT_EQ(work.list().filter(), "name = \"a\"");
}

TEST_F(workspace_test, a_filter_that_the_server_refuses_leaves_the_last_good_list_live) {
  start();
  work.filter("headcount > 5");
  way.answer(400, problem_body(problems::malformed("Not here.")));
  ASSERT_TRUE(work.list().failure());
  EXPECT_EQ(work.list().failure()->detail, "Not here.");
  EXPECT_EQ(work.list().rows()->kept(), 2);
  receive(test::updated(make_brand(1, "Acme", 2, 5), {"headcount"}), {"brands-1"});
  EXPECT_EQ(work.list().rows()->at(0)->record.get_if<brand>()->headcount, 5);
  work.list().reload();
  EXPECT_EQ(way.calls.front().what.target, "/api/v1/brands?page_size=100&order_by=name");
}

TEST_F(workspace_test, a_record_of_ours_enters_a_filtered_list_only_where_it_matches) {
  start();
  work.filter("headcount > 5 OR NOT industry = null");
  way.answer(200, list_body({}), {{"change-seq", "7"}});
  work.list().take_own(make_brand(8, "Small", 1, 3));
  EXPECT_EQ(work.list().rows()->kept(), 0);
  work.list().take_own(make_brand(9, "Big", 1, 6));
  EXPECT_EQ(work.list().rows()->kept(), 1);
}

TEST_F(workspace_test, where_only_the_server_can_tell_its_change_puts_a_record_of_ours_in) {
  start();
  for (const std::string filter : {"created_at > now-7d", "created_by = me"}) {
    work.filter(filter);
    way.answer(200, list_body({}), {{"change-seq", "7"}});
    work.list().take_own(make_brand(9, "Big"));
    EXPECT_EQ(work.list().rows()->kept(), 0) << filter;
  }
  receive(test::change_of(make_brand(9, "Big"), 8, live::change_kind::created, live::match_kind::enter),
          {"brands-3"});
  EXPECT_EQ(work.list().rows()->kept(), 1);
}

TEST_F(workspace_test, sorting_twice_turns_the_direction_around) {
  start();
  const auto& headcount = *describe::type_of<brand>().find("headcount");
  work.sort_by(headcount);
  EXPECT_EQ(work.at().order, "headcount");
  work.sort_by(headcount);
  EXPECT_EQ(work.at().order, "headcount desc");
}

TEST_F(workspace_test, a_reset_loads_the_list_again_and_goes_on_with_the_subscription) {
  start();
  const std::size_t sent = way.current.sent.size();
  way.receive(R"({"op":"reset","id":"brands-1","seq":900})");
  EXPECT_EQ(work.list().rows()->kept(), 2);
  way.answer(200, list_body({make_brand(1, "Acme", 9)}), {{"change-seq", "901"}});
  EXPECT_EQ(work.list().rows()->kept(), 1);
  EXPECT_EQ(way.current.sent.size(), sent);
  receive(test::change_of(make_brand(5, "Delta"), 902, live::change_kind::created, live::match_kind::enter),
          {"brands-1"});
  EXPECT_EQ(work.list().rows()->kept(), 2);
}

TEST_F(workspace_test, what_comes_between_a_reset_and_its_page_counts_once) {
  start();
  way.receive(R"({"op":"reset","id":"brands-1","seq":900})");
  const auto enter = [this](int number, std::int64_t seq) {
    receive(test::change_of(make_brand(number, "Delta " + std::to_string(number)), seq,
                            live::change_kind::created, live::match_kind::enter),
            {"brands-1"});
  };
  enter(5, 901);
  enter(6, 902);
  EXPECT_EQ(work.list().rows()->kept(), 2);
  way.answer(200, list_body({make_brand(1, "Acme"), make_brand(5, "Delta 5")}), {{"change-seq", "901"}});
  EXPECT_EQ(work.list().rows()->kept(), 3);
  EXPECT_EQ(work.list().rows()->total(), 3);
  live::change expired =
      test::change_of(make_brand(5, "Delta 5"), 900, live::change_kind::updated, live::match_kind::leave);
  receive(std::move(expired), {"brands-1"});
  EXPECT_EQ(work.list().rows()->find(id_of(5))->leaving, model::farewell::left_view);
}

TEST_F(workspace_test, saves_an_edit_with_if_match_and_shows_it_in_the_list) {
  start();
  open_acme();
  work.editor().edit(field("headcount"), "25");
  work.editor().save();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.method, "PATCH");
  EXPECT_EQ(way.calls.front().what.body, R"({"headcount":25})");
  EXPECT_EQ(way.calls.front().what.headers.front(),
            (std::pair<std::string, std::string>{"If-Match", "\"1\""}));
  way.answer(200, codec::to_json(make_brand(1, "Acme", 2, 25)));
  EXPECT_FALSE(work.editor().form()->dirty());
  EXPECT_EQ(work.list().rows()->find(id_of(1))->record.get_if<brand>()->headcount, 25);
}

TEST_F(workspace_test, a_refused_save_in_other_fields_is_repeated_on_the_newer_version) {
  start();
  open_acme();
  work.editor().edit(field("industry"), "Textiles");
  work.editor().save();
  way.answer(412, problem_body(problems::precondition_failed("changed", {})));
  way.answer(200, codec::to_json(make_brand(1, "Acme", 3, 77)));
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.headers.front().second, "\"3\"");
  EXPECT_FALSE(work.editor().in_conflict());
}

TEST_F(workspace_test, a_refused_save_in_the_same_field_lets_the_person_choose) {
  start();
  open_acme();
  work.editor().edit(field("headcount"), "25");
  work.editor().save();
  way.answer(412, problem_body(problems::precondition_failed("changed", {{"headcount", "25", "77"}})));
  way.answer(200, codec::to_json(make_brand(1, "Acme", 3, 77)));
  EXPECT_TRUE(work.editor().in_conflict());
  EXPECT_EQ(field("headcount").rival->text, "77");
  work.editor().save();
  EXPECT_TRUE(way.calls.empty());
  work.editor().choose(field("headcount"), true);
  work.editor().save();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"headcount":25})");
  EXPECT_EQ(way.calls.front().what.headers.front().second, "\"3\"");
}

TEST_F(workspace_test, a_colleagues_change_reaches_the_open_form_and_its_history_at_once) {
  start();
  open_acme();
  receive(test::updated(make_brand(1, "Acme", 2, 99), {"headcount"}), {"brands-1", "brands-open-1"});
  EXPECT_EQ(field("headcount").text, "99");
  const auto& newest = work.editor().history().entries().front();
  EXPECT_EQ(newest.actor_name, "T. Keller");
  ASSERT_EQ(newest.changes.size(), 1U);
  EXPECT_EQ(newest.changes[0].before, "10");
  EXPECT_EQ(newest.changes[0].after, "99");
}

TEST_F(workspace_test, edits_survive_going_to_another_record_and_back) {
  start();
  open_acme();
  work.editor().edit(field("industry"), "Textiles");
  work.open(id_of(2));
  EXPECT_TRUE(work.editor().has_draft(id_of(1)));
  work.open(id_of(1));
  EXPECT_EQ(field("industry").text, "Textiles");
}

TEST_F(workspace_test, edits_survive_a_reload_of_the_page_and_meet_what_was_stored_meanwhile) {
  start();
  open_acme();
  work.editor().edit(field("industry"), "Textiles");
  work.editor().edit(field("headcount"), "15");
  const std::string kept = work.editor().drafts().to_json();
  work.editor().discard();
  EXPECT_EQ(work.editor().drafts().to_json(), "{}");
  work.close();

  work.editor().drafts().load(kept);
  receive(test::updated(make_brand(1, "Acme", 2, 77), {"headcount"}), {"brands-1"});
  work.open(id_of(1));
  EXPECT_EQ(field("industry").text, "Textiles");
  EXPECT_FALSE(field("industry").rival);
  EXPECT_EQ(field("headcount").text, "15");
  ASSERT_TRUE(field("headcount").rival);
  EXPECT_EQ(field("headcount").rival->text, "77");
}

TEST_F(workspace_test, a_new_record_is_created_shown_and_opened) {
  start();
  work.open_new();
  work.editor().edit(field("name"), "Castellan Freight");
  work.editor().save();
  EXPECT_EQ(way.calls.front().what.method, "POST");
  way.answer(201, codec::to_json(make_brand(9, "Castellan Freight")));
  EXPECT_EQ(work.editor().id(), id_of(9));
  EXPECT_EQ(work.list().rows()->index_of(id_of(9)), 2);
  EXPECT_EQ(work.list().rows()->total(), 3);
  receive(test::change_of(make_brand(9, "Castellan Freight"), 8, live::change_kind::created,
                          live::match_kind::enter),
          {"brands-1"});
  EXPECT_EQ(work.list().rows()->total(), 3);
}

TEST_F(workspace_test, a_deleted_record_goes_at_once_and_can_be_brought_back) {
  start();
  open_acme();
  work.acts().remove(id_of(1));
  way.answer(204, "");
  EXPECT_EQ(work.list().rows()->total(), 1);
  EXPECT_EQ(work.editor().where(), record_editor::stage::closed);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "Acme deleted");
  receive(test::change_of(make_brand(1, "Acme", 2), 8, live::change_kind::deleted, live::match_kind::leave),
          {"brands-1"});
  EXPECT_EQ(work.list().rows()->total(), 1);
  told[0].act();
  way.answer(200, codec::to_json(make_brand(1, "Acme", 3, 10)));
  EXPECT_EQ(work.list().rows()->total(), 2);
}

TEST_F(workspace_test, a_save_without_a_connection_waits_and_is_sent_when_it_stands_again) {
  start();
  open_acme();
  work.editor().edit(field("industry"), "Textiles");
  work.editor().save();
  way.drop(1006);
  way.answer(0, "offline");
  EXPECT_TRUE(work.editor().waiting());
  EXPECT_TRUE(work.editor().form()->dirty());
  now += 2'000;
  space.tick(flash_ms);
  welcome();
  confirm("brands-1");
  confirm("brands-open-1");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"industry":"Textiles"})");
}

TEST_F(workspace_test, the_open_record_follows_the_address) {
  start();
  open_acme();
  space.show(parse_route("/brands"));
  EXPECT_EQ(work.editor().where(), record_editor::stage::closed);
  space.show(parse_route("/brands?open=new"));
  EXPECT_TRUE(work.editor().creating());
}

TEST_F(workspace_test, the_connection_is_told_in_words) {
  const model::wall_time wall{1'795'184'520'000, 0};
  space.start(parse_route("/brands"));
  EXPECT_EQ(describe_connection(work.live(), now, wall).word, "Connecting");
  welcome();
  now += 11.4;
  way.receive(R"({"op":"pong","id":"1"})");
  const connection_status live = describe_connection(work.live(), now, wall);
  EXPECT_EQ(live.word + " " + live.note, "Connected 12 ms");
  way.drop(1006);
  EXPECT_EQ(describe_connection(work.live(), now, wall).word, "Reconnecting");
  EXPECT_EQ(describe_connection(work.live(), now, wall).note, "in 1 s");
  work.live().network_changed(false);
  EXPECT_TRUE(describe_connection(work.live(), now, wall).offline);
}

TEST_F(workspace_test, all_matching_rows_can_be_checked_but_for_some) {
  row_selection& checked = work.selection();
  checked.toggle(id_of(1));
  EXPECT_EQ(checked.count(100), 1);
  checked.check_all();
  checked.toggle(id_of(1));
  EXPECT_FALSE(checked.contains(id_of(1)));
  EXPECT_TRUE(checked.contains(id_of(2)));
  EXPECT_EQ(checked.count(100), 99);
}

}  // namespace
}  // namespace dossier::app
