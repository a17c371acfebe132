#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "client-wasm/src/platform/exports.hpp"
#include "client-wasm/src/screens/gallery.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::browser;
using dossier::testing::driver;
using dossier::testing::surface;

constexpr double five_seconds = 5'000;

/// Two regions of two buttons each.
void two_regions(context& c) {
  c.focus.set_region(1);
  button(c, {20, 20, 96, 28}, "One");
  button(c, {20, 60, 96, 28}, "Two");
  c.focus.set_region(2);
  button(c, {200, 20, 96, 28}, "Three");
  button(c, {200, 60, 96, 28}, "Four");
}

TEST(page, tab_walks_in_drawing_order_and_leaves_the_canvas_at_its_ends) {
  driver d(two_regions);
  for (const char* name : {"One", "Two", "Three", "Four"}) {
    d.press("Tab");
    EXPECT_EQ(d.focused(), name);
  }
  EXPECT_EQ(browser().taken_keys & platform::key_tab, 0U) << "the browser gets the Tab that leaves";
  EXPECT_NE(browser().taken_keys & platform::key_shift_tab, 0U);
  d.press("Tab");
  EXPECT_EQ(d.focused(), "");
  d.press("Tab");
  EXPECT_EQ(d.focused(), "One");
  EXPECT_EQ(browser().taken_keys & platform::key_shift_tab, 0U);
  d.press("Shift+Tab");
  EXPECT_EQ(d.focused(), "");
}

TEST(page, f6_walks_the_regions_round) {
  driver d(two_regions);
  d.press("F6");
  EXPECT_EQ(d.focused(), "One");
  d.press("F6");
  EXPECT_EQ(d.focused(), "Three");
  d.press("F6");
  EXPECT_EQ(d.focused(), "One");
  d.press("Shift+F6");
  EXPECT_EQ(d.focused(), "Three");
}

TEST(page, a_click_moves_the_focus_to_what_was_clicked) {
  driver d(two_regions);
  d.click(role::button, "Four");
  EXPECT_EQ(d.focused(), "Four");
  d.press("Shift+Tab");
  EXPECT_EQ(d.focused(), "Three");
}

TEST(page, a_widget_that_goes_while_it_has_the_focus_breaks_nothing) {
  bool shown = true;
  driver d([&](context& c) {
    button(c, {20, 20, 96, 28}, "Stays");
    if (shown && button(c, {20, 60, 96, 28}, "Goes")) shown = false;
  });
  d.click(role::button, "Goes");
  EXPECT_EQ(d.look(role::button, "Goes"), nullptr);
  d.press("Tab");
  EXPECT_EQ(d.focused(), "Stays");
}

TEST(page, assistive_technology_sees_the_same_tree_and_no_node_that_is_gone) {
  bool shown = true;
  driver d([&](context& c) {
    c.sem.open({.id = c.id("main"), .kind = role::main, .name = "Page", .bounds = c.screen});
    button(c, {20, 20, 96, 28}, "Stays");
    if (shown && button(c, {20, 60, 96, 28}, "Goes")) shown = false;
    c.sem.close();
  });
  EXPECT_EQ(browser().mirror.size(), 3U);
  const std::uint32_t parent = d.find(role::main, "Page").id;
  EXPECT_EQ(browser().mirror.at(d.find(role::button, "Goes").id).parent, parent);
  d.click(role::button, "Goes");
  EXPECT_EQ(browser().mirror.size(), 2U);
  for (const semantic_node& n : d.ui().sem.nodes())
    EXPECT_TRUE(browser().mirror.at(n.id).strings.starts_with(n.name + '\x01'));
}

TEST(page, the_mirror_keeps_the_order_of_what_is_drawn_and_moves_only_what_has_other_neighbors) {
  std::vector<int> rows{0, 1, 2, 3, 4, 5, 6, 7};
  driver d([&](context& c) {
    c.sem.open({.id = c.id("list"), .kind = role::list, .name = "List", .bounds = c.screen});
    for (const int row : rows) {
      c.sem.open({.id = c.id(row), .kind = role::listitem, .name = std::to_string(row), .bounds = c.screen});
      c.sem.leaf({.id = c.id(100 + row), .kind = role::text, .name = "text", .bounds = c.screen});
      c.sem.close();
    }
    c.sem.close();
  });
  const auto mirrored = [&] {
    std::vector<int> out;
    for (const std::uint32_t id : browser().mirror_children[d.find(role::list, "List").id])
      out.push_back(std::stoi(browser().mirror.at(id).strings));
    return out;
  };
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    std::shuffle(rows.begin(), rows.end(), random);
    if (i % 3 == 0) rows.push_back(8 + i);
    if (i % 4 == 0) rows.pop_back();
    d.ui().page.wake();
    d.settle();
    ASSERT_EQ(mirrored(), rows);
  }
  browser().mirror_placed = 0;
  rows.push_back(1'000);
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(browser().mirror_placed, 2) << "the new one and what is in it";
}

