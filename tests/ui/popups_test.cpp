#include "client-wasm/src/ui/popups.hpp"

#include <gtest/gtest.h>

#include <array>

#include "client-wasm/src/ui/text_field.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;

constexpr std::array<menu_item, 4> actions{{{.label = "Open", .key_hint = "Enter"},
                                            {.label = "Assign"},
                                            {.label = "Merge", .disabled = true, .reason = "Select two"},
                                            {.label = "Delete", .danger = true, .separator_before = true}}};

/// A button that opens a menu, at a place of the test's choice.
struct menu_page {
  rect at{100, 100, 80, 28};
  int chosen = -1;
  void operator()(context& c) {
    if (button(c, at, "More")) open_popup(c, "Actions");
    const int picked = popup_menu(c, "Actions", at, actions.data(), static_cast<int>(actions.size()));
    if (picked >= 0) chosen = picked;
  }
};

TEST(popups, a_menu_is_walked_with_the_arrow_keys_and_skips_what_is_disabled) {
  menu_page page;
  driver d(std::ref(page));
  d.click(role::button, "More");
  EXPECT_NE(d.look(role::menu), nullptr);
  for (int i = 0; i < 3; ++i) d.press("Down");
  EXPECT_TRUE(d.has_state(role::menuitem, "Delete", state_focused));
  d.press("Up");
  EXPECT_TRUE(d.has_state(role::menuitem, "Assign", state_focused));
  d.press("Home");
  EXPECT_TRUE(d.has_state(role::menuitem, "Open", state_focused));
  d.press("End");
  EXPECT_TRUE(d.has_state(role::menuitem, "Delete", state_focused));
  d.press("Enter");
  EXPECT_EQ(page.chosen, 3);
  EXPECT_EQ(d.look(role::menu), nullptr);
  EXPECT_EQ(d.focused(), "More");
}

TEST(popups, a_first_letter_finds_an_item_of_a_menu) {
  menu_page page;
  driver d(std::ref(page));
  d.click(role::button, "More");
  d.press("d");
  EXPECT_TRUE(d.has_state(role::menuitem, "Delete", state_focused));
  d.press("m");
  EXPECT_FALSE(d.has_state(role::menuitem, "Merge", state_focused));
}

TEST(popups, escape_and_a_press_outside_close_a_menu_and_choose_nothing) {
  menu_page page;
  driver d(std::ref(page));
  d.click(role::button, "More");
  d.press("Escape");
  EXPECT_EQ(d.look(role::menu), nullptr);
  EXPECT_EQ(d.focused(), "More");
  d.press("Enter");
  EXPECT_NE(d.look(role::menu), nullptr);
  d.click_at({700, 700});
  EXPECT_EQ(d.look(role::menu), nullptr);
  EXPECT_EQ(page.chosen, -1);
}

TEST(popups, a_disabled_item_cannot_be_chosen_with_the_mouse) {
  menu_page page;
  driver d(std::ref(page));
  d.click(role::button, "More");
  d.click(role::menuitem, "Merge");
  EXPECT_EQ(page.chosen, -1);
  d.click(role::menuitem, "Assign");
  EXPECT_EQ(page.chosen, 1);
}

TEST(popups, a_menu_stays_on_the_screen_at_every_edge) {
  for (const point corner : {point{0, 0}, point{1360, 0}, point{0, 872}, point{1360, 872}}) {
    menu_page page{.at = {corner.x, corner.y, 80, 28}};
    driver d(std::ref(page));
    d.click(role::button, "More");
    const rect menu = d.find(role::menu).bounds;
    EXPECT_GE(menu.x, 0);
    EXPECT_GE(menu.y, 0);
    EXPECT_LE(menu.right(), 1440);
    EXPECT_LE(menu.bottom(), 900);
    const bool covers = menu.y < page.at.bottom() && menu.bottom() > page.at.y;
    EXPECT_FALSE(covers) << "the menu covers its button at " << corner.x << ", " << corner.y;
  }
}

