#include "client-wasm/src/model/time_buckets.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

day_number day(std::string_view text) {
  return parse_date(text);
}

TEST(time_buckets, are_those_of_the_server) {
  EXPECT_EQ(day_of(*parse_timestamp("1970-01-01T23:59:59Z")), 0);
  EXPECT_EQ(day_of(*parse_timestamp("1969-12-31T23:59:59.999999Z")), -1);
  EXPECT_EQ(date_text(bucket_start(day("2026-11-28"), bucket_unit::week)), "2026-11-23") << "a Saturday";
  EXPECT_EQ(date_text(bucket_start(day("2026-11-23"), bucket_unit::week)), "2026-11-23") << "a Monday";
  EXPECT_EQ(date_text(bucket_start(day("2026-11-22"), bucket_unit::week)), "2026-11-16") << "a Sunday";
  EXPECT_EQ(date_text(bucket_start(day("1969-12-31"), bucket_unit::week)), "1969-12-29");
  EXPECT_EQ(date_text(bucket_start(day("2026-02-28"), bucket_unit::month)), "2026-02-01");
}

TEST(time_buckets, read_and_write_every_day_of_a_century) {
  for (day_number number = day("1990-01-01"); number < day("2090-01-01"); ++number) {
    ASSERT_EQ(parse_date(date_text(number)), number);
  }
  EXPECT_EQ(parse_date("2026-1-01"), 0);
  EXPECT_EQ(parse_date("not a date"), 0);
}

TEST(time_buckets, are_named_as_people_say) {
  EXPECT_EQ(bucket_name(day("2026-09-28"), bucket_unit::week), "Week of 28 Sep 2026");
  EXPECT_EQ(bucket_name(day("2026-09-01"), bucket_unit::day), "1 Sep 2026");
  EXPECT_EQ(bucket_name(day("2026-09-01"), bucket_unit::month), "September 2026");
}

TEST(bucket_axis, ends_with_the_bucket_of_today_and_has_no_gaps) {
  const bucket_axis weeks = bucket_axis::ending(day("2026-11-28"), bucket_unit::week, 13);
  EXPECT_EQ(date_text(weeks.starts.front()), "2026-08-31");
  EXPECT_EQ(date_text(weeks.starts.back()), "2026-11-23");
  const bucket_axis months = bucket_axis::ending(day("2026-02-28"), bucket_unit::month, 4);
  EXPECT_EQ(date_text(months.starts.front()), "2025-11-01");
}

TEST(bucket_axis, fills_what_the_server_left_out_with_zero) {
  const bucket_axis weeks = bucket_axis::ending(day("2026-11-28"), bucket_unit::week, 4);
  EXPECT_EQ(weeks.spread({{day("2026-11-09"), 7}, {day("2026-11-23"), 2}, {day("2025-01-06"), 99}}),
            (std::vector<double>{0, 7, 0, 2}));
}

TEST(bucket_axis, compares_with_as_many_buckets_before_it) {
  const bucket_axis weeks = bucket_axis::ending(day("2026-11-28"), bucket_unit::week, 13);
  const bucket_axis before = weeks.before();
  ASSERT_EQ(before.size(), weeks.size());
  EXPECT_EQ(date_text(before.starts.front()), "2026-06-01");
  EXPECT_EQ(before.starts.back() + 7, weeks.starts.front());
  const bucket_axis both = before.and_then(weeks);
  ASSERT_EQ(both.size(), 26U);
  for (std::size_t i = 1; i < both.size(); ++i) EXPECT_EQ(both.starts[i] - both.starts[i - 1], 7);
}

TEST(bucket_axis, is_labeled_where_months_begin) {
  const auto text = [](const std::vector<axis_label>& labels) {
    std::string all;
    for (const axis_label& label : labels) all += std::to_string(label.at) + ":" + label.text + " ";
    return all;
  };
  const bucket_axis weeks = bucket_axis::ending(day("2026-11-28"), bucket_unit::week, 26);
  EXPECT_EQ(text(axis_labels(weeks, 8)), "5:Jul 9:Aug 14:Sep 18:Oct 22:Nov ");
  EXPECT_EQ(text(axis_labels(weeks, 3)), "5:Jul 14:Sep 22:Nov ");
  const bucket_axis days = bucket_axis::ending(day("2026-11-28"), bucket_unit::day, 3);
  EXPECT_EQ(text(axis_labels(days, 8)), "0:26 Nov 1:27 Nov 2:28 Nov ");
  const bucket_axis month = bucket_axis::ending(day("2026-11-28"), bucket_unit::day, 30);
  EXPECT_EQ(text(axis_labels(month, 8)), "3:2 Nov 10:9 Nov 17:16 Nov 24:23 Nov ");
}

TEST(running_totals, end_at_what_there_is_now) {
  EXPECT_EQ(running_totals({1, 0, 4}, 10), (std::vector<double>{6, 6, 10}));
  EXPECT_EQ(sum_of({1, 2, 4}), 7);
}

}  // namespace
}  // namespace dossier::model
