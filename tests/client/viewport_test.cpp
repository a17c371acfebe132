#include "client-wasm/src/model/viewport.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

viewport make(std::int64_t rows) {
  viewport v;
  v.resize(32, 704);
  v.set_count(rows);
  return v;
}

TEST(viewport_test, scrolls_by_single_pixels_at_the_end_of_a_million_rows) {
  viewport v = make(1'000'000);
  v.scroll_to(900'000);
  for (int i = 0; i < 33; ++i) v.scroll_by(1);
  EXPECT_EQ(v.first_row(), 900'001);
  EXPECT_DOUBLE_EQ(v.pixel(), 1);
}

TEST(viewport_test, never_scrolls_past_either_end) {
  viewport v = make(100);
  v.scroll_by(-500);
  EXPECT_TRUE(v.at_top());
  v.scroll_by(1e9);
  EXPECT_EQ(v.first_row(), 78);
  EXPECT_EQ(v.last_whole_row(), 99);
}

TEST(viewport_test, a_row_that_comes_in_above_moves_no_pixel) {
  viewport v = make(100);
  v.scroll_to(10.5);
  v.inserted(3);
  EXPECT_EQ(v.first_row(), 11);
  EXPECT_DOUBLE_EQ(v.pixel(), 16);
  v.removed(3);
  EXPECT_EQ(v.first_row(), 10);
  EXPECT_DOUBLE_EQ(v.pixel(), 16);
}

TEST(viewport_test, a_row_that_comes_in_below_changes_nothing_above_it) {
  viewport v = make(100);
  v.scroll_to(10);
  v.inserted(12);
  EXPECT_EQ(v.first_row(), 10);
  EXPECT_EQ(v.count(), 101);
}

TEST(viewport_test, rows_above_the_very_top_wait_until_they_are_shown) {
  viewport v = make(100);
  v.inserted(0);
  v.inserted(0);
  EXPECT_EQ(v.new_above(), 2);
  EXPECT_EQ(v.first_row(), 2);
  v.show_new();
  EXPECT_EQ(v.new_above(), 0);
  EXPECT_TRUE(v.at_top());
}

TEST(viewport_test, a_list_that_fits_the_screen_shows_new_rows_at_once) {
  viewport v = make(3);
  v.inserted(0);
  EXPECT_EQ(v.new_above(), 0);
  EXPECT_TRUE(v.at_top());
}

TEST(viewport_test, reveals_a_row_with_the_least_movement) {
  viewport v = make(1'000);
  v.reveal(21);
  EXPECT_EQ(v.first_row(), 0);
  v.reveal(22);
  EXPECT_EQ(v.first_row(), 1);
  v.reveal(0);
  EXPECT_TRUE(v.at_top());
}

}  // namespace
}  // namespace dossier::model
