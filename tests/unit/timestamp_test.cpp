#include "shared/core/timestamp.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/random_records.hpp"

namespace dossier {
namespace {

std::string normalized(std::string_view text) {
  const auto moment = parse_timestamp(text);
  return moment ? to_string(*moment) : "refused";
}

TEST(timestamp, is_written_in_utc_with_six_digits) {
  EXPECT_EQ(to_string(timestamp{0}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_string(timestamp{1'795'209'723'123'456}), "2026-11-20T21:22:03.123456Z");
  EXPECT_EQ(to_string(timestamp{-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(timestamp, reads_the_examples_of_rfc_3339) {
  EXPECT_EQ(normalized("1985-04-12T23:20:50.52Z"), "1985-04-12T23:20:50.520000Z");
  EXPECT_EQ(normalized("1996-12-19T16:39:57-08:00"), "1996-12-20T00:39:57.000000Z");
  EXPECT_EQ(normalized("1937-01-01T12:00:27.87+00:20"), "1937-01-01T11:40:27.870000Z");
}

TEST(timestamp, takes_lower_case_letters_and_the_unknown_offset) {
  EXPECT_EQ(normalized("2026-11-20t21:22:03z"), "2026-11-20T21:22:03.000000Z");
  EXPECT_EQ(normalized("2026-11-20T21:22:03-00:00"), "2026-11-20T21:22:03.000000Z");
}

TEST(timestamp, knows_leap_years) {
  EXPECT_EQ(normalized("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00.000000Z");
  EXPECT_EQ(normalized("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(normalized("2026-02-29T00:00:00Z"), "refused");
  EXPECT_EQ(normalized("1900-02-29T00:00:00Z"), "refused");
}

TEST(timestamp, refuses_what_it_would_have_to_round_or_guess) {
  for (const char* text : {"",
                           "2026-11-20",
                           "2026-11-20T21:22:03",
                           "2026-11-20 21:22:03Z",
                           "2026-11-20T21:22Z",
                           "2026-11-20T21:22:03.1234567Z",
                           "2026-11-20T21:22:03.Z",
                           "2026-11-20T21:22:60Z",
                           "1990-12-31T23:59:60Z",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T21:60:03Z",
                           "2026-13-20T21:22:03Z",
                           "2026-00-20T21:22:03Z",
                           "2026-11-00T21:22:03Z",
                           "2026-04-31T21:22:03Z",
                           "2026-11-20T21:22:03+24:00",
                           "2026-11-20T21:22:03+0100",
                           "2026-11-20T21:22:03+01:60",
                           "2026-11-20T21:22:03ZZ",
                           "0000-01-01T00:00:00Z",
                           "-2026-11-20T21:22:03Z",
                           "+2026-11-20T21:22:03Z",
                           "2026-1-20T21:22:03Z",
                           " 2026-11-20T21:22:03Z"}) {
    EXPECT_EQ(normalized(text), "refused") << text;
  }
}

TEST(timestamp, stays_within_the_years_that_can_be_written) {
  EXPECT_EQ(parse_timestamp("0001-01-01T00:00:00Z"), timestamp{timestamp_min_micros});
  EXPECT_EQ(parse_timestamp("9999-12-31T23:59:59.999999Z"), timestamp{timestamp_max_micros});
  EXPECT_FALSE(parse_timestamp("0001-01-01T00:00:00+00:01").has_value());
  EXPECT_FALSE(parse_timestamp("9999-12-31T23:59:59-00:01").has_value());
  EXPECT_EQ(to_string(timestamp{timestamp_min_micros}), "0001-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_string(timestamp{timestamp_max_micros}), "9999-12-31T23:59:59.999999Z");
}

TEST(timestamp, survives_being_written_and_read) {
  tests::random_records random(3);
  for (int i = 0; i < 2000; ++i) {
    const timestamp moment = random.moment();
    EXPECT_EQ(parse_timestamp(to_string(moment)), moment);
  }
}

}  // namespace
}  // namespace dossier
