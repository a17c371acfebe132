#include "shared/query/view_errors.hpp"

#include <gtest/gtest.h>

#include "shared/query/filter.hpp"

namespace dossier::query {
namespace {

saved_view of_brands() {
  saved_view made;
  made.name = "Large";
  made.resource = "brands";
  return made;
}

TEST(view_errors, finds_nothing_wrong_with_a_view_that_can_be_opened) {
  EXPECT_TRUE(view_errors(of_brands()).empty());
  saved_view full = of_brands();
  full.filter = R"(country = "DE" AND headcount >= 100)";
  full.q = "\"rate cap\" freight";
  full.order_by = "headcount desc,name";
  full.columns = {"name", "headcount", "insights", "updated_at"};
  EXPECT_TRUE(view_errors(full).empty());
}

TEST(view_errors, names_a_resource_that_there_is_none_of_and_asks_no_further) {
  saved_view lost = of_brands();
  lost.resource = "suppliers";
  lost.filter = "((";
  EXPECT_EQ(
      view_errors(lost),
      (std::vector<field_error>{{"resource", "unknown", "must be the name of a resource, such as brands"}}));
}

TEST(view_errors, names_the_character_at_which_a_filter_is_not_understood) {
  saved_view wrong = of_brands();
  wrong.filter = R"(country = "DE" AND headcont >= 5)";
  const auto errors = view_errors(wrong);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].field, "filter");
  EXPECT_EQ(errors[0].code, "syntax");
  EXPECT_TRUE(errors[0].message.starts_with("is not understood at character 20: ")) << errors[0].message;
}

TEST(view_errors, counts_characters_and_not_bytes) {
  saved_view wrong = of_brands();
  wrong.filter = "name = \"\xC3\x9C\" AND nme = 1";
  ASSERT_EQ(view_errors(wrong).size(), 1U);
  EXPECT_TRUE(view_errors(wrong)[0].message.starts_with("is not understood at character 16: "))
      << view_errors(wrong)[0].message;
}

TEST(view_errors, holds_a_filter_against_its_own_resource) {
  saved_view other = of_brands();
  other.filter = "status = \"draft\"";
  EXPECT_EQ(view_errors(other).size(), 1U) << "brands have no status";
  other.resource = "insights";
  EXPECT_TRUE(view_errors(other).empty());
}

TEST(view_errors, refuses_an_order_and_a_search_that_cannot_be_asked_for) {
  saved_view wrong = of_brands();
  wrong.order_by = "description desc";
  wrong.q = "\"not closed";
  const auto errors = view_errors(wrong);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].field, "q");
  EXPECT_EQ(errors[1].field, "order_by");
}

TEST(view_errors, refuses_columns_that_there_are_none_of) {
  saved_view wrong = of_brands();
  wrong.columns = {"name", "tags", "salary", "insights", "brands"};
  const auto errors = view_errors(wrong);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].field, "columns[2]");
  EXPECT_EQ(errors[0].code, "unknown");
  EXPECT_EQ(errors[1].field, "columns[4]") << "no brand refers to brands";
}

TEST(view_errors, crosses_the_limit_of_a_filter) {
  saved_view longest = of_brands();
  longest.filter = "name = \"" + std::string(filter_max_length - 9, 'a') + "\"";
  EXPECT_TRUE(view_errors(longest).empty());
  longest.filter.insert(8, "a");
  EXPECT_EQ(view_errors(longest).size(), 1U);
}

}  // namespace
}  // namespace dossier::query
