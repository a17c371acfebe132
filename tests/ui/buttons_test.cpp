#include <gtest/gtest.h>

#include "client-wasm/src/ui/widgets.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

TEST(buttons, act_on_a_click_on_enter_on_space_and_for_assistive_technology) {
  int saved = 0;
  driver d([&](context& c) {
    if (button(c, {20, 20, 96, 28}, "Save", {.kind = button_kind::primary})) ++saved;
  });
  d.click(role::button, "Save");
  EXPECT_EQ(saved, 1);
  EXPECT_EQ(d.focused(), "Save");
  d.press("Enter");
  EXPECT_EQ(saved, 2);
  d.press("Space");
  EXPECT_EQ(saved, 3);
  d.assist(role::button, "Save");
  EXPECT_EQ(saved, 4);
}

TEST(buttons, do_nothing_while_they_are_disabled_and_say_why) {
  int saved = 0;
  driver d([&](context& c) {
    if (button(c, {20, 20, 96, 28}, "Save", {.disabled = true, .reason = "Nothing has changed"})) ++saved;
  });
  d.click(role::button, "Save");
  d.press("Enter");
  d.assist(role::button, "Save");
  EXPECT_EQ(saved, 0);
  EXPECT_TRUE(d.has_state(role::button, "Save", state_disabled));
  d.wait(500);
  EXPECT_NE(d.look(role::tooltip, "Nothing has changed"), nullptr);
}

}  // namespace
}  // namespace dossier::ui
