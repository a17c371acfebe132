#include "client-wasm/src/model/week_range.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

const timestamp now = *parse_timestamp("2026-11-28T09:00:00Z");  // a Saturday

timestamp at(std::string_view text) {
  return *parse_timestamp(text);
}

TEST(week_range_test, the_last_weeks_are_bars_and_all_are_let_in_without_dates) {
  const week_range weeks(
      {{parse_date("2026-11-23"), 7}, {parse_date("2026-11-09"), 3}, {parse_date("2020-01-06"), 9}}, {}, now);
  ASSERT_EQ(weeks.counts.size(), static_cast<std::size_t>(range_weeks));
  EXPECT_EQ(weeks.counts.back(), 7);
  EXPECT_EQ(weeks.counts[range_weeks - 3], 3);
  EXPECT_EQ(weeks.most, 7);
  EXPECT_EQ(weeks.first, 0U);
  EXPECT_EQ(weeks.last, static_cast<std::size_t>(range_weeks - 1));
}

TEST(week_range_test, dates_choose_the_bars_they_fall_in) {
  facet_choice choice;
  choice.from = at("2026-11-10T12:00:00Z");
  choice.until = at("2026-11-23T00:00:00Z");
  const week_range weeks({}, choice, now);
  EXPECT_EQ(weeks.first, static_cast<std::size_t>(range_weeks - 3));
  EXPECT_EQ(weeks.last, static_cast<std::size_t>(range_weeks - 2));
  choice.from = at("2010-01-01T00:00:00Z");
  choice.until = at("2030-01-01T00:00:00Z");
  const week_range all({}, choice, now);
  EXPECT_EQ(all.first, 0U);
  EXPECT_EQ(all.last, static_cast<std::size_t>(range_weeks - 1));
}

TEST(week_range_test, choosing_bars_sets_dates_and_choosing_all_none) {
  const week_range weeks({}, {}, now);
  const facet_choice part = weeks.chosen({}, range_weeks - 3, range_weeks - 2);
  EXPECT_EQ(part.from, at("2026-11-09T00:00:00Z"));
  EXPECT_EQ(part.until, at("2026-11-23T00:00:00Z"));
  const week_range again({}, part, now);
  EXPECT_EQ(again.first, static_cast<std::size_t>(range_weeks - 3));
  EXPECT_EQ(again.last, static_cast<std::size_t>(range_weeks - 2));
  EXPECT_TRUE(weeks.chosen(part, 0, range_weeks - 1).empty());
}

}  // namespace
}  // namespace dossier::model
