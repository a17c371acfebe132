#include "client-wasm/src/model/settings.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/app/undo_stack.hpp"

namespace dossier {
namespace {

TEST(settings, are_read_as_they_were_written) {
  model::settings s;
  s.theme = model::theme_setting::light;
  s.density = model::density::comfortable;
  s.contrast = model::contrast_setting::more;
  s.motion = model::motion_setting::reduced;
  s.single_keys = false;
  s.sidebar = false;
  s.keys = {{"grid.down", "H"}};
  EXPECT_EQ(model::read_settings(model::to_json(s)), s);
}

TEST(settings, what_is_not_understood_is_as_by_default) {
  EXPECT_EQ(model::read_settings(""), model::settings{});
  EXPECT_EQ(model::read_settings("[1]"), model::settings{});
  const model::settings s = model::read_settings(
      R"({"theme":"sepia","density":7,"single_keys":"no","keys":{"a":1},"motion":"reduced"})");
  model::settings expected;
  expected.motion = model::motion_setting::reduced;
  EXPECT_EQ(s, expected);
}

TEST(undo_stack, undoes_the_newest_first_and_each_once) {
  app::undo_stack acts;
  std::string log;
  acts.push("first", [&] { log += '1'; });
  const int second = acts.push("second", [&] { log += '2'; });
  acts.push("third", [&] { log += '3'; });
  EXPECT_EQ(acts.next(), "third");
  EXPECT_EQ(acts.undo(), "third");
  EXPECT_TRUE(acts.undo(second));
  EXPECT_FALSE(acts.undo(second));
  EXPECT_EQ(acts.undo(), "first");
  EXPECT_FALSE(acts.undo());
  EXPECT_EQ(log, "321");
}

TEST(undo_stack, an_undo_may_push_what_it_did) {
  app::undo_stack acts;
  acts.push("deleted", [&] { acts.push("restored", [] {}); });
  acts.undo();
  EXPECT_EQ(acts.next(), "restored");
}

TEST(undo_stack, forgets_the_oldest_beyond_its_depth) {
  app::undo_stack acts;
  for (std::size_t i = 0; i <= app::undo_depth; ++i) acts.push(std::to_string(i), [] {});
  EXPECT_EQ(acts.size(), app::undo_depth);
  std::string last;
  while (const auto what = acts.undo()) last = *what;
  EXPECT_EQ(last, "1");
}

}  // namespace
}  // namespace dossier
