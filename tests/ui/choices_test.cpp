#include <gtest/gtest.h>

#include <array>

#include "client-wasm/src/ui/widgets.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

TEST(choices, checkbox_switch_and_radio_say_what_they_are_and_toggle_by_pointer_and_space) {
  bool checked = false;
  bool on = false;
  bool yes = false;
  driver d([&](context& c) {
    if (checkbox(c, {20, 20, 100, 28}, "Drafts", checked ? check_state::on : check_state::off))
      checked = !checked;
    if (toggle(c, {20, 60, 28, 28}, "Notify", on)) on = !on;
    if (radio(c, {20, 100, 60, 28}, "Yes", yes)) yes = true;
  });
  EXPECT_TRUE(d.has_state(role::checkbox, "Drafts", state_unchecked));
  d.click(role::checkbox, "Drafts");
  EXPECT_TRUE(checked);
  EXPECT_TRUE(d.has_state(role::checkbox, "Drafts", state_checked | state_focused));
  d.press("Space");
  EXPECT_FALSE(checked);
  d.press("Tab");
  EXPECT_EQ(d.focused(), "Notify");
  d.press("Space");
  EXPECT_TRUE(on);
  EXPECT_TRUE(d.has_state(role::switch_, "Notify", state_checked));
  d.press("Tab");
  d.press("Space");
  EXPECT_TRUE(yes);
  EXPECT_TRUE(d.has_state(role::radio, "Yes", state_checked));
}

TEST(choices, a_mixed_checkbox_says_so_and_a_disabled_one_stays_as_it_is) {
  int toggled = 0;
  driver d([&](context& c) {
    checkbox(c, {20, 20, 100, 28}, "All", check_state::mixed);
    if (checkbox(c, {20, 60, 100, 28}, "Locked", check_state::on, true, true)) ++toggled;
  });
  EXPECT_TRUE(d.has_state(role::checkbox, "All", state_mixed));
  d.click(role::checkbox, "Locked");
  EXPECT_EQ(toggled, 0);
  EXPECT_TRUE(d.has_state(role::checkbox, "Locked", state_disabled | state_checked));
}

TEST(choices, tabs_and_segments_tell_which_one_is_chosen) {
  int tab = 0;
  int segment = 1;
  constexpr std::array<tab_item, 2> tabs{{{"Fields", ""}, {"History", "3"}}};
  constexpr std::array<std::string_view, 3> periods{"Day", "Week", "Month"};
  driver d([&](context& c) {
    if (const int chosen = tab_bar(c, {20, 20, 300, 36}, tabs.data(), 2, tab); chosen >= 0) tab = chosen;
    const float w = segmented_width(c, periods.data(), 3);
    if (const int chosen = segmented(c, {20, 80, w, 28}, periods.data(), 3, segment); chosen >= 0)
      segment = chosen;
  });
  EXPECT_TRUE(d.has_state(role::tab, "Fields", state_selected));
  d.click(role::tab, "History");
  EXPECT_EQ(tab, 1);
  EXPECT_TRUE(d.has_state(role::tab, "History", state_selected));
  EXPECT_FALSE(d.has_state(role::tab, "Fields", state_selected));
  d.click(role::radio, "Month");
  EXPECT_EQ(segment, 2);
  EXPECT_TRUE(d.has_state(role::radio, "Month", state_checked));
}

TEST(choices, an_area_scrolls_by_wheel_and_follows_the_focus) {
  scroll_area area;
  driver d([&](context& c) {
    const rect content = area.begin(c, {20, 20, 200, 100}, "List");
    for (int i = 0; i < 20; ++i) {
      c.push_id(std::int64_t{i});
      button(c, {content.x, content.y + static_cast<float>(i) * 32, 100, 28}, "Row " + std::to_string(i));
      c.pop_id();
    }
    area.end(c, 20 * 32);
  });
  d.move({60, 60});
  d.wheel(0, 64);
  EXPECT_EQ(area.offset(), 64);
  d.wheel(0, 100'000);
  EXPECT_EQ(area.offset(), 20 * 32 - 100);
  d.wheel(0, -100'000);
  EXPECT_EQ(area.offset(), 0);
  for (int i = 0; i < 10; ++i) d.press("Tab");
  EXPECT_EQ(d.focused(), "Row 9");
  const rect row = d.find(role::button, "Row 9").bounds;
  EXPECT_GE(row.y, 20);
  EXPECT_LE(row.bottom(), 120);
}

}  // namespace
}  // namespace dossier::ui
