#include "client-wasm/src/model/formats.hpp"

#include <gtest/gtest.h>

#include <random>

#include "client-wasm/src/model/chart_scale.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/model/filter_words.hpp"
#include "client-wasm/src/model/time_buckets.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::model {
namespace {

constexpr int values_tried = 4'000;

std::vector<formats> all_formats() {
  std::vector<formats> all;
  for (std::size_t n = 0; n < number_format_names.size(); ++n) {
    for (std::size_t d = 0; d < date_format_names.size(); ++d)
      all.push_back({static_cast<number_format>(n), static_cast<date_format>(d)});
  }
  return all;
}

std::optional<std::string> read(std::string_view typed, number_format numbers) {
  return read_plain(plain_number(typed, {numbers, {}}));
}

const describe::field& headcount() {
  return *describe::type_of<brand>().find("headcount");
}
const describe::field& sentiment() {
  return *describe::type_of<insight>().find("sentiment");
}

TEST(formats_test, numbers_are_written_as_the_workspace_has_it) {
  EXPECT_EQ(number_example(number_format::comma_point), "1,234.56");
  EXPECT_EQ(number_example(number_format::point_comma), "1.234,56");
  EXPECT_EQ(number_example(number_format::space_comma), "1\u202F234,56");
  EXPECT_EQ(number_example(number_format::apostrophe_point), "1\u2019234.56");
  EXPECT_EQ(count_text(-1'234'567, {number_format::point_comma, {}}), "\u22121.234.567");
  EXPECT_EQ(count_text(999, {number_format::space_comma, {}}), "999");
  EXPECT_EQ(position_text(31'203, 31'224, 184'226, true, {number_format::point_comma, {}}),
            "31.203\u201331.224 of 184.226");
}

TEST(formats_test, dates_are_written_as_the_workspace_has_it) {
  EXPECT_EQ(date_example(date_format::day_month_year), "20 Nov 2025");
  EXPECT_EQ(date_example(date_format::month_day_year), "Nov 20, 2025");
  EXPECT_EQ(date_example(date_format::iso), "2025-11-20");
  EXPECT_EQ(date_example(date_format::day_dot_month), "20.11.2025");
  EXPECT_EQ(date_text(2025, 3, 7, false, {{}, date_format::month_day_year}), "Mar 7");
  EXPECT_EQ(date_text(2025, 3, 7, false, {{}, date_format::iso}), "03-07");
  EXPECT_EQ(date_text(2025, 3, 7, false, {{}, date_format::day_dot_month}), "07.03.");
}

TEST(formats_test, whatever_is_written_is_read_as_the_same_number_in_every_form) {
  std::mt19937_64 random(20'251'120);
  for (const formats& how : all_formats()) {
    for (int i = 0; i < values_tried; ++i) {
      const auto digits = static_cast<unsigned>(random() % 62);
      const auto value = static_cast<std::int64_t>(random() >> (63U - digits)) * (random() % 2 == 0 ? 1 : -1);
      EXPECT_EQ(read_plain(plain_number(count_text(value, how), how)), std::to_string(value));
      // To a thousandth, which a double holds exactly enough to be written back.
      const double fraction = static_cast<double>(value % 1'000'000'000) / 1'000;
      insight it;
      it.sentiment = fraction;
      const std::string shown = value_text(sentiment(), &it, {0, 0, how});
      EXPECT_EQ(std::stod(read_plain(plain_number(shown, how)).value_or("nan")), fraction) << shown;
    }
  }
}

TEST(formats_test, dates_are_read_as_they_are_written) {
  for (const formats& how : all_formats()) {
    for (day_number day = parse_date("1999-12-25"); day < parse_date("2004-03-05"); ++day) {
      EXPECT_EQ(read_date(bucket_name(day, bucket_unit::day, how), how), date_text(day));
      EXPECT_EQ(read_date(date_text(day), how), date_text(day));
    }
  }
}

TEST(formats_test, dates_of_another_form_and_days_that_are_none_are_refused) {
  const formats dotted{{}, date_format::day_dot_month};
  const formats month_first{{}, date_format::month_day_year};
  EXPECT_EQ(read_date("3.4.2026", dotted), "2026-04-03");
  EXPECT_EQ(read_date("nov 7 2026", month_first), "2026-11-07");
  EXPECT_EQ(read_date("November 7, 2026", month_first), "2026-11-07");
  EXPECT_EQ(read_date("3.4.2026", month_first), std::nullopt);
  EXPECT_EQ(read_date("3.4.2026", {}), std::nullopt);
  EXPECT_EQ(read_date("31.4.2026", dotted), std::nullopt);
  EXPECT_EQ(read_date("29.2.2026", dotted), std::nullopt);
  EXPECT_EQ(read_date("29.2.2028", dotted), "2028-02-29");
  EXPECT_EQ(read_date("now-7d", dotted), std::nullopt);
  EXPECT_EQ(read_date("", dotted), std::nullopt);
  EXPECT_EQ(read_date("20 Nov", {}), std::nullopt);
}

TEST(formats_test, what_is_typed_stays_what_it_was_whatever_it_is) {
  std::mt19937_64 random(7);
  const std::vector<std::string> signs{"0",      "1",      "9", ",",      ".", " ", "'",     "\u2019",
                                       "\u202F", "\u00A0", "-", "\u2212", "e", "x", "\u00FC"};
  for (const formats& how : all_formats()) {
    for (int i = 0; i < values_tried; ++i) {
      std::string text;
      for (std::size_t length = random() % 9; length > 0; --length) text += signs[random() % signs.size()];
      EXPECT_EQ(shown_number(plain_number(text, how), how), text);
    }
  }
}

TEST(formats_test, a_sign_means_what_it_means_in_the_workspace_or_is_refused) {
  using enum number_format;
  EXPECT_EQ(read("1.234", point_comma), "1234");
  EXPECT_EQ(read("1.234", comma_point), "1.234");
  EXPECT_EQ(read("1,234", comma_point), "1234");
  EXPECT_EQ(read("1,234", point_comma), "1.234");
  EXPECT_EQ(read("1,234", space_comma), "1.234");
  EXPECT_EQ(read("1.234", apostrophe_point), "1.234");
  EXPECT_EQ(read("1.234,5", point_comma), "1234.5");
  EXPECT_EQ(read("-1 234,5", point_comma), "-1234.5");
  EXPECT_EQ(read("1 234,5", space_comma), "1234.5");
  EXPECT_EQ(read("1\u00A0234\u00A0567", space_comma), "1234567");
  EXPECT_EQ(read("1'234.5", apostrophe_point), "1234.5");
  EXPECT_EQ(read("1'234", comma_point), "1234");
  EXPECT_EQ(read(",5", point_comma), "0.5");
  // Nothing is guessed at.
  EXPECT_EQ(read("1.5", point_comma), std::nullopt);
  EXPECT_EQ(read("1.23", space_comma), std::nullopt);
  EXPECT_EQ(read("1.234", space_comma), std::nullopt);
  EXPECT_EQ(read("1,5", comma_point), std::nullopt);
  EXPECT_EQ(read("1,234", apostrophe_point), std::nullopt);
  EXPECT_EQ(read("1,234.5", point_comma), std::nullopt);
  EXPECT_EQ(read("1.234.56", point_comma), std::nullopt);
  EXPECT_EQ(read("1234.567", point_comma), std::nullopt);
  EXPECT_EQ(read("1 234.567", point_comma), std::nullopt);
  EXPECT_EQ(read("", comma_point), std::nullopt);
  EXPECT_EQ(read("-", comma_point), std::nullopt);
  EXPECT_EQ(read(".", comma_point), std::nullopt);
  EXPECT_EQ(read("nan", comma_point), std::nullopt);
  EXPECT_EQ(read("0x10", comma_point), std::nullopt);
}

TEST(formats_test, a_field_takes_the_workspaces_form_and_says_what_that_is) {
  const formats german{number_format::point_comma, {}};
  const auto typed = [&](std::string_view text) {
    return read_typed(headcount(), plain_text(headcount(), text, german));
  };
  EXPECT_EQ(typed("12.400").json, "12400");
  EXPECT_EQ(typed("12400").json, "12400");
  EXPECT_EQ(typed("12,5").error, "Enter a whole number");
  EXPECT_EQ(typed("12.40").error, "Enter a whole number");
  EXPECT_EQ(shown_fault("Enter a whole number", german), "Enter a whole number, such as 1.234");
  EXPECT_EQ(shown_fault("Enter a number", german), "Enter a number, such as 1.234,56");
  EXPECT_EQ(shown_fault("Name is required", german), "Name is required");
  const auto mood = [&](std::string_view text) {
    return read_typed(sentiment(), plain_text(sentiment(), text, german));
  };
  EXPECT_EQ(mood("-0,25").json, "-0.25");
  EXPECT_EQ(mood("0.25").error, "Enter a number");
  EXPECT_EQ(plain_text(*describe::type_of<brand>().find("name"), "1.5, two", german), "1.5, two");
}

TEST(formats_test, axes_shares_and_growth_follow) {
  const formats how{number_format::space_comma, date_format::day_dot_month};
  EXPECT_EQ(tick_text(12'500, 2'500, how), "12\u202F500");
  EXPECT_EQ(tick_text(0.25, 0.25, how), "0,25");
  EXPECT_EQ(share_text(77, 1000, how), "7,7%");
  EXPECT_EQ(share_text(1, 1, how), "100%");
  EXPECT_EQ(growth_text(growth_of(104.2, 100), how), "+4,2%");
  const auto axis = bucket_axis::ending(parse_date("2026-03-08"), bucket_unit::day, 7);
  const auto labels = axis_labels(axis, 14, how);
  ASSERT_FALSE(labels.empty());
  EXPECT_EQ(labels.back().text, "08.03.");
  EXPECT_EQ(bucket_name(parse_date("2026-03-02"), bucket_unit::week, how), "Week of 02.03.2026");
}

TEST(formats_test, ages_fall_back_to_the_workspaces_dates) {
  const timestamp then = *parse_timestamp("2025-11-20T10:00:00Z");
  const auto now = [&](std::string_view text, date_format dates) {
    return wall_time{parse_timestamp(text)->micros / 1'000, 0, {{}, dates}};
  };
  EXPECT_EQ(age_text(then, now("2025-11-20T13:00:00Z", date_format::iso)), "3 h");
  EXPECT_EQ(age_text(then, now("2025-12-20T13:00:00Z", date_format::iso)), "11-20");
  EXPECT_EQ(age_text(then, now("2026-12-20T13:00:00Z", date_format::iso)), "2025-11-20");
  EXPECT_EQ(ago_text(then, now("2026-12-20T13:00:00Z", date_format::day_dot_month)), "20.11.2025");
  EXPECT_EQ(exact_time_text(then, now("2026-12-20T13:00:00Z", date_format::month_day_year)),
            "Nov 20, 2025, 10:00:00");
}

TEST(formats_test, chips_show_the_workspaces_form_of_what_the_filter_says) {
  const auto& type = describe::type_of<brand>();
  const formats how{number_format::point_comma, date_format::day_dot_month};
  const auto words = [&](std::string_view filter) {
    const auto parsed = query::parse_filter(type, filter);
    return value_words(std::get<query::comparison>(parsed->root->what), {}, how);
  };
  EXPECT_EQ(words("headcount >= 1000"), "1.000");
  EXPECT_EQ(words("founded > 1999"), "1999");
  EXPECT_EQ(words("created_at > \"2026-03-05T00:00:00Z\""), "05.03.2026");
}

TEST(formats_test, what_is_kept_on_the_device_comes_back) {
  for (const formats& how : all_formats()) EXPECT_EQ(read_formats(to_json(how)), how);
  EXPECT_EQ(read_formats(""), formats{});
  EXPECT_EQ(read_formats(R"({"number_format":"roman","date_format":"iso"})"),
            (formats{number_format::comma_point, date_format::iso}));
}

}  // namespace
}  // namespace dossier::model
