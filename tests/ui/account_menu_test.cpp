// The menus of who is signed in.
#include "client-wasm/src/screens/account_menu.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "tests/client/fake_transport.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using dossier::testing::driver;

class account_menus : public ::testing::Test {
 protected:
  test::fake_transport way;
  net::signed_transport signed_way{way, {[] { return 1'000.0; }, [] {}, [](const std::string&) {}}};
  app::workspace work{signed_way,
                      {[] { return 1'000.0; }, [] { return 0.5; }, [] {}, [](const app::notice&) {},
                       [](const app::route&, bool) {}}};
  app::account mine{work.api(), {[] { return 1'000.0; }, [] {}, [](const app::notice&) {}}};
  account_menu menu{work, mine, signed_way};
  bool can_switch = false;
  sidebar_action pressed;  ///< what the sidebar says in the next frame
  driver page{[this](context& c) {
    sidebar_data shown;
    menu.fill(shown);
    can_switch = shown.can_switch;
    sidebar_action done = std::exchange(pressed, {});
    done.workspace_at = done.person_at = {8, 8, 200, 40};
    menu.act(c, done);
  }};

  void sign_in() { signed_way.begin({200, {}, R"({"access_token":"t1","expires_in":600})"}); }
  void draw() {
    page.ui().page.wake();
    page.settle();
  }
  /// Answers who the person is, with workspaces of these names.
  void answer(const std::vector<std::string>& names) {
    ASSERT_FALSE(way.calls.empty());
    EXPECT_EQ(way.calls.front().what.target, "/api/v1/auth/me");
    std::string all;
    for (const std::string& name : names) {
      all += (all.empty() ? "" : ",") + (R"({"tenant":{"id":")" + name + R"(","name":")" + name) +
             R"("},"role":"analyst"})";
    }
    way.answer(200, R"({"email":"mara@x.example","memberships":[)" + all + "]}");
    draw();
  }
};

TEST_F(account_menus, a_workspace_that_was_added_since_is_in_the_menu_that_is_opened) {
  sign_in();
  mine.load();
  answer({"Castellan", "Borealis"});
  EXPECT_TRUE(can_switch);
  pressed.workspace = true;
  draw();
  EXPECT_NE(page.look(role::menuitem, "Castellan"), nullptr) << "what is known is there at once";
  EXPECT_EQ(page.look(role::menuitem, "Orrin"), nullptr);
  answer({"Castellan", "Borealis", "Orrin"});
  EXPECT_NE(page.look(role::menuitem, "Orrin"), nullptr);
}

TEST_F(account_menus, who_had_one_workspace_finds_a_second_when_they_come_back) {
  sign_in();
  mine.load();
  answer({"Castellan"});
  EXPECT_FALSE(can_switch);
  menu.refresh();
  menu.refresh();
  EXPECT_EQ(way.calls.size(), 1U) << "asked once";
  answer({"Castellan", "Borealis"});
  EXPECT_TRUE(can_switch);
}

TEST_F(account_menus, where_nobody_signs_in_nothing_is_asked) {
  menu.refresh();
  EXPECT_TRUE(way.calls.empty());
}

}  // namespace
}  // namespace dossier::screens
