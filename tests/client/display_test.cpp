#include "client-wasm/src/model/display.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"

namespace dossier::model {
namespace {

wall_time at(std::string_view text, int offset = 0) {
  return {parse_timestamp(text)->micros / 1'000, offset};
}

TEST(display_test, counts_are_grouped_and_negative_ones_carry_a_true_minus) {
  EXPECT_EQ(count_text(7), "7");
  EXPECT_EQ(count_text(1'000'000), "1,000,000");
  EXPECT_EQ(count_text(-12'345), "\u221212,345");
}

TEST(display_test, a_position_names_first_last_and_total) {
  EXPECT_EQ(position_text(31'203, 31'224, 184'226, true), "31,203\u201331,224 of 184,226");
  EXPECT_EQ(position_text(1, 22, 184'000, false), "1\u201322 of \u2248184,000");
}

TEST(display_test, ages_grow_coarser) {
  const timestamp then = *parse_timestamp("2026-11-20T10:00:00Z");
  EXPECT_EQ(age_text(then, at("2026-11-20T10:00:00.4Z")), "Now");
  EXPECT_EQ(age_text(then, at("2026-11-20T10:00:12Z")), "12 s");
  EXPECT_EQ(age_text(then, at("2026-11-20T10:04:59Z")), "4 min");
  EXPECT_EQ(age_text(then, at("2026-11-20T13:10:00Z")), "3 h");
  EXPECT_EQ(age_text(then, at("2026-11-21T23:10:00Z")), "Yesterday");
  EXPECT_EQ(age_text(then, at("2026-12-24T10:00:00Z")), "20 Nov");
  EXPECT_EQ(age_text(then, at("2027-01-02T10:00:00Z")), "20 Nov 2026");
}

TEST(display_test, times_are_those_of_the_persons_own_zone) {
  const timestamp then = *parse_timestamp("2026-11-20T23:30:00Z");
  EXPECT_EQ(clock_text(then, at("2026-11-21T10:00:00Z", 60)), "00:30");
  EXPECT_EQ(ago_text(then, at("2026-11-21T10:00:00Z", 60)), "00:30");
  EXPECT_EQ(ago_text(then, at("2026-11-21T10:00:00Z", 0)), "Yesterday");
  EXPECT_EQ(exact_time_text(then, at("2026-11-21T10:00:00Z", 60)), "21 Nov 2026, 00:30:00");
}

TEST(display_test, years_are_not_grouped_and_lists_are_joined) {
  brand it;
  it.founded = 1987;
  it.headcount = 12'400;
  it.tags = {"renewal", "key account"};
  const auto& type = describe::type_of<brand>();
  EXPECT_EQ(value_text(*type.find("founded"), &it, {}), "1987");
  EXPECT_EQ(value_text(*type.find("headcount"), &it, {}), "12,400");
  EXPECT_EQ(value_text(*type.find("tags"), &it, {}), "renewal, key account");
  EXPECT_EQ(value_text(*type.find("industry"), &it, {}), "");
}

TEST(display_test, values_in_json_read_like_those_in_records) {
  const auto& type = describe::type_of<brand>();
  EXPECT_EQ(json_value_text(*type.find("headcount"), "12400", {}), "12,400");
  EXPECT_EQ(json_value_text(*type.find("industry"), "null", {}), "");
  EXPECT_EQ(json_value_text(*type.find("tags"), R"(["a","b"])", {}), "a, b");
}

}  // namespace
}  // namespace dossier::model