TEST(popups, nothing_below_a_menu_is_reached_while_it_is_open) {
  menu_page page;
  int below = 0;
  driver d([&](context& c) {
    page(c);
    if (button(c, {600, 400, 80, 28}, "Below")) ++below;
    if (c.shortcut(key::x)) ++below;
  });
  d.click(role::button, "More");
  d.press("x");
  d.click_at({640, 414});
  EXPECT_EQ(below, 0);
  d.press("x");
  EXPECT_EQ(below, 1);
}

struct select_page {
  int index = -1;
  int changes = 0;
  void operator()(context& c) {
    constexpr std::array<std::string_view, 3> labels{"Red", "Green", "Blue"};
    if (select(c, {100, 100, 200, 28}, "Color", labels.data(), 3, index, {.placeholder = "None"})) ++changes;
  }
};

TEST(popups, a_select_is_a_combobox_that_opens_with_alt_down_and_keeps_its_value_on_escape) {
  select_page page;
  driver d(std::ref(page));
  EXPECT_TRUE(d.has_state(role::combobox, "Color", state_collapsed | state_haspopup));
  d.press("Tab");
  d.press("Alt+Down");
  EXPECT_TRUE(d.has_state(role::combobox, "Color", state_expanded));
  d.press("Down");
  d.press("Down");
  d.press("Enter");
  EXPECT_EQ(page.index, 1);
  EXPECT_EQ(d.find(role::combobox, "Color").value, "Green");
  d.press("Enter");
  d.press("Down");
  d.press("Escape");
  EXPECT_EQ(page.index, 1);
  EXPECT_EQ(page.changes, 1);
  d.press("Enter");
  d.press("Enter");
  EXPECT_EQ(page.changes, 1) << "choosing what was chosen is no change";
}

struct dialog_page {
  int deleted = 0;
  void operator()(context& c) {
    if (button(c, {20, 20, 96, 28}, "Ask")) open_popup(c, "Sure");
    rect content;
    if (!begin_dialog(c, "Sure", "Delete 3 brands?", 300, 120, content)) return;
    rect bar = content.cut_bottom(28);
    if (button(c, bar.cut_left(80), "Cancel")) close_popup(c);
    bar.cut_left(8);
    if (button(c, bar.cut_left(80), "Delete 3", {.kind = button_kind::confirm})) {
      ++deleted;
      close_popup(c);
    }
    end_dialog(c);
  }
};

TEST(popups, a_dialog_keeps_the_focus_inside_and_gives_it_back) {
  dialog_page page;
  driver d(std::ref(page));
  d.click(role::button, "Ask");
  EXPECT_NE(d.look(role::dialog, "Delete 3 brands?"), nullptr);
  EXPECT_EQ(d.focused(), "Cancel");
  d.press("Tab");
  EXPECT_EQ(d.focused(), "Delete 3");
  d.press("Tab");
  EXPECT_EQ(d.focused(), "Cancel");
  d.press("Shift+Tab");
  EXPECT_EQ(d.focused(), "Delete 3");
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog), nullptr);
  EXPECT_EQ(d.focused(), "Ask");
  EXPECT_EQ(page.deleted, 0);
  d.press("Enter");
  d.press("Tab");
  d.press("Enter");
  EXPECT_EQ(page.deleted, 1);
}

TEST(popups, a_press_outside_closes_a_dialog_and_presses_nothing_else) {
  dialog_page page;
  int below = 0;
  driver d([&](context& c) {
    if (button(c, {20, 800, 96, 28}, "Below")) ++below;
    page(c);
  });
  d.click(role::button, "Ask");
  d.click_at({60, 814});
  EXPECT_EQ(d.look(role::dialog), nullptr);
  EXPECT_EQ(below, 0);
}

/// A dialog around one field, and what the page below it hears of Esc.
struct form_page {
  std::string value = "Acme";
  text_options options;
  int below = 0;
  void operator()(context& c) {
    if (button(c, {20, 20, 96, 28}, "Ask")) open_popup(c, "Form");
    if (c.shortcut(key::escape)) ++below;
    rect content;
    if (!begin_dialog(c, "Form", "Rename", 300, 160, content)) return;
    text_field(c, content.cut_top(88), "Name", value, options);
    end_dialog(c);
  }
};

