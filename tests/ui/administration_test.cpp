// Who runs the workspace makes people what they are.
#include "client-wasm/src/screens/administration_screen.hpp"

#include <gtest/gtest.h>

#include "shared/records/workspace_settings.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;
using test::id_of;

constexpr int most_requests = 40;  ///< that one step makes

class administration_page : public ::testing::Test {
 protected:
  double now = 1'000;
  test::fake_transport way;
  std::vector<app::notice> told;
  app::workspace work{way,
                      {[this] { return now; }, [] { return 0.5; }, [] {},
                       [this](app::notice n) { told.push_back(std::move(n)); },
                       [](const app::route&, bool) {}, [] { return 1'795'184'520'000.0; }}};
  administration_screen shown{work};
  driver page{[this](context& c) { shown.draw(c, {0, 48, 1'440, 852}, {}, {1'795'184'520'000, 0}); }};
  std::string people = member("a1", "Ann", "analyst") + "," + member("v1", "Vic", "client-viewer", id_of(1));
  std::string invited;
  std::vector<std::string> writes;  ///< that were asked for: method, target, body

  static std::string member(const std::string& id, const std::string& name, const std::string& as,
                            const uuid& brand = {}) {
    const std::string of = brand.is_nil() ? "null" : "\"" + to_string(brand) + "\"";
    return R"({"user":{"id":")" + id + R"(","name":")" + name + R"("},"email":"a@x.example","role":")" + as +
           R"(","brand_id":)" + of + R"(,"joined_at":"2026-11-20T09:00:00Z","last_seen_at":null})";
  }
  void open(const std::string& location) {
    work.start(app::parse_route(location));
    live::welcome hello;
    hello.role = "owner";
    hello.workspace = settings("Meridian Capital", 1);
    way.welcome(std::move(hello));
    draw();
    answer();
  }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }
  static std::string settings(const std::string& name, std::int64_t version) {
    describe::any_record made(describe::type_of<workspace_settings>());
    auto& it = *made.get_if<workspace_settings>();
    it.id = id_of(9);
    it.version = version;
    it.name = name;
    return codec::to_json(made);
  }
  /// A page of eight brands, the last of them Orrin & Vale.
  static std::string brands() {
    std::string items = codec::to_json(test::make_brand(1, "Halden Foods"));
    for (int i = 3; i <= 8; ++i)
      items += "," + codec::to_json(test::make_brand(i, "Brand " + std::to_string(i)));
    items += "," + codec::to_json(test::make_brand(2, "Orrin & Vale"));
    return R"({"items":[)" + items +
           R"(],"next_page_token":null,"page_size":8,"total":{"value":8,"exact":true}})";
  }
  /// Answers what was asked for, as a server does.
  void answer() {
    for (int rounds = 0; !way.calls.empty() && rounds < most_requests; ++rounds) {
      const net::request asked = way.calls.front().what;
      if (asked.method != "GET") writes.push_back(asked.method + " " + asked.target + " " + asked.body);
      if (asked.target == "/api/v1/auth/members") {
        way.answer(200, R"({"items":[)" + people + "]}");
      } else if (asked.target == "/api/v1/auth/invitations") {
        way.answer(200, R"({"items":[)" + invited + "]}");
      } else if (asked.target.rfind("/api/v1/brands?", 0) == 0) {
        way.answer(200, brands(), {{"change-seq", "7"}});
      } else if (asked.target == "/api/v1/workspace") {
        way.answer(200, settings("Castellan Partners", 2));
      } else if (asked.method == "GET") {
        way.answer(200, R"({"items":[]})");
      } else {
        way.answer(200, "{}");
      }
      draw();
    }
  }
  /// Somebody renames a brand.
  void hear(int number, const std::string& name) {
    live::change change = test::updated(test::make_brand(number, name, 9), {"name"});
    for (const std::string& text : way.current.sent) {
      const auto message = live::parse_client_message(text);
      const auto* asked = message ? std::get_if<live::subscribe>(&*message) : nullptr;
      if (asked != nullptr && asked->resource == change.resource) change.subs = {asked->id};
    }
    way.receive(live::to_json(live::server_message(change)));
    draw();
  }
  bool has(role what, std::string_view name) { return page.look(what, name) != nullptr; }
  void choose(std::string_view field, std::string_view value) {
    page.click(role::combobox, field);
    page.click(role::menuitem, value);
  }
};

