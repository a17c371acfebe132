#include <gtest/gtest.h>

#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

TEST(shell_layout_test, a_panel_takes_room_or_lies_over_the_content_as_the_window_is_wide) {
  const auto of_width = [](float w) { return layout_shell({0, 0, w, 900}, true); };
  EXPECT_EQ(of_width(1'680).panel.w, 440);
  EXPECT_EQ(of_width(1'679).panel.w, 384);
  EXPECT_FALSE(of_width(1'360).panel_overlays);
  EXPECT_EQ(of_width(1'360).content.right(), of_width(1'360).panel.x);
  EXPECT_TRUE(of_width(1'359).panel_overlays);
  EXPECT_EQ(of_width(1'359).content.right(), 1'359);
  EXPECT_EQ(of_width(1'359).panel.right(), 1'359);
  EXPECT_FALSE(of_width(1'200).rail);
  EXPECT_TRUE(of_width(1'199).rail);
}

/// A sidebar with as many views as a test likes.
class sidebar_test : public ::testing::Test {
 protected:
  std::vector<std::string> names{"Large", "Germans", "Without a headcount"};
  std::vector<std::string> locations;
  std::vector<std::string> went;
  sidebar_action last;
  sidebar_action last_drawn;
  std::string last_of;
  int adds = 0;
  scroll_area scroll;
  driver d{[this](context& c) { draw(c); }};

  void draw(context& c) {
    locations.clear();
    for (const std::string& name : names) locations.push_back("/brands?view=" + name);
    sidebar_data s;
    s.workspace = "Meridian Capital";
    s.items = {{.icon = icon::store, .label = "Brands", .location = "/brands", .active = true}};
    s.views_title = "Brand views";
    s.can_add_view = true;
    s.views_scroll = &scroll;
    for (std::size_t i = 0; i < names.size(); ++i) {
      (i == 1 ? s.shared : s.views)
          .push_back({.icon = icon::filter_variant,
                      .label = names[i],
                      .count = "1,284",
                      .location = locations[i],
                      .active = i == 0});
    }
    s.shared_title = "Shared";
    s.person = "N. Okafor";
    const sidebar_action done = last_drawn = draw_sidebar(c, layout_shell(c.screen, false), s);
    if (!done.go.empty()) went.emplace_back(done.go);
    if (done.add_view) ++adds;
    if (done.wish == view_wish::none) return;
    last = done;
    last_of = std::string(done.of);
  }
};

TEST_F(sidebar_test, tells_views_by_name_and_count_and_marks_the_one_that_is_shown) {
  EXPECT_EQ(d.find(role::link, "Large").value, "1,284");
  EXPECT_TRUE(d.has_state(role::link, "Large", state_current));
  EXPECT_FALSE(d.has_state(role::link, "Germans", state_current));
  EXPECT_NE(d.look(role::region, "Shared"), nullptr);
  EXPECT_LT(d.find(role::link, "Without a headcount").bounds.y, d.find(role::link, "Germans").bounds.y)
      << "shared ones stand below";
}

TEST_F(sidebar_test, goes_to_a_view_by_a_click_and_by_enter) {
  d.click(role::link, "Germans");
  d.press("Enter");
  EXPECT_EQ(went, (std::vector<std::string>{"/brands?view=Germans", "/brands?view=Germans"}));
}

TEST_F(sidebar_test, opens_a_views_menu_by_the_right_button_and_by_the_menu_key) {
  d.click(role::link, "Germans", 1);
  EXPECT_EQ(last.wish, view_wish::menu);
  EXPECT_EQ(last_of, "/brands?view=Germans");
  EXPECT_EQ(last.of_at.y, d.find(role::link, "Germans").bounds.y);
  EXPECT_TRUE(went.empty());
  last = {};
  d.click(role::link, "Large");
  d.press("Menu");
  EXPECT_EQ(last.wish, view_wish::menu);
  EXPECT_EQ(last_of, "/brands?view=Large");
}

TEST_F(sidebar_test, renames_and_deletes_the_view_that_has_the_keyboard) {
  d.press("F2");
  EXPECT_EQ(last.wish, view_wish::none) << "no view has it";
  d.click(role::link, "Large");
  d.press("F2");
  EXPECT_EQ(last.wish, view_wish::rename);
  d.press("Delete");
  EXPECT_EQ(last.wish, view_wish::remove);
  EXPECT_EQ(last_of, "/brands?view=Large");
  last = {};
  d.click(role::link, "Brands");
  d.press("Delete");
  EXPECT_EQ(last.wish, view_wish::none) << "a screen is no view";
}

TEST_F(sidebar_test, adds_a_view_by_the_button_beside_the_title) {
  d.click(role::button, "Add view");
  EXPECT_EQ(adds, 1);
}

TEST_F(sidebar_test, scrolls_to_the_view_that_the_keyboard_comes_to) {
  for (int i = 0; i < 60; ++i) names.push_back("View " + std::to_string(i));
  d.ui().page.wake();
  d.settle();
  ASSERT_NE(d.look(role::scrollbar, "Scroll views"), nullptr);
  const auto fits = [&] {
    const rect& at = d.find(role::link, "View 59").bounds;
    return at.bottom() < 900 - 48;
  };
  EXPECT_FALSE(fits());
  for (int i = 0; i < 80 && d.focused() != "View 59"; ++i) d.press("Tab");
  EXPECT_EQ(d.focused(), "View 59");
  EXPECT_TRUE(fits());
}

TEST_F(sidebar_test, opens_views_from_a_button_where_it_is_narrow) {
  d.resize({.width = 1100});
  EXPECT_EQ(d.look(role::link, "Large"), nullptr);
  EXPECT_FALSE(last_drawn.views_seen);
  d.click(role::button, "Brand views");
  EXPECT_TRUE(d.has_state(role::button, "Brand views", state_expanded));
  EXPECT_TRUE(last_drawn.views_seen);
  EXPECT_EQ(d.find(role::link, "Large").value, "1,284");
  d.click(role::link, "Germans", 1);
  EXPECT_EQ(last.wish, view_wish::menu);
  EXPECT_EQ(last_of, "/brands?view=Germans");
  EXPECT_EQ(d.look(role::link, "Germans"), nullptr) << "its menu takes their place";
  d.click(role::button, "Brand views");
  d.click(role::link, "Germans");
  EXPECT_EQ(went, std::vector<std::string>{"/brands?view=Germans"});
  EXPECT_EQ(d.look(role::link, "Germans"), nullptr);
  d.click(role::button, "Brand views");
  d.click(role::button, "Add view");
  EXPECT_EQ(adds, 1);
}

TEST_F(sidebar_test, opens_views_where_it_is_narrow_by_keyboard_alone) {
  d.resize({.width = 1100});
  for (int i = 0; i < 9 && d.focused() != "Brand views"; ++i) d.press("Tab");
  ASSERT_EQ(d.focused(), "Brand views");
  d.press("Enter");
  for (int i = 0; i < 9 && d.focused() != "Germans"; ++i) d.press("Tab");
  ASSERT_EQ(d.focused(), "Germans");
  d.press("F2");
  EXPECT_EQ(last.wish, view_wish::rename);
  EXPECT_EQ(last_of, "/brands?view=Germans");
  d.press("Enter");
  d.press("Escape");
  EXPECT_EQ(d.look(role::link, "Germans"), nullptr);
  EXPECT_EQ(d.focused(), "Brand views");
}

TEST_F(sidebar_test, draws_nothing_while_nobody_does_anything) {
  const auto before = d.frames();
  d.wait(5'000);
  EXPECT_EQ(d.frames(), before);
}

}  // namespace
}  // namespace dossier::ui