TEST(popups, escape_in_a_field_that_is_as_it_was_entered_closes_the_dialog) {
  form_page page;
  driver d(std::ref(page));
  d.click(role::button, "Ask");
  ASSERT_EQ(d.focused(), "Name");
  EXPECT_TRUE(browser().text_input) << "it is being edited";
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog), nullptr);
  EXPECT_EQ(d.focused(), "Ask");
  EXPECT_EQ(page.below, 0);
}

TEST(popups, escape_takes_back_what_was_typed_in_a_dialog_before_it_closes_that) {
  form_page page;
  driver d(std::ref(page));
  d.click(role::button, "Ask");
  d.type("Beta");
  EXPECT_EQ(page.value, "Beta");
  d.press("Escape");
  EXPECT_EQ(page.value, "Acme");
  ASSERT_NE(d.look(role::dialog, "Rename"), nullptr);
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog), nullptr);
  EXPECT_EQ(page.below, 0);
}

TEST(popups, escape_in_long_text_closes_the_dialog_unless_there_is_something_to_take_back) {
  form_page page{.options = {.multiline = true}};
  driver d(std::ref(page));
  d.click(role::button, "Ask");
  ASSERT_TRUE(browser().area.open);
  d.write_area("Beta");
  d.leave_area(platform::area_exit::escaped);
  EXPECT_EQ(page.value, "Acme");
  ASSERT_NE(d.look(role::dialog, "Rename"), nullptr);
  d.press("Enter");
  ASSERT_TRUE(browser().area.open);
  d.leave_area(platform::area_exit::escaped);
  EXPECT_EQ(d.look(role::dialog), nullptr);
  EXPECT_EQ(page.below, 0);
}

TEST(popups, a_tooltip_comes_after_its_delay_and_goes_with_the_pointer) {
  driver d([&](context& c) { icon_button(c, {20, 20, 28, 28}, icon::tune, "Columns"); });
  d.hover(role::button, "Columns");
  EXPECT_EQ(d.look(role::tooltip), nullptr);
  d.wait(timing::tooltip_delay - 1);
  EXPECT_EQ(d.look(role::tooltip), nullptr);
  d.wait(2);
  EXPECT_NE(d.look(role::tooltip, "Columns"), nullptr);
  d.move({600, 600});
  EXPECT_EQ(d.look(role::tooltip), nullptr);
}

TEST(popups, a_tooltip_at_the_corner_stays_on_the_screen) {
  driver d([&](context& c) {
    icon_button(c, {1408, 868, 28, 28}, icon::tune, "A rather long name of a button");
  });
  d.hover(role::button, "A rather long name of a button");
  d.wait(500);
  const rect tip = d.find(role::tooltip).bounds;
  EXPECT_LE(tip.right(), 1440);
  EXPECT_LE(tip.bottom(), 900);
}

TEST(popups, a_toast_is_announced_offers_undo_and_goes_after_six_seconds) {
  toaster toasts;
  int undone = 0;
  driver d([&](context& c) {
    if (button(c, {20, 20, 96, 28}, "Delete"))
      toasts.show(c, {.message = "1 brand deleted", .action = "Undo", .key_hint = "Ctrl Z", .act = [&] {
                        ++undone;
                      }});
    toasts.draw(c, {1400, 880});
  });
  d.click(role::button, "Delete");
  EXPECT_EQ(browser().announced, (std::vector<std::string>{"1 brand deleted"}));
  d.click(role::button, "Undo");
  EXPECT_EQ(undone, 1);
  EXPECT_EQ(d.look(role::status), nullptr);
  d.click(role::button, "Delete");
  d.wait(4'000);
  EXPECT_NE(d.look(role::status, "1 brand deleted"), nullptr);
  d.wait(2'100);
  EXPECT_EQ(d.look(role::status), nullptr);
  d.click(role::button, "Delete");
  d.click(role::button, "Dismiss");
  EXPECT_EQ(d.look(role::status), nullptr);
  EXPECT_EQ(undone, 1);
}

}  // namespace
}  // namespace dossier::ui