constexpr std::string_view needed = "Brand is needed for a client viewer";

TEST_F(administration_page, somebody_becomes_a_client_viewer_with_a_brand_and_not_before) {
  open("/administration");
  choose("Role of Ann", "Client viewer");
  EXPECT_EQ(page.focused(), "Brand of Ann");
  EXPECT_FALSE(has(role::alert, needed)) << "it is being chosen";
  answer();
  EXPECT_TRUE(writes.empty());
  page.type("orr");
  answer();
  page.click(role::option, "Orrin & Vale");
  answer();
  EXPECT_EQ(writes,
            std::vector<std::string>{R"(PATCH /api/v1/auth/members/a1 {"role":"client-viewer","brand_id":")" +
                                     to_string(id_of(2)) + "\"}"});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().message, "Ann is a client viewer of Orrin & Vale now");
  told.front().act();
  answer();
  EXPECT_EQ(writes.back(), R"(PATCH /api/v1/auth/members/a1 {"role":"analyst"})");
}

TEST_F(administration_page, a_brand_that_is_missing_is_said_at_the_person_and_nothing_is_sent) {
  open("/administration");
  choose("Role of Ann", "Client viewer");
  answer();
  page.click_at({700, 850});
  EXPECT_TRUE(has(role::alert, needed)) << page.outline();
  choose("Role of Ann", "Analyst");
  EXPECT_FALSE(has(role::alert, needed));
  EXPECT_FALSE(has(role::textbox, "Brand of Ann"));
  choose("Role of Ann", "Client viewer");
  page.press("Escape");
  EXPECT_FALSE(has(role::textbox, "Brand of Ann")) << "taken back";
  answer();
  EXPECT_TRUE(writes.empty());
}

TEST_F(administration_page, a_client_viewers_brand_is_told_by_name_and_can_be_another) {
  open("/administration");
  EXPECT_EQ(page.find(role::textbox, "Brand of Vic").value, "Halden Foods");
  EXPECT_FALSE(has(role::textbox, "Brand of Ann"));
  page.click(role::textbox, "Brand of Vic");
  answer();
  page.click(role::option, "Orrin & Vale");
  answer();
  EXPECT_EQ(writes,
            std::vector<std::string>{R"(PATCH /api/v1/auth/members/v1 {"role":"client-viewer","brand_id":")" +
                                     to_string(id_of(2)) + "\"}"});
}

TEST_F(administration_page, a_brand_that_is_renamed_is_called_so_at_once_also_where_it_was_offered_before) {
  open("/administration");
  page.click(role::textbox, "Brand of Vic");
  answer();
  ASSERT_TRUE(has(role::option, "Halden Foods")) << page.outline();
  page.press("Escape");
  EXPECT_EQ(page.find(role::textbox, "Brand of Vic").value, "Halden Foods");
  hear(1, "Halden & Sons");
  EXPECT_EQ(page.find(role::textbox, "Brand of Vic").value, "Halden & Sons");
}

