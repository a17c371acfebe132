#include "client-wasm/src/app/saved_views.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/shipped_views.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/audit_entry.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"

namespace dossier::app {
namespace {

using test::id_of;

class saved_views_test : public ::testing::Test {
 protected:
  double now = 1'000;
  std::vector<notice> told;
  test::fake_transport way;
  workspace space{way,
                  {[this] { return now; }, [] { return 0.5; }, [] {},
                   [this](const notice& n) { told.push_back(n); }, [](const route&, bool) {}}};
  saved_views views{space};

  static saved_view view_of(int number, std::string name, std::string filter = {}) {
    saved_view made;
    made.id = id_of(number);
    made.created_at = timestamp{1'000'000 * number};
    made.name = std::move(name);
    made.resource = "brands";
    made.filter = std::move(filter);
    return made;
  }
  static std::string json_of(const saved_view& view) {
    describe::any_record record(describe::type_of<saved_view>());
    *record.get_if<saved_view>() = view;
    return codec::to_json(record);
  }
  void load(const std::vector<saved_view>& known) {
    space.start({});
    way.welcome();
    way.calls.clear();
    views.start();
    ASSERT_EQ(way.calls.size(), 1U);
    EXPECT_NE(way.calls.front().what.target.find("/saved_views?"), std::string::npos);
    std::string body = "{\"items\":[";
    for (const saved_view& view : known) body += (body.back() == '[' ? "" : ",") + json_of(view);
    body +=
        "],\"next_page_token\":null,\"page_size\":100,\"total\":{\"value\":" + std::to_string(known.size()) +
        ",\"exact\":true}}";
    way.answer(200, body, {{"change-seq", "7"}});
    ASSERT_TRUE(views.loaded());
  }
  std::string names(std::string_view resource = "brands") const {
    std::string out;
    for (const saved_view* view : views.of(resource)) out += (out.empty() ? "" : " ") + view->name;
    return out;
  }
  /// Another client's write.
  void tell(const saved_view& view, live::change_kind kind) {
    std::string subscription;
    for (const std::string& sent : way.current.sent) {
      const std::size_t at = sent.find("\"id\":\"saved_views-");
      if (at != std::string::npos) subscription = sent.substr(at + 6, sent.find('"', at + 6) - at - 6);
    }
    live::change change;
    change.seq = 8;
    change.resource = "saved_views";
    change.id = view.id;
    change.kind = kind;
    change.match = kind == live::change_kind::deleted ? live::match_kind::leave : live::match_kind::enter;
    change.version = view.version;
    if (change.match == live::match_kind::enter) change.record = json_of(view);
    change.subs = {subscription};
    way.receive(live::to_json(live::server_message(change)));
  }
};

TEST_F(saved_views_test, lists_a_resources_views_the_pinned_first_and_the_shared_last) {
  saved_view pinned = view_of(3, "Pinned");
  pinned.pinned = true;
  saved_view shared = view_of(1, "Shared");
  shared.visibility = view_visibility::shared;
  saved_view other = view_of(4, "Other");
  other.resource = "insights";
  load({shared, view_of(2, "Old"), pinned, other, view_of(5, "New")});
  EXPECT_EQ(names(), "Pinned Old New Shared");
  EXPECT_EQ(names("insights"), "Other");
  EXPECT_EQ(views.all().size(), 5U + shipped_views().size());
}

TEST_F(saved_views_test, has_views_of_the_log_that_are_shipped_between_the_pinned_and_ones_own) {
  saved_view pinned = view_of(1, "Pinned");
  saved_view mine = view_of(2, "Mine");
  pinned.resource = mine.resource = "audit";
  pinned.pinned = true;
  load({mine, pinned});
  EXPECT_EQ(names("audit"),
            "Pinned Last 24 hours Sign-ins Refused sign-ins Permission changes API keys Passwords Mine");
  for (const saved_view& one : shipped_views()) {
    EXPECT_TRUE(query::parse_filter(describe::type_of<audit_entry>(), one.filter)) << one.filter;
    EXPECT_EQ(name_fault(one.name), "");
    const saved_view* const opened = views.opened_by(route_to(one));
    ASSERT_NE(opened, nullptr);
    EXPECT_TRUE(is_shipped(*opened));
  }
  EXPECT_FALSE(is_shipped(mine));
  EXPECT_EQ(views.shown_by(parse_route("/audit?filter=resource%20%3D%20%22api_keys%22"))->name, "API keys");
  EXPECT_TRUE(views.by_time(*views.of("audit")[1]));
  EXPECT_FALSE(views.by_time(*views.of("audit")[2]));
}

TEST_F(saved_views_test, follows_what_others_do_to_views) {
  load({view_of(1, "One")});
  tell(view_of(2, "Two"), live::change_kind::created);
  EXPECT_EQ(names(), "One Two");
  saved_view gone = view_of(1, "One");
  gone.version = 2;
  tell(gone, live::change_kind::deleted);
  EXPECT_EQ(names(), "Two") << "at once, however long a grid would say farewell";
  EXPECT_EQ(views.find(gone.id), nullptr);
}

TEST_F(saved_views_test, knows_the_view_of_a_route_by_its_id_and_else_by_what_it_lists) {
  load({view_of(1, "All"), view_of(2, "Germans", "country = \"DE\"")});
  route where = route_to(*views.of("brands")[1]);
  EXPECT_EQ(to_location(where), "/brands?filter=country%20%3D%20%22DE%22&view=" + to_string(id_of(2)));
  EXPECT_EQ(views.opened_by(where)->name, "Germans");
  where.filter += " AND headcount > 5";
  EXPECT_EQ(views.opened_by(where)->name, "Germans") << "changed, but still that view";
  EXPECT_FALSE(lists_the_same(where, *views.opened_by(where)));
  where = parse_route("/brands?filter=country%20%3D%20%22DE%22");
  EXPECT_EQ(views.opened_by(where), nullptr);
  EXPECT_EQ(views.shown_by(where)->name, "Germans");
  EXPECT_EQ(views.shown_by(parse_route("/brands?order=headcount")), nullptr);
  EXPECT_EQ(views.shown_by(parse_route("/insights?view=" + to_string(id_of(2)))), nullptr)
      << "a view of another resource";
}

TEST_F(saved_views_test, keeps_what_a_route_and_its_list_show) {
  load({});
  route where = parse_route("/brands?filter=headcount%20%3E%205&q=steel&order=name%20desc");
  std::string made;
  views.create("Large", where, list_look{{"name", "headcount"}, model::density::compact},
               [&](const saved_view& view) { made = view.name; });
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(
      way.calls.front().what.body,
      R"({"name":"Large","resource":"brands","filter":"headcount > 5","q":"steel","order_by":"name desc",)"
      R"("columns":["name","headcount"],"density":"compact","visibility":"private","pinned":false})");
  way.answer(201, json_of(view_of(1, "Large")));
  EXPECT_EQ(made, "Large");
  EXPECT_EQ(names(), "Large");
}

TEST_F(saved_views_test, sends_only_what_changed_and_can_undo_it) {
  load({view_of(1, "One")});
  views.rename(*views.of("brands")[0], "Uno");
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"Uno"})");
  EXPECT_EQ(names(), "Uno") << "before the answer";
  saved_view now_called = view_of(1, "Uno");
  now_called.version = 2;
  way.answer(200, json_of(now_called));
  EXPECT_EQ(names(), "Uno");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].message.empty()) << "it is seen at once";
  now_called.version = 3;
  now_called.pinned = true;
  tell(now_called, live::change_kind::updated);
  told[0].act();
  ASSERT_EQ(way.calls.size(), 1U);
  EXPECT_EQ(way.calls.front().what.body, R"({"name":"One"})") << "what another client changed stays";
}

