#include "client-wasm/src/model/chart_scale.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace dossier::model {
namespace {

std::string ticks(double lowest, double highest, bool from_zero = true, bool whole = true) {
  const value_axis axis = make_axis(lowest, highest, from_zero, whole);
  std::string text;
  for (const double tick : axis.ticks) text += (text.empty() ? "" : " ") + tick_text(tick, axis.step);
  return text;
}

TEST(value_axis, has_round_steps_that_hold_the_values) {
  EXPECT_EQ(ticks(31, 140), "0 50 100 150");
  EXPECT_EQ(ticks(0, 160), "0 50 100 150 200");
  EXPECT_EQ(ticks(0, 80), "0 20 40 60 80");
  EXPECT_EQ(ticks(0, 1'000'000), "0 250,000 500,000 750,000 1,000,000");
  EXPECT_EQ(ticks(0, 3), "0 1 2 3");
  EXPECT_EQ(ticks(0, 0.026, true, false), "0.00 0.01 0.02 0.03");
}

TEST(value_axis, of_whole_numbers_never_steps_by_less_than_one) {
  EXPECT_EQ(ticks(0, 1), "0 1");
  EXPECT_EQ(ticks(0, 0), "0 1");
  EXPECT_EQ(ticks(0, 10), "0 5 10");
}

TEST(value_axis, of_lines_need_not_begin_at_zero_and_holds_values_below_it) {
  EXPECT_EQ(ticks(96, 104, false), "96 98 100 102 104");
  EXPECT_EQ(ticks(-30, 20),
            "\xE2\x88\x92"
            "40 \xE2\x88\x92"
            "20 0 20");
}

TEST(value_axis, of_values_that_are_no_numbers_is_still_one) {
  EXPECT_EQ(ticks(std::nan(""), std::nan("")), "0 1");
  EXPECT_EQ(ticks(0, HUGE_VAL), "0 1");
}

TEST(value_axis, holds_any_two_values_in_at_most_four_steps) {
  std::mt19937 random(20261128);
  std::uniform_real_distribution<double> exponent(-4, 9);
  for (int i = 0; i < 5000; ++i) {
    const double a = std::pow(10.0, exponent(random)) * (i % 3 == 0 ? -1 : 1);
    const double b = std::pow(10.0, exponent(random));
    const value_axis axis = make_axis(a, b, i % 2 == 0, i % 5 == 0);
    ASSERT_LE(axis.ticks.size(), static_cast<std::size_t>(gridlines_max) + 1) << a << ' ' << b;
    ASSERT_GE(axis.ticks.size(), 2U);
    const double slack = axis.step * 1e-6;
    ASSERT_LE(axis.least, std::min(a, b) + slack) << a << ' ' << b;
    ASSERT_GE(axis.most, std::max(a, b) - slack) << a << ' ' << b;
  }
}

TEST(labels, stand_apart_where_their_places_collide_and_move_no_more_than_they_must) {
  EXPECT_EQ(place_labels({100, 40}, 18, 0, 200), (std::vector<float>{100, 40})) << "those far apart stay";
  EXPECT_EQ(place_labels({50, 50}, 18, 0, 200), (std::vector<float>{41, 59}));
  EXPECT_EQ(place_labels({60, 50, 55}, 18, 0, 200), (std::vector<float>{73, 37, 55})) << "in their own order";
  EXPECT_TRUE(place_labels({}, 18, 0, 200).empty());
}

TEST(labels, stay_between_top_and_bottom) {
  EXPECT_EQ(place_labels({-20, 0}, 18, 0, 100), (std::vector<float>{0, 18}));
  EXPECT_EQ(place_labels({100, 100, 100}, 18, 0, 100), (std::vector<float>{64, 82, 100}));
  EXPECT_EQ(place_labels({5, 5, 5}, 18, 0, 20), (std::vector<float>{0, 10, 20}))
      << "no room for all of the gap";
}

TEST(labels, of_random_places_are_in_order_and_apart) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> place(0, 190);
  for (int i = 0; i < 500; ++i) {
    std::vector<float> wanted;
    for (int k = 0; k < 1 + i % 6; ++k) wanted.push_back(place(random));
    const std::vector<float> placed = place_labels(wanted, 18, 0, 190);
    for (std::size_t a = 0; a < wanted.size(); ++a) {
      ASSERT_GE(placed[a], -0.01F);
      ASSERT_LE(placed[a], 190.01F);
      for (std::size_t b = 0; b < wanted.size(); ++b) {
        if (wanted[a] >= wanted[b]) continue;
        ASSERT_GE(placed[b] - placed[a], 17.99F);
      }
    }
  }
}

TEST(series, beyond_six_become_one_called_other_in_the_last_color) {
  std::vector<chart_series> all;
  for (std::size_t i = 0; i < 9; ++i)
    all.push_back({"s" + std::to_string(i), {1, static_cast<double>(i)}, i});
  const std::vector<chart_series> folded = fold_rest(all);
  ASSERT_EQ(folded.size(), chart_series_max);
  EXPECT_EQ(folded[4].name, "s4");
  EXPECT_EQ(folded[5].name, "Other");
  EXPECT_EQ(folded[5].values, (std::vector<double>{4, 5 + 6 + 7 + 8}));
  EXPECT_EQ(folded[5].hue, chart_series_max - 1);
  all.resize(6);
  EXPECT_EQ(fold_rest(all)[5].name, "s5") << "six are six";
}

TEST(growth, is_told_in_percent_with_a_true_sign) {
  EXPECT_EQ(growth_text(growth_of(104.2, 100)), "+4.2%");
  EXPECT_EQ(growth_text(growth_of(96.9, 100)),
            "\xE2\x88\x92"
            "3.1%");
  EXPECT_EQ(growth_text(growth_of(134, 100)), "+34%");
  EXPECT_EQ(growth_text(growth_of(100, 100)), "0%");
  EXPECT_EQ(growth_text(growth_of(3, 0)), "new");
}

TEST(shares, are_told_with_one_digit_but_for_all_and_nothing) {
  EXPECT_EQ(share_text(385, 5000), "7.7%");
  EXPECT_EQ(share_text(5, 5), "100%");
  EXPECT_EQ(share_text(0, 5), "0%");
  EXPECT_EQ(share_text(0, 0), "0%");
}

}  // namespace
}  // namespace dossier::model
