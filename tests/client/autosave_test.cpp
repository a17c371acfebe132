#include "client-wasm/src/app/autosave.hpp"

#include <gtest/gtest.h>

namespace dossier::app {
namespace {

using phase = autosave::phase;

autosave drafting() {
  autosave a;
  a.set_automatic(true);
  return a;
}

TEST(autosave, sends_after_a_pause_in_typing) {
  autosave a = drafting();
  EXPECT_EQ(a.words(0), "");
  EXPECT_FALSE(a.next_deadline(0));
  a.edited(1'000, true);
  EXPECT_EQ(a.words(1'000), "Editing");
  a.edited(2'000, true);
  EXPECT_FALSE(a.due(2'000 + autosave_pause_ms - 1));
  EXPECT_EQ(a.next_deadline(2'000), 2'000 + autosave_pause_ms);
  EXPECT_TRUE(a.due(2'000 + autosave_pause_ms));
}

TEST(autosave, does_not_wait_for_a_pause_forever) {
  autosave a = drafting();
  double now = 0;
  while (!a.due(now) && now < 2 * autosave_most_ms) a.edited(now += 1'000, true);
  EXPECT_EQ(now, 1'000 + autosave_most_ms);
}

TEST(autosave, says_when_it_was_saved_and_as_what) {
  autosave a = drafting();
  a.edited(0, true);
  a.started(2'000);
  EXPECT_EQ(a.words(2'000), "Saving");
  EXPECT_FALSE(a.due(60'000));
  a.stored(3'000, 14, false);
  EXPECT_EQ(a.words(3'000), "Saved now, version 14");
  EXPECT_EQ(a.next_deadline(3'000), 4'000);
  EXPECT_EQ(a.words(5'100), "Saved 2 s ago, version 14");
  EXPECT_EQ(a.words(3'000 + 61'000), "Saved 1 min ago, version 14");
  EXPECT_EQ(a.next_deadline(3'000 + 61'000), 3'000 + 120'000);
  EXPECT_EQ(a.words(3'000 + 2 * 3'600'000), "Saved 2 h ago, version 14");
}

TEST(autosave, sends_what_was_typed_during_a_request_after_it) {
  autosave a = drafting();
  a.edited(0, true);
  a.started(2'000);
  a.edited(2'500, true);
  EXPECT_EQ(a.state(), phase::saving);
  EXPECT_FALSE(a.due(100'000));
  a.stored(3'000, 2, true);
  EXPECT_EQ(a.state(), phase::editing);
  EXPECT_TRUE(a.due(2'500 + autosave_pause_ms));
}

TEST(autosave, leaves_a_published_text_to_the_person) {
  autosave a;
  a.edited(0, true);
  EXPECT_EQ(a.words(0), "Editing");
  EXPECT_FALSE(a.due(1'000'000));
  EXPECT_FALSE(a.next_deadline(0));
}

TEST(autosave, keeps_edits_on_the_device_without_a_connection_and_sends_them_with_it) {
  autosave a = drafting();
  a.edited(0, true);
  a.started(2'000);
  a.unanswered();
  EXPECT_EQ(a.words(2'000), "Offline, kept on this device");
  a.edited(5'000, true);
  EXPECT_EQ(a.state(), phase::offline);
  EXPECT_FALSE(a.due(1'000'000));
  a.connected(9'000);
  EXPECT_TRUE(a.due(9'000));
}

TEST(autosave, says_why_it_did_not_save_and_tries_again_where_that_helps) {
  autosave a = drafting();
  a.edited(0, true);
  a.started(2'000);
  a.refused(3'000, "the server is busy", true);
  EXPECT_EQ(a.words(3'000), "Not saved: the server is busy");
  EXPECT_FALSE(a.due(3'000 + autosave_retry_ms - 1));
  EXPECT_EQ(a.next_deadline(3'000), 3'000 + autosave_retry_ms);
  EXPECT_TRUE(a.due(3'000 + autosave_retry_ms));

  a.started(20'000);
  a.refused(21'000, "title is too long");
  EXPECT_FALSE(a.due(1'000'000));
  a.edited(30'000, true);
  EXPECT_TRUE(a.due(30'000 + autosave_pause_ms));
}

TEST(autosave, waits_while_something_is_to_be_settled) {
  autosave a = drafting();
  a.edited(0, true);
  a.hold("1 error");
  EXPECT_EQ(a.words(0), "Not saved: 1 error");
  EXPECT_FALSE(a.due(100'000));
  a.edited(200'000, true);
  EXPECT_TRUE(a.due(200'000 + autosave_pause_ms));
}

TEST(autosave, forgets_edits_that_were_undone) {
  autosave a = drafting();
  a.edited(0, true);
  a.edited(100, false);
  EXPECT_EQ(a.state(), phase::quiet);
  EXPECT_FALSE(a.due(100'000));
  a.edited(200, true);
  a.started(2'000);
  a.stored(3'000, 3, false);
  a.edited(4'000, true);
  a.edited(5'000, false);
  EXPECT_EQ(a.state(), phase::saved);
}

}  // namespace
}  // namespace dossier::app