TEST_F(saved_views_test, shows_what_waits_for_the_connection_and_sends_it_later) {
  load({view_of(1, "One"), view_of(2, "Two"), view_of(3, "Three")});
  const auto view = [&](int number) -> const saved_view& { return *views.find(id_of(number)); };
  views.rename(view(1), "Uno");
  way.answer(0, "");
  views.pin(view(1), true);
  views.remove(view(2));
  views.share(view(3), true);
  EXPECT_TRUE(way.calls.empty()) << "none overtakes what waits";
  EXPECT_EQ(names(), "Uno Three");
  EXPECT_TRUE(view(1).pinned);
  EXPECT_EQ(space.writes().waiting(), 4);
  space.writes().connected();
  ASSERT_EQ(way.calls.size(), 1U);
  saved_view now_called = view_of(1, "Uno");
  now_called.version = 2;
  way.answer(200, json_of(now_called));
  EXPECT_EQ(way.calls.front().what.body, R"({"pinned":true})");
  now_called.version = 3;
  now_called.pinned = true;
  way.answer(200, json_of(now_called));
  EXPECT_EQ(way.calls.front().what.method, "DELETE");
  way.answer(204, "");
  EXPECT_EQ(way.calls.front().what.body, R"({"visibility":"shared"})");
  saved_view shared = view_of(3, "Three");
  shared.version = 2;
  shared.visibility = view_visibility::shared;
  way.answer(200, json_of(shared));
  EXPECT_EQ(names(), "Uno Three");
  EXPECT_EQ(space.writes().waiting(), 0);
}

