#include "client-wasm/src/model/table_chart.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

std::optional<table_chart> chart(std::string_view source) {
  const auto read = text::markdown::parse(source);
  return read.blocks.empty() ? std::nullopt : read_chart(read.blocks.front(), source);
}

TEST(table_chart_test, a_table_of_names_and_numbers_is_bars) {
  const auto made = chart(
      "| Distance | Per 1,000 loans |\n| --- | ---: |\n| Under 0.5 pt | **92** |\n| 1 to 2 pt | 41.5 |\n");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->caption, "Per 1,000 loans");
  ASSERT_EQ(made->bars.size(), 2U);
  EXPECT_EQ(made->bars[0].label, "Under 0.5 pt");
  EXPECT_EQ(made->bars[0].value_text, "92");
  EXPECT_DOUBLE_EQ(made->bars[1].value, 41.5);
  EXPECT_DOUBLE_EQ(made->most, 92);
  EXPECT_TRUE(made->stresses);
  EXPECT_TRUE(made->bars[0].stressed);
  EXPECT_FALSE(made->bars[1].stressed);
}

TEST(table_chart_test, bars_that_are_all_bold_or_none_have_one_color) {
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n|x|**1**|\n|y|**2**|\n")->stresses);
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n|x|1|\n|y|2|\n")->stresses);
}

TEST(table_chart_test, any_other_table_stays_one) {
  EXPECT_FALSE(chart("|a|b|c|\n|-|-|-|\n|x|1|2|\n"));
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n|x|many|\n"));
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n|x|0|\n"));
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n|x|\n"));
  EXPECT_FALSE(chart("|a|b|\n|-|-|\n"));
  EXPECT_FALSE(chart("text"));
}

TEST(table_chart_test, a_long_table_stays_one) {
  std::string source = "|a|b|\n|-|-|\n";
  for (std::size_t i = 0; i < most_chart_bars; ++i) source += "|x|1|\n";
  EXPECT_TRUE(chart(source));
  EXPECT_FALSE(chart(source + "|x|1|\n"));
}

TEST(table_chart_test, numbers_are_read_with_their_signs_and_units) {
  EXPECT_EQ(chart_value("1,200"), 1200);
  EXPECT_EQ(chart_value("18.5%"), 18.5);
  EXPECT_EQ(chart_value("€5m"), 5);
  EXPECT_EQ(chart_value("0.5 pt"), 0.5);
  for (const std::string_view wrong :
       {"", "-3", "2 to 3", "x1", "1.2.3", "1 thousand", "1234567890123456", "12,5", "1,2000"}) {
    EXPECT_EQ(chart_value(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace dossier::model