TEST_F(administration_page, an_invitation_of_a_client_viewer_asks_for_the_brand) {
  open("/administration");
  shown.top_bar_pressed(0);
  draw();
  page.click(role::textbox, "Email");
  page.type("vera@x.example");
  page.click(role::textbox, "Name");
  page.type("Vera");
  EXPECT_FALSE(page.has_state(role::button, "Invite", state_disabled));
  EXPECT_FALSE(has(role::textbox, "Brand"));
  choose("Role", "Client viewer");
  EXPECT_EQ(page.focused(), "Brand");
  EXPECT_TRUE(page.has_state(role::button, "Invite", state_disabled));
  answer();
  // The rows lie beyond the dialog's edge, and a press on them is none outside of it.
  page.click(role::option, "Orrin & Vale");
  ASSERT_TRUE(has(role::dialog, "Invite somebody")) << page.outline();
  EXPECT_EQ(page.find(role::textbox, "Brand").value, "Orrin & Vale");
  page.click(role::button, "Invite");
  answer();
  EXPECT_EQ(
      writes,
      std::vector<std::string>{
          R"(POST /api/v1/auth/invitations {"email":"vera@x.example","name":"Vera","role":"client-viewer",)"
          R"("brand_id":")" +
          to_string(id_of(2)) + "\"}"});
  EXPECT_FALSE(has(role::dialog, "Invite somebody"));
}

TEST_F(administration_page, escape_puts_the_brands_offered_away_before_it_closes_the_invitation) {
  open("/administration");
  shown.top_bar_pressed(0);
  draw();
  choose("Role", "Client viewer");
  answer();
  ASSERT_TRUE(has(role::option, "Orrin & Vale")) << page.outline();
  page.press("Escape");
  EXPECT_FALSE(has(role::option, "Orrin & Vale"));
  EXPECT_TRUE(has(role::dialog, "Invite somebody"));
  page.press("Escape");
  EXPECT_FALSE(has(role::dialog, "Invite somebody"));
}

TEST_F(administration_page, an_open_invitation_tells_its_brand_by_name) {
  const auto open_one = [](const std::string& name, const std::string& as, const std::string& brand) {
    return R"({"id":")" + name + R"(","name":")" + name + R"(","email":"a@x.example","role":")" + as +
           R"(","brand_id":)" + brand + R"(,"created_at":"2026-11-20T09:00:00Z","expires_at":null})";
  };
  invited = open_one("Ann", "analyst", "null") + "," +
            open_one("Vic", "client-viewer", "\"" + to_string(id_of(2)) + "\"");
  open("/administration?tab=invitations");
  EXPECT_TRUE(has(role::row, "Ann")) << page.outline();
  EXPECT_TRUE(has(role::gridcell, "Orrin & Vale")) << page.outline();
}

TEST_F(administration_page, an_invitation_without_the_brand_is_not_sent_and_says_why) {
  open("/administration");
  shown.top_bar_pressed(0);
  draw();
  choose("Role", "Client viewer");
  answer();
  page.click(role::textbox, "Email");
  EXPECT_TRUE(has(role::alert, "is needed for a client viewer")) << page.outline();
  page.type("vera@x.example");
  page.press("Enter");
  answer();
  EXPECT_TRUE(writes.empty());
  choose("Role", "Auditor");
  EXPECT_FALSE(has(role::alert, "is needed for a client viewer"));
}

TEST_F(administration_page, the_workspace_is_called_what_is_entered_there) {
  open("/administration?tab=workspace");
  EXPECT_EQ(page.find(role::textbox, "Name").value, "Meridian Capital");
  page.click(role::textbox, "Name");
  page.press("Ctrl+a");
  page.type(" ");
  EXPECT_TRUE(has(role::alert, "is required")) << page.outline();
  page.press("Enter");
  EXPECT_TRUE(has(role::alert, "is required")) << "it stays to be corrected";
  EXPECT_TRUE(way.calls.empty());
  page.press("Escape");
  page.click(role::textbox, "Name");
  page.press("Ctrl+a");
  page.type("Castellan Partners");
  page.press("Enter");
  EXPECT_EQ(work.who().tenant_name, "Castellan Partners") << "before the answer";
  answer();
  EXPECT_EQ(writes, std::vector<std::string>{R"(PATCH /api/v1/workspace {"name":"Castellan Partners"})"});
  EXPECT_EQ(page.find(role::textbox, "Name").value, "Castellan Partners");
  EXPECT_FALSE(has(role::alert, "is required"));
}

}  // namespace
}  // namespace dossier::screens
