#include "client-wasm/src/app/commands.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dossier::app {
namespace {

model::key_sequence keys(std::string_view text) {
  return model::parse_keys(text).value();
}
model::key_stroke stroke(std::string_view text) {
  return keys(text).front();
}

TEST(key_strokes, are_read_as_they_are_written) {
  for (const char* text : {"Ctrl K", "?", "/", ":", "G O", "V 1", "Shift J", "Alt Down", "Ctrl Home",
                           "Page Down", "F6", "Ctrl Alt Shift A", "Esc", "Del"}) {
    ASSERT_TRUE(model::parse_keys(text)) << text;
    EXPECT_EQ(model::to_string(*model::parse_keys(text)), text);
  }
  for (const char* text : {"", "Ctrl", "Nonsense", "Ctrl ?", "Shift"})
    EXPECT_FALSE(model::parse_keys(text)) << text;
}

TEST(key_strokes, caps_show_the_command_sign_on_apple_systems_and_arrows_everywhere) {
  EXPECT_EQ(model::cap_text("Ctrl K", true), "\xE2\x8C\x98 K");
  EXPECT_EQ(model::cap_text("Ctrl K", false), "Ctrl K");
  EXPECT_EQ(model::cap_text("Alt Enter", true), "\xE2\x8C\xA5 Enter");
  EXPECT_EQ(model::cap_text("Alt Down", false), "Alt \xE2\x86\x93");
  EXPECT_EQ(model::cap_text("Page Down", false), "Page Down");
}

TEST(commands_table, names_each_command_once_with_keys_that_can_be_pressed) {
  std::set<std::string> ids;
  for (const command& c : command_table()) {
    EXPECT_TRUE(ids.insert(c.id).second) << c.id;
    EXPECT_FALSE(c.title.empty()) << c.id;
    for (const std::string& text : c.keys) EXPECT_TRUE(model::parse_keys(text)) << c.id << " " << text;
  }
}

TEST(commands_table, has_no_two_commands_on_the_same_key_in_one_place) {
  std::set<std::pair<command_place, std::string>> seen;
  for (const command& c : command_table()) {
    for (const std::string& text : c.keys)
      EXPECT_TRUE(seen.insert({c.where, text}).second) << c.id << " " << text;
  }
}

TEST(commands_test, a_sequence_completes_within_its_time_only) {
  commands all;
  EXPECT_TRUE(all.press(stroke("G"), 0).taken);
  EXPECT_EQ(all.pending(10), "G");
  const auto done = all.press(stroke("I"), sequence_timeout_ms);
  EXPECT_TRUE(done.taken);
  EXPECT_EQ(done.id, "go.insights");
  EXPECT_EQ(all.pending(sequence_timeout_ms), "");
  all.press(stroke("G"), 5'000);
  EXPECT_FALSE(all.press(stroke("I"), 5'000 + sequence_timeout_ms + 1).taken);
}

TEST(commands_test, a_second_key_that_leads_nowhere_acts_by_itself) {
  commands all;
  all.press(stroke("G"), 0);
  EXPECT_FALSE(all.press(stroke("J"), 1).taken);
  EXPECT_FALSE(all.press(stroke("I"), 2).taken);
  all.press(stroke("G"), 3);
  EXPECT_TRUE(all.press(stroke("V"), 4).taken);
  EXPECT_EQ(all.press(stroke("3"), 5).id, "view.3");
}

TEST(commands_test, runs_what_is_bound_and_enabled) {
  commands all;
  int ran = 0;
  bool enabled = true;
  EXPECT_FALSE(all.run("undo"));
  EXPECT_FALSE(all.state("undo").reason.empty());
  all.bind("undo", {0, [&] { ++ran; }, [&] { return availability{enabled, "Nothing to undo"}; }, {}});
  EXPECT_TRUE(all.run("undo"));
  enabled = false;
  EXPECT_FALSE(all.run("undo"));
  EXPECT_EQ(all.state("undo").reason, "Nothing to undo");
  all.unbind("undo");
  EXPECT_EQ(all.action("undo"), nullptr);
  EXPECT_EQ(ran, 1);
}

TEST(commands_test, a_remapped_key_replaces_the_commands_own) {
  commands all;
  EXPECT_EQ(all.remap("grid.down", keys("H")), "");
  EXPECT_EQ(all.keys("grid.down"), "H");
  EXPECT_EQ(all.map().pressed_for(stroke("J")), stroke("H"));
  EXPECT_EQ(all.map().pressed_for(stroke("K")), stroke("K"));
  EXPECT_EQ(all.remap("grid.down", keys("J")), "");
  EXPECT_FALSE(all.is_moved("grid.down"));
}

TEST(commands_test, keys_of_another_command_in_the_same_place_are_refused_with_its_name) {
  commands all;
  EXPECT_NE(all.remap("grid.down", keys("K")).find("Previous row"), std::string::npos);
  EXPECT_NE(all.remap("grid.down", keys("M")).find("sidebar"), std::string::npos);
  EXPECT_NE(all.remap("grid.down", keys("G")), "");          // would hide every "G …"
  EXPECT_NE(all.remap("grid.open", keys("H")), "");          // stays as it is
  EXPECT_EQ(all.remap("insights.next_hit", keys("J")), "");  // the grid's J is elsewhere
  EXPECT_EQ(all.remap("go.brands", keys("B")), "");
  EXPECT_EQ(all.keys("go.brands"), "B");
}

TEST(commands_test, single_keys_can_be_switched_off_and_the_others_stay) {
  commands all;
  all.set_single_keys(false);
  EXPECT_EQ(all.map().pressed_for(stroke("J")), model::key_stroke{});
  EXPECT_EQ(all.map().pressed_for(stroke("?")), model::key_stroke{});
  EXPECT_EQ(all.map().pressed_for(stroke("Ctrl K")), stroke("Ctrl K"));
  EXPECT_EQ(all.map().pressed_for(stroke("Enter")), stroke("Enter"));
  EXPECT_FALSE(all.press(stroke("G"), 0).taken);
  EXPECT_EQ(all.keys("go.insights"), "");
  EXPECT_EQ(all.keys("palette"), "Ctrl K");
}

TEST(commands_test, remaps_are_stored_by_id_and_what_is_not_understood_is_ignored) {
  commands all;
  ASSERT_EQ(all.remap("grid.sort", keys("O")), "");
  commands again;
  auto stored = all.moved();
  stored["grid.down"] = "Nonsense";
  stored["no.such"] = "Y";
  stored["grid.up"] = "J";  // taken
  again.load_moved(stored);
  EXPECT_EQ(again.keys("grid.sort"), "O");
  EXPECT_EQ(again.moved().size(), 1U);
}

}  // namespace
}  // namespace dossier::app