/// "/" puts the caret into a field, "?" opens a popup with one; "j" acts outside of text.
struct quick_hands {
  int acted = 0;
  std::string text;
  std::string in_popup;

  void draw(context& c) {
    if (c.shortcut(key::j)) ++acted;
    if (c.typed_char('/')) focus_text(c, "Filter");
    if (c.typed_char('?')) open_popup(c, "Find");
    text_field(c, {20, 20, 200, 28}, "Filter", text);
    rect at;
    if (!begin_popover(c, "Find", {20, 60, 200, 28}, 240, 60, at)) return;
    text_field(c, at.inset(8), "Wanted", in_popup);
    end_popover(c);
  }
};

/// A key without letting the page draw.
void strike(driver& d, key k, std::string_view printed) {
  d.send_raw(platform::input_kind::key_down, static_cast<int>(k), 0);
  d.send_raw(platform::input_kind::text, 0, 0, printed);
  d.send_raw(platform::input_kind::key_up, static_cast<int>(k), 0);
}

TEST(page, keys_behind_one_that_moves_the_focus_go_where_it_went) {
  quick_hands page;
  driver d([&](context& c) { page.draw(c); });
  strike(d, key::j, "j");
  strike(d, key::slash, "/");
  for (int i = 0; i < 2; ++i) strike(d, key::j, "j");
  d.settle();
  EXPECT_EQ(page.acted, 1) << "only the key before it";
  EXPECT_EQ(page.text, "jj");
}

TEST(page, keys_behind_one_that_opens_a_popup_are_written_into_it) {
  quick_hands page;
  driver d([&](context& c) { page.draw(c); });
  strike(d, key::slash, "?");
  for (int i = 0; i < 2; ++i) strike(d, key::j, "j");
  d.settle();
  EXPECT_EQ(page.acted, 0);
  EXPECT_EQ(page.in_popup, "jj");
}

TEST(page, a_focus_that_never_stands_still_does_not_hold_input_for_ever) {
  constexpr widget_id nowhere = 1;
  bool moves = false;
  driver d([&](context& c) {
    if (c.shortcut(key::j)) moves = false;
    if (moves) c.focus.take(nowhere);
  });
  moves = true;
  d.ui().focus.take(nowhere);
  d.press("j");
  EXPECT_FALSE(moves);
}

/// A field whose text is in local storage with the frame that takes it in, as drafts are.
void stored_note(context& c, std::string& text) {
  text_field(c, {20, 20, 200, 28}, "Note", text);
  c.page.store("note", text);
}

TEST(page, what_was_typed_since_the_last_frame_is_stored_when_the_page_goes_away_or_is_hidden) {
  std::string text;
  driver d([&](context& c) { stored_note(c, text); });
  d.click(role::textbox, "Note");
  const std::uint64_t before = d.frames();
  strike(d, key::x, "x");
  strike(d, key::y, "y");
  strike(d, key::y, "y");
  EXPECT_EQ(browser().storage.at("note"), "") << "or nothing is tried here";
  pf_hidden();
  EXPECT_EQ(browser().storage.at("note"), "xyy");
  strike(d, key::z, "z");
  pf_visible(1);
  EXPECT_EQ(browser().storage.at("note"), "xyy") << "there will be a frame";
  pf_visible(0);
  EXPECT_EQ(browser().storage.at("note"), "xyyz");
  EXPECT_EQ(d.frames(), before) << "none of them was for the screen";
}

TEST(page, more_keys_than_can_be_taken_in_when_the_page_goes_away_do_not_hold_it_and_come_later) {
  constexpr int pairs = 30;  // a key takes two frames, and there are 64
  std::string text;
  driver d([&](context& c) { stored_note(c, text); });
  d.click(role::textbox, "Note");
  std::string typed;
  for (int i = 0; i < pairs; ++i) {
    strike(d, key::x, "x");
    strike(d, key::y, "y");
    typed += "xy";
  }
  pf_hidden();
  EXPECT_GT(text.size(), 0U);
  EXPECT_LT(text.size(), typed.size());
  d.settle();
  EXPECT_EQ(text, typed) << "the page came back";
}

TEST(page, held_keys_are_forgotten_when_the_window_loses_the_focus) {
  int pressed = 0;
  driver d([&](context& c) {
    if (c.shortcut(key::x)) ++pressed;
  });
  d.send_raw(platform::input_kind::key_down, static_cast<int>(key::x), 0);
  d.settle();
  EXPECT_EQ(pressed, 1);
  d.send_raw(platform::input_kind::blur, 0, 0);
  d.settle();
  d.send_raw(platform::input_kind::focus, 0, 0);
  d.press("x");
  EXPECT_EQ(pressed, 2);
}

