// Keys as they stand beside what they do.
#include <gtest/gtest.h>

#include <array>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

struct key_hints : ::testing::Test {
  app::commands all;
  bool apple = false;
  driver d{[this](context& c) {
    c.keys = &all.map();
    c.th.apple = apple;
    if (button(c, {20, 20, 120, 28}, "More")) open_popup(c, "Menu");
    icon_button(c, {160, 20, 28, 28}, icon::check, "Save", {.key_hint = "Ctrl S"});
    const std::array<menu_item, 2> items{
        {{.label = "Edit", .key_hint = "E"}, {.label = "Save", .key_hint = "Ctrl S"}}};
    popup_menu(c, "Menu", {20, 20, 120, 28}, items.data(), static_cast<int>(items.size()));
  }};
  std::string hint(std::string_view item) { return d.find(role::menuitem, item).value; }
};

TEST_F(key_hints, show_the_key_that_does_it_now) {
  d.click(role::button, "More");
  EXPECT_EQ(hint("Edit"), "E");
  EXPECT_EQ(hint("Save"), "Ctrl S");
  ASSERT_EQ(all.remap("grid.edit", *model::parse_keys("Ctrl E")), "");
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(hint("Edit"), "Ctrl E");
  all.reset("grid.edit");
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(hint("Edit"), "E");
}

TEST_F(key_hints, of_icon_buttons_are_in_their_tooltips) {
  d.hover(role::button, "Save");
  d.wait(timing::tooltip_delay);
  EXPECT_EQ(d.ui().tip.text, "Save, Ctrl S");
  EXPECT_EQ(d.find(role::button, "Save").description, "Ctrl S");
  ASSERT_EQ(all.remap("panel.save", *model::parse_keys("Alt S")), "");
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(d.ui().tip.text, "Save, Alt S");
}

TEST_F(key_hints, are_empty_for_single_keys_that_are_off) {
  all.set_single_keys(false);
  d.click(role::button, "More");
  EXPECT_EQ(hint("Edit"), "");
  EXPECT_EQ(hint("Save"), "Ctrl S");
}

TEST_F(key_hints, have_the_signs_of_an_apple_keyboard_on_one) {
  apple = true;
  d.click(role::button, "More");
  EXPECT_EQ(hint("Save"), "\u2318 S");
  EXPECT_EQ(d.ui().key_text("Alt Down"), "\u2325 \u2193");
}

TEST_F(key_hints, leave_sequences_and_signs_as_they_are) {
  EXPECT_EQ(d.ui().key_text("G O"), "G O");
  EXPECT_EQ(d.ui().key_text(""), "");
}

TEST_F(key_hints, make_a_button_as_wide_as_what_it_shows) {
  const button_options o{.key_hint = "E"};
  const float with = button_width(d.ui(), "Edit", o);
  all.set_single_keys(false);
  EXPECT_LT(button_width(d.ui(), "Edit", o), with);
  EXPECT_EQ(button_width(d.ui(), "Edit", o), button_width(d.ui(), "Edit"));
}

}  // namespace
}  // namespace dossier::ui