TEST_F(saved_views_test, keeps_a_new_view_that_waits_and_does_not_lead_there_when_it_comes) {
  load({});
  views.create("Large", parse_route("/brands"), std::nullopt, [](const saved_view&) { FAIL(); });
  way.answer(0, "");
  ASSERT_EQ(space.writes().waiting(), 1);
  EXPECT_EQ(space.writes().writes().front().title, "Large");
  space.writes().connected();
  way.answer(201, json_of(view_of(1, "Large")));
  EXPECT_EQ(names(), "Large");
}

TEST_F(saved_views_test, says_that_somebody_else_changed_the_same_of_a_view) {
  load({view_of(1, "One")});
  views.rename(*views.of("brands")[0], "Uno");
  way.answer(412, R"({"status":412,"title":"Precondition failed"})");
  saved_view theirs = view_of(1, "Eins");
  theirs.version = 2;
  way.answer(200, json_of(theirs));
  EXPECT_EQ(told.back().message, "Not changed. Someone else changed it meanwhile");
  EXPECT_EQ(names(), "Eins");
  EXPECT_EQ(space.writes().refused(), 0);
}

TEST_F(saved_views_test, tells_a_filter_that_follows_the_clock_by_its_meaning) {
  load({view_of(1, "Known", "name = \"Unknown\""), view_of(2, "New", "created_at > now-7d")});
  EXPECT_FALSE(views.by_time(*views.find(id_of(1))));
  EXPECT_TRUE(views.by_time(*views.find(id_of(2))));
}

TEST_F(saved_views_test, makes_nothing_of_a_view_that_is_as_it_was) {
  load({view_of(1, "One")});
  views.update(*views.of("brands")[0], parse_route("/brands"), list_look{});
  views.pin(*views.of("brands")[0], false);
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(saved_views_test, takes_a_deleted_view_out_at_once_and_brings_it_back) {
  load({view_of(1, "One"), view_of(2, "Two")});
  views.remove(*views.of("brands")[0]);
  EXPECT_EQ(way.calls.front().what.method, "DELETE");
  way.answer(204, "");
  EXPECT_EQ(names(), "Two");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].action, "Undo");
  told[0].act();
  saved_view back = view_of(1, "One");
  back.version = 3;
  way.answer(200, json_of(back));
  EXPECT_EQ(names(), "One Two");
}

TEST_F(saved_views_test, says_why_a_view_was_refused) {
  load({});
  views.create("Bad", parse_route("/brands?filter=x"), std::nullopt, [](const saved_view&) { FAIL(); });
  way.answer(422, R"({"status":422,"title":"Invalid","errors":[{"field":"filter","code":"syntax",)"
                  R"("message":"is not understood at character 1: x"}]})");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].message, "Not saved. filter is not understood at character 1: x");
}

TEST_F(saved_views_test, judges_a_name_as_the_server_does) {
  EXPECT_EQ(name_fault("Large"), "");
  EXPECT_EQ(name_fault(std::string(120, 'a')), "");
  for (const std::string& bad :
       {std::string(), std::string("  "), std::string(121, 'a'), std::string("a\nb")})
    EXPECT_TRUE(name_fault(bad).starts_with("The name ")) << bad;
  EXPECT_EQ(suggested_name(parse_route("/insights?q=%22rate%20cap%22")), "rate cap");
  EXPECT_EQ(suggested_name(parse_route("/insights?filter=pinned%20%3D%20true")), "");
}

}  // namespace
}  // namespace dossier::app