TEST(page, the_systems_own_key_repeat_is_followed_and_none_is_added) {
  int steps = 0;
  driver d([&](context& c) {
    if (c.shortcut(key::j)) ++steps;
  });
  d.send_raw(platform::input_kind::key_down, static_cast<int>(key::j), 0);
  d.settle();
  d.wait(five_seconds);
  EXPECT_EQ(steps, 1);
  for (int i = 0; i < 3; ++i) {
    d.send_raw(platform::input_kind::key_repeat, static_cast<int>(key::j), 0);
    d.settle();
  }
  EXPECT_EQ(steps, 4);
}

TEST(page, a_lost_graphics_context_draws_nothing_until_it_is_back) {
  driver d(two_regions);
  const std::uint64_t before = d.frames();
  d.lose_graphics();
  d.press("x");
  EXPECT_EQ(d.frames(), before);
  d.restore_graphics();
  EXPECT_GT(d.frames(), before);
  d.click(role::button, "Two");
  EXPECT_EQ(d.focused(), "Two");
}

TEST(page, the_theme_follows_the_system_until_the_person_chooses) {
  driver d(two_regions);
  EXPECT_EQ(browser().dark, 1);
  d.prefer(0);
  EXPECT_EQ(browser().dark, 0);
  EXPECT_EQ(d.ui().th.mode, theme_mode::light);
  d.runtime().choose({.theme = model::theme_setting::dark});
  d.prefer(0);
  EXPECT_EQ(browser().dark, 1);
  EXPECT_NE(browser().storage.at("settings.1").find("\"theme\":\"dark\""), std::string::npos);
  d.runtime().choose({});
  EXPECT_EQ(browser().dark, 0);
}

class at_density : public ::testing::TestWithParam<double> {};

TEST_P(at_density, the_gallery_draws_soundly_stands_still_and_is_hit_where_it_is_pointed_at) {
  screens::gallery gallery;
  driver d([&](context& c) { gallery.draw(c, "components"); }, {.scale = GetParam()});
  EXPECT_GT(browser().triangles, 2'000);
  const std::uint64_t before = d.frames();
  d.wait(five_seconds);
  EXPECT_EQ(d.frames(), before) << "idle means not one frame";
  d.click(role::checkbox, "Off");
  EXPECT_TRUE(d.has_state(role::checkbox, "Off", state_checked));
  d.click(role::textbox, "Company");
  d.type("Größe");
  EXPECT_EQ(d.find(role::textbox, "Company").value, "Größe");
  d.resize({.width = 1120, .height = 640, .scale = GetParam()});
  d.resize({.width = 1440, .height = 900, .scale = 3 - GetParam() / 2});
  EXPECT_EQ(d.find(role::textbox, "Company").value, "Größe");
}

TEST_P(at_density, letters_that_are_not_there_from_the_start_come_from_the_shipped_faces_too) {
  driver d(
      [](context& c) {
        c.paint.text(face::body, 20, 20, c.th.colors.text, "L\xC5\x81\xC3\xB3\x64\xC5\xBA \xCE\xA9 \xD0\x96");
        c.paint.text(face::body, 20, 60, c.th.colors.text, "\xE4\xB8\xAD");
      },
      {.scale = GetParam()});
  EXPECT_EQ(browser().rasterized, std::vector<std::uint32_t>{0x4E2D}) << "the browser draws what no face has";
  const ImFont& font = *d.ui().fonts->get(face::body);
  const ImFontGlyph* plain = font.FindGlyphNoFallback('L');
  const ImFontGlyph* stroked = font.FindGlyphNoFallback(0x0141);
  ASSERT_NE(stroked, nullptr);
  EXPECT_NEAR(stroked->Y0, plain->Y0, GetParam()) << "on the same line";
  EXPECT_NEAR(stroked->Y1, plain->Y1, GetParam());
  EXPECT_NEAR(stroked->AdvanceX, plain->AdvanceX, GetParam());
  EXPECT_LE(stroked->U1, 1) << "in the atlas";
  EXPECT_LE(stroked->V1, 1);
  for (const ImWchar code : {0x017AU, 0x03A9U, 0x0416U}) EXPECT_NE(font.FindGlyphNoFallback(code), nullptr);
}

INSTANTIATE_TEST_SUITE_P(densities, at_density, ::testing::Values(1.0, 1.25, 1.5, 2.0));

}  // namespace
}  // namespace dossier::ui
