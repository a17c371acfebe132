#include "client-wasm/src/ui/palette.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "client-wasm/src/ui/command_keys.hpp"
#include "client-wasm/src/ui/keys_sheet.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/settings_popover.hpp"
#include "tests/client/fake_transport.hpp"
#include "tests/client/sample_brands.hpp"
#include "tests/ui/support/driver.hpp"

namespace dossier::ui {
namespace {

using dossier::testing::driver;

class everywhere : public ::testing::Test {
 protected:
  test::fake_transport way;
  net::api_client api{way};
  app::commands all;
  double now = 0;
  app::finder find{api, all, {[this] { return now; }, [] {}}};
  command_palette palette;
  keys_sheet sheet;
  std::vector<palette_choice> chosen;
  int ran = 0;
  bool keys_changed = false;
  driver d{[this](context& c) { draw(c); }};

  everywhere() {
    all.bind("sidebar", {icon::tune, [this] { ++ran; }, {}, {}});
  }
  void draw(context& c) {
    now = c.now;
    c.keys = &all.map();
    follow_sequences(c, all);
    if (!c.popup_open && c.shortcut(key::k, mod_command)) {
      find.open("brands", {});
      palette.open(c);
    }
    if (!c.popup_open && c.typed_char('?')) sheet.open(c);
    run_command_keys(c, all);
    if (const auto choice = palette.draw(c, find, {}, {})) chosen.push_back(*choice);
    keys_changed = sheet.draw(c, all) || keys_changed;
  }
  void search(std::string_view text) {
    d.press("Ctrl+k");
    d.type(text);
    d.wait(app::find_pause_ms + 1);
  }
  void answer_brands() {
    std::string body = "{\"items\":[" + codec::to_json(test::make_brand(1, "Castellan Freight")) + "," +
                       codec::to_json(test::make_brand(2, "Castorline Robotics")) +
                       "],\"next_page_token\":null,\"page_size\":3,\"total\":{\"value\":2,\"exact\":true}}";
    ASSERT_FALSE(way.calls.empty());
    way.answer(200, std::move(body));
    d.ui().page.wake();
    d.settle();
  }
};

TEST_F(everywhere, the_palette_keeps_the_field_and_walks_its_rows) {
  search("cast");
  answer_brands();
  EXPECT_TRUE(d.has_state(role::option, "Castellan Freight", state_selected));
  EXPECT_EQ(d.focused(), "Search or run");
  d.press("Down");
  EXPECT_TRUE(d.has_state(role::option, "Castorline Robotics", state_selected));
  d.press("Enter");
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0].row.title, "Castorline Robotics");
  EXPECT_EQ(d.look(role::dialog, "Search or run"), nullptr);
}

TEST_F(everywhere, a_row_of_the_palette_is_chosen_by_a_press) {
  search("cast");
  answer_brands();
  d.click(role::option, "Castorline Robotics");
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0].row.title, "Castorline Robotics");
}

TEST_F(everywhere, space_shows_a_row_only_after_the_arrow_keys_and_types_before) {
  search("cast");
  answer_brands();
  d.press("Space");
  EXPECT_TRUE(chosen.empty());
  EXPECT_EQ(d.find(role::combobox, "Search or run").value, "cast ");
  d.press("Down");
  d.press("Space");
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0].act, palette_act::peek);
  EXPECT_EQ(d.find(role::combobox, "Search or run").value, "cast ");
}

TEST_F(everywhere, tab_shows_what_can_be_done_with_a_row_and_escape_leaves_step_by_step) {
  search("cast");
  answer_brands();
  d.press("Tab");
  ASSERT_NE(d.look(role::menuitem, "Copy link"), nullptr);
  d.press("Escape");
  EXPECT_EQ(d.look(role::menuitem, "Copy link"), nullptr);
  ASSERT_NE(d.look(role::dialog, "Search or run"), nullptr);
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "Search or run"), nullptr);
}

TEST_F(everywhere, nothing_is_asked_for_once_the_palette_is_gone_even_where_it_showed_nothing) {
  search("#zz");
  ASSERT_EQ(way.calls.size(), 1U);
  way.answer(200, R"({"items":[],"next_page_token":null,"page_size":12,"total":{"value":0,"exact":true}})");
  d.ui().page.wake();
  d.settle();
  EXPECT_EQ(d.look(role::option), nullptr);
  d.type("z");
  EXPECT_FALSE(find.settled());
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "Search or run"), nullptr);
  EXPECT_TRUE(find.settled());
  d.wait(2 * app::find_pause_ms);
  EXPECT_TRUE(way.calls.empty());
}

TEST_F(everywhere, a_command_runs_by_its_key_and_not_while_text_is_entered) {
  d.press("m");
  EXPECT_EQ(ran, 1);
  d.press("Ctrl+k");
  d.press("m");
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(d.find(role::combobox, "Search or run").value, "m");
}

