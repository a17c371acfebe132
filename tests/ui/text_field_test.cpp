#include "client-wasm/src/ui/text_field.hpp"

#include <gtest/gtest.h>

#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;

/// Two fields; what the first one reported so far.
struct field_page {
  std::string value = "Acme";
  std::string other;
  text_options options;
  int committed = 0;
  int canceled = 0;
  void operator()(context& c) {
    const text_result_flags f = text_field(c, {20, 20, 200, 28}, "Name", value, options);
    committed += f.committed ? 1 : 0;
    canceled += f.canceled ? 1 : 0;
    text_field(c, {20, 60, 200, 28}, "Domain", other);
  }
};

TEST(text_field, takes_what_is_typed_at_the_caret) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.press("End");
  d.type(" Söhne");
  EXPECT_EQ(page.value, "Acme Söhne");
  d.press("Backspace");
  d.press("Home");
  d.press("Delete");
  EXPECT_EQ(page.value, "cme Söhn");
  EXPECT_EQ(d.find(role::textbox, "Name").value, "cme Söhn");
}

TEST(text_field, tells_the_browser_where_the_caret_is_so_that_input_methods_show_beside_it) {
  field_page page;
  driver d(std::ref(page));
  EXPECT_FALSE(browser().text_input);
  d.click(role::textbox, "Name");
  EXPECT_TRUE(browser().text_input);
  d.press("Home");
  const float at_start = browser().text_x;
  d.press("End");
  EXPECT_GT(browser().text_x, at_start + 10);
  EXPECT_GT(browser().text_y, 15);
  EXPECT_LT(browser().text_y, 50);
  d.press("Escape");
  EXPECT_FALSE(browser().text_input);
}

TEST(text_field, shows_a_composition_only_once_it_is_committed) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.press("Ctrl+a");
  d.compose("に");
  d.compose("にほ");
  EXPECT_EQ(page.value, "Acme");
  d.commit("日本");
  EXPECT_EQ(page.value, "日本");
  EXPECT_FALSE(browser().rasterized.empty()) << "characters that the shipped faces lack are drawn on demand";
}

TEST(text_field, select_all_copy_cut_paste_and_undo) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.press("Ctrl+a");
  EXPECT_EQ(d.copy().text, "Acme");
  EXPECT_EQ(page.value, "Acme");
  EXPECT_EQ(d.copy(true).text, "Acme");
  EXPECT_EQ(page.value, "");
  d.paste("Grüße, 你好");
  EXPECT_EQ(page.value, "Grüße, 你好");
  d.press("Ctrl+z");
  EXPECT_EQ(page.value, "");
  d.press("Ctrl+z");
  EXPECT_EQ(page.value, "Acme");
  d.press("Ctrl+y");
  EXPECT_EQ(page.value, "");
}

TEST(text_field, a_copy_directly_after_select_all_gets_all_of_it) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  // All in one go, before a frame was drawn: as quick hands do.
  for (const auto kind : {platform::input_kind::key_down, platform::input_kind::key_up})
    d.send_raw(kind, static_cast<int>(platform::key::a), platform::held_ctrl);
  EXPECT_EQ(d.copy().text, "Acme");
}

TEST(text_field, enter_and_leaving_commit_a_change_and_escape_takes_it_back) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.press("End");
  d.type("!");
  d.press("Escape");
  EXPECT_EQ(page.value, "Acme");
  EXPECT_EQ(page.canceled, 1);
  EXPECT_EQ(page.committed, 0);
  d.press("Enter");
  d.type("Beta");
  EXPECT_EQ(page.value, "Beta") << "coming in by keyboard selects all";
  d.press("Tab");
  EXPECT_EQ(page.committed, 1);
  EXPECT_EQ(d.focused(), "Domain");
  d.type("beta.example");
  EXPECT_EQ(page.other, "beta.example");
  d.press("Shift+Tab");
  d.type("Gamma");
  d.press("Enter");
  EXPECT_EQ(page.committed, 2);
}

