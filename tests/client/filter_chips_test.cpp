#include "client-wasm/src/model/filter_chips.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"

namespace dossier::model {
namespace {

using describe::type_of;

std::string chips(const describe::record_type& type, std::string_view filter) {
  const auto parsed = query::parse_filter(type, filter);
  EXPECT_TRUE(parsed.ok()) << filter;
  std::string text;
  for (const filter_chip& chip : filter_chips(*parsed)) {
    text += "[" + chip.field + " " + std::string(chip.op) + " " + chip.value + "]";
  }
  return text;
}

TEST(filter_chips_test, say_each_comparison_in_words) {
  EXPECT_EQ(chips(type_of<brand>(), ""), "");
  EXPECT_EQ(chips(type_of<brand>(), "industry = \"Software\" AND headcount >= 1000 AND domain != null"),
            "[Industry is Software][Headcount ≥ 1,000][Domain is not empty]");
  EXPECT_EQ(chips(type_of<brand>(), "country IN (\"DE\", null) AND tags:\"a\" AND ticker:*"),
            "[Country is one of DE, empty][Tags has a][Ticker is set]");
  EXPECT_EQ(chips(type_of<brand>(), "founded IN (1, 2, 3, 4)"), "[Founded is one of 1, 2, 3, 4]");
  EXPECT_EQ(chips(type_of<brand>(), "founded IN (1, 2, 3, 4, 5)"), "[Founded is one of 1, 2, 3 and 2 more]");
  EXPECT_EQ(chips(type_of<insight>(), "brand.name = \"Acme\" AND status = \"draft\" AND pinned = true"),
            "[Brand name is Acme][Status is Draft][Pinned is Yes]");
  EXPECT_EQ(chips(type_of<insight>(), "created_at > now-7d AND author_id = me AND sentiment < -0.5"),
            "[Created after now-7d][Author is me][Sentiment < -0.5]");
}

TEST(filter_chips_test, are_none_for_a_filter_that_they_could_not_say_whole) {
  EXPECT_EQ(chips(type_of<brand>(), "industry = \"a\" OR country = \"DE\""), "");
  EXPECT_EQ(chips(type_of<brand>(), "industry = \"a\" AND NOT country = \"DE\""), "");
}

TEST(filter_chips_test, leave_the_rest_of_the_filter_when_one_goes) {
  const auto parsed = query::parse_filter(type_of<brand>(), "industry=\"a\" AND headcount>5 AND tags:\"x\"");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(without_comparison(*parsed, 0), "headcount > 5 AND tags:\"x\"");
  EXPECT_EQ(without_comparison(*parsed, 2), "industry = \"a\" AND headcount > 5");
}

TEST(filter_chips_test, begin_one_more_condition_that_holds_beside_all_others) {
  const auto& type = type_of<brand>();
  const auto more = [&type](std::string_view filter, std::string_view field) {
    return with_condition(type, filter, *type.find(field));
  };
  EXPECT_EQ(more("", "name"), "name = \"\"");
  EXPECT_EQ(more("name = \"a\"", "headcount"), "name = \"a\" AND headcount = ");
  EXPECT_EQ(more("name = \"a\" OR name = \"b\"", "tags"), "(name = \"a\" OR name = \"b\") AND tags:\"\"");
}

TEST(filter_chips_test, a_fault_is_told_with_its_place_in_characters) {
  const auto fault = [](std::string_view filter) {
    const auto parsed = query::parse_filter(type_of<brand>(), filter);
    return parsed.ok() ? "" : fault_text(parsed.error(), filter).substr(30);
  };
  EXPECT_EQ(fault("name = \"é\" x"), "AND or OR is expected between two conditions, at character 12");
  EXPECT_EQ(fault("name ="), "a value is missing, at its end");
  EXPECT_EQ(fault_text(problems::malformed("Not here."), "x"), "Not here.");
  EXPECT_EQ(fault_text(problems::malformed("Not here.", 99), "x"), "Not here.");
}

}  // namespace
}  // namespace dossier::model