TEST_F(everywhere, a_sequence_counts_by_when_its_keys_were_pressed_and_not_by_when_a_frame_came) {
  int went = 0;
  all.bind("go.brands", {0, [&went] { ++went; }, {}, {}});
  double& clock = dossier::testing::browser().now;
  const auto strike = [this](key k) {
    d.send_raw(platform::input_kind::key_down, static_cast<int>(k), 0);
    d.send_raw(platform::input_kind::key_up, static_cast<int>(k), 0);
  };
  strike(key::g);
  clock += app::sequence_timeout_ms;
  strike(key::b);
  clock += 10 * app::sequence_timeout_ms;  // a machine that is busy
  d.settle();
  EXPECT_EQ(went, 1);
  strike(key::g);
  clock += app::sequence_timeout_ms + 1;
  strike(key::b);
  d.settle();
  EXPECT_EQ(went, 1) << "too far apart, however close the frames";
  strike(key::g);
  d.settle();
  clock += app::sequence_timeout_ms;
  strike(key::b);
  clock += app::sequence_timeout_ms;
  d.settle();
  EXPECT_EQ(went, 2) << "the frame of the second key came late";
}

TEST_F(everywhere, a_sequence_is_understood_where_its_second_key_goes_down_before_the_first_is_up) {
  int went = 0;
  all.bind("go.brands", {0, [&went] { ++went; }, {}, {}});
  for (const auto kind : {platform::input_kind::key_down, platform::input_kind::key_up}) {
    for (const key k : {key::g, key::b}) d.send_raw(kind, static_cast<int>(k), 0);
  }
  d.settle();
  EXPECT_EQ(went, 1);
}

TEST_F(everywhere, the_sheet_gives_a_command_another_key) {
  d.press("?");
  d.click(role::listitem, "Show or hide the sidebar");
  d.press("c");
  EXPECT_NE(d.look(role::alert, "Taken by \xE2\x80\x9CNew record\xE2\x80\x9D"), nullptr);
  EXPECT_FALSE(keys_changed);
  d.click(role::listitem, "Show or hide the sidebar");
  d.press("Escape");
  ASSERT_NE(d.look(role::dialog, "All keys"), nullptr) << "Escape ends the change only";
  d.click(role::listitem, "Show or hide the sidebar");
  d.press("w");
  EXPECT_TRUE(keys_changed);
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "All keys"), nullptr);
  d.press("m");
  EXPECT_EQ(ran, 0);
  d.press("w");
  EXPECT_EQ(ran, 1);
}

TEST_F(everywhere, escape_leaves_the_sheet_at_once_unless_a_key_is_looked_for) {
  d.press("?");
  ASSERT_NE(d.look(role::dialog, "All keys"), nullptr);
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "All keys"), nullptr);
  d.press("?");
  d.type("next row");
  d.press("Escape");
  EXPECT_NE(d.look(role::dialog, "All keys"), nullptr);
  EXPECT_EQ(d.find(role::searchbox, "Find a key").value, "");
  d.press("Escape");
  EXPECT_EQ(d.look(role::dialog, "All keys"), nullptr);
}

TEST(settings_popover_test, changes_what_is_pressed_and_stays_open) {
  model::settings s;
  driver d([&](context& c) {
    if (c.typed_char('?')) open_popup(c, settings_popup);
    settings_popover(c, {200, 800, 28, 28}, s, true);
  });
  d.press("?");
  d.click(role::radio, "Comfortable");
  d.click(role::switch_, "Single letter keys");
  EXPECT_EQ(s.density, model::density::comfortable);
  EXPECT_FALSE(s.single_keys);
  EXPECT_TRUE(d.has_state(role::radio, "Comfortable", state_checked));
  d.press("Escape");
  EXPECT_EQ(d.look(role::radio, "Comfortable"), nullptr);
}

TEST(settings_popover_test, shows_each_format_by_an_example_and_asks_for_the_one_that_is_pressed) {
  model::settings s;
  model::formats now;
  std::vector<model::formats> asked;
  driver d([&](context& c) {
    c.formats = now;
    if (c.typed_char('?')) open_popup(c, settings_popup);
    const settings_result done = settings_popover(c, {200, 800, 28, 28}, s, true);
    EXPECT_FALSE(done.changed);
    if (done.formats) asked.push_back(*done.formats);
  });
  d.press("?");
  EXPECT_TRUE(d.has_state(role::radio, "1,234.56", state_checked));
  EXPECT_TRUE(d.has_state(role::radio, "20 Nov 2025", state_checked));
  d.click(role::radio, "1\u202F234,56");
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked.front(), (model::formats{number_format::space_comma, date_format::day_month_year}));
  now = asked.front();
  d.click(role::radio, "20.11.2025");
  EXPECT_EQ(asked.back(), (model::formats{number_format::space_comma, date_format::day_dot_month}));
  EXPECT_TRUE(d.has_state(role::radio, "1\u202F234,56", state_checked));
}

}  // namespace
}  // namespace dossier::ui