TEST(text_field, letters_typed_into_it_are_no_shortcuts_and_commands_are) {
  std::string value;
  int letters = 0;
  int saves = 0;
  driver d([&](context& c) {
    text_field(c, {20, 20, 200, 28}, "Name", value);
    if (c.shortcut(key::c)) ++letters;
    if (c.shortcut(key::s, mod_command)) ++saves;
    if (c.typed_char('?')) ++letters;
  });
  d.click(role::textbox, "Name");
  d.press("c");
  d.press("?");
  d.press("Ctrl+s");
  EXPECT_EQ(letters, 0);
  EXPECT_EQ(saves, 1);
  EXPECT_EQ(value, "c?");
  d.press("Escape");
  d.press("c");
  d.press("?");
  EXPECT_EQ(letters, 2);
}

TEST(text_field, a_field_in_error_says_so_and_why) {
  field_page page;
  page.options.error = "Name is required";
  driver d(std::ref(page));
  EXPECT_TRUE(d.has_state(role::textbox, "Name", state_invalid));
  EXPECT_EQ(d.find(role::textbox, "Name").description, "Name is required");
}

TEST(text_field, a_disabled_field_cannot_be_entered_and_a_read_only_one_cannot_be_changed) {
  field_page page;
  page.options = {.disabled = true, .reason = "The source sets this field"};
  {
    driver d(std::ref(page));
    d.click(role::textbox, "Name");
    d.type("x");
    EXPECT_EQ(page.value, "Acme");
    EXPECT_TRUE(d.has_state(role::textbox, "Name", state_disabled));
  }
  page.options = {.read_only = true};
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.type("x");
  EXPECT_EQ(page.value, "Acme");
  d.press("Ctrl+a");
  EXPECT_EQ(d.copy().text, "Acme");
}

TEST(text_field, takes_no_more_than_its_most_bytes) {
  field_page page;
  page.options.max_bytes = 6;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.press("End");
  d.type("12");
  EXPECT_EQ(page.value, "Acme12");
  d.type("3");
  EXPECT_EQ(page.value, "Acme12");
}

TEST(text_field, the_caret_blinks_at_its_pace_and_nothing_else_asks_for_frames) {
  field_page page;
  driver d(std::ref(page));
  d.click(role::textbox, "Name");
  d.wait(1);
  const std::uint64_t before = d.frames();
  d.wait(10 * timing::caret_blink);
  EXPECT_LE(d.frames() - before, 11U);
  EXPECT_GE(d.frames() - before, 9U);
  d.press("Escape");
  const std::uint64_t left = d.frames();
  d.wait(5'000);
  EXPECT_EQ(d.frames(), left);
}

TEST(text_field, long_text_is_edited_in_the_native_area_and_left_by_escape_tab_or_command_enter) {
  std::string value = "One\nTwo";
  int committed = 0;
  std::string other;
  driver d([&](context& c) {
    committed += text_field(c, {20, 20, 300, 88}, "Notes", value, {.multiline = true}).committed ? 1 : 0;
    text_field(c, {20, 120, 200, 28}, "After", other);
  });
  d.click(role::textbox, "Notes");
  EXPECT_TRUE(browser().area.open);
  EXPECT_EQ(browser().area.name, "Notes");
  EXPECT_EQ(browser().area.text, "One\nTwo");
  EXPECT_EQ(browser().area.x, 20);
  EXPECT_EQ(browser().area.h, 88);
  d.write_area("One\nTwo\nThree");
  EXPECT_EQ(value, "One\nTwo\nThree");
  d.leave_area(platform::area_exit::escaped);
  EXPECT_EQ(value, "One\nTwo");
  EXPECT_FALSE(browser().area.open);
  d.press("Enter");
  d.write_area("Other");
  d.leave_area(platform::area_exit::next);
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(value, "Other");
  EXPECT_EQ(d.focused(), "After");
}

}  // namespace
}  // namespace dossier::ui
