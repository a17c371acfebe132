#include <gtest/gtest.h>

#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::type_of;

const std::string some_id = "0192f0c1-7a2b-7c3d-8e4f-0123456789ab";

any_record make_insight() {
  any_record record(type_of<insight>());
  insight& note = *record.get_if<insight>();
  note.brand_id = *parse_uuid(some_id);
  note.title = "Société Générale";
  note.status = insight_status::published;
  note.sentiment = 0.5;
  note.published_at = timestamp{1'000'000};
  note.pinned = true;
  return record;
}

bool insight_matches(std::string_view text) {
  const auto parsed = parse_filter(type_of<insight>(), text);
  EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : parsed.error().detail);
  return parsed.ok() && matches(*parsed, make_insight());
}

std::string fault(const describe::record_type& type, std::string_view text) {
  const auto parsed = parse_filter(type, text);
  EXPECT_FALSE(parsed.ok()) << text;
  if (parsed.ok()) return {};
  EXPECT_EQ(parsed.error().status, 400);
  return std::to_string(parsed.error().position.value_or(9999)) + parsed.error().detail.substr(30);
}

TEST(filter, that_is_empty_matches_everything) {
  EXPECT_TRUE(insight_matches(""));
  EXPECT_TRUE(insight_matches(" \n\t "));
}

TEST(filter, compares_every_kind_of_field) {
  EXPECT_TRUE(insight_matches("status = \"published\""));
  EXPECT_FALSE(insight_matches("status = \"draft\""));
  EXPECT_TRUE(insight_matches("brand_id = \"" + some_id + "\""));
  EXPECT_FALSE(insight_matches("brand_id = \"00000000-0000-0000-0000-000000000000\""));
  EXPECT_TRUE(insight_matches("pinned = true"));
  EXPECT_FALSE(insight_matches("pinned=false"));
  EXPECT_TRUE(insight_matches("sentiment = 0.5"));
  EXPECT_TRUE(insight_matches("sentiment = 5e-1"));
  EXPECT_FALSE(insight_matches("sentiment = -0.5"));
  EXPECT_TRUE(insight_matches("published_at = \"1970-01-01T01:00:01+01:00\""));
  EXPECT_FALSE(insight_matches("published_at = \"1970-01-01T00:00:02Z\""));
}

TEST(filter, compares_text_without_case_and_accents) {
  EXPECT_TRUE(insight_matches("title = \"SOCIETE GENERALE\""));
  EXPECT_TRUE(insight_matches("status = \"Published\""));
  EXPECT_FALSE(insight_matches("title = \"societe\""));
}

TEST(filter, knows_whether_a_field_is_set) {
  EXPECT_TRUE(insight_matches("source = null"));
  EXPECT_FALSE(insight_matches("source = \"\""));
  EXPECT_FALSE(insight_matches("sentiment = null"));
}

TEST(filter, joins_conditions_that_must_all_hold) {
  EXPECT_TRUE(insight_matches("status = \"published\" AND pinned = true AND source = null"));
  EXPECT_FALSE(insight_matches("status = \"published\" AND pinned = false AND source = null"));
}

TEST(filter, takes_quotes_and_backslashes_inside_texts) {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = R"(A "B" \ C)";
  const auto parsed = parse_filter(type_of<brand>(), R"(name = "a \"b\" \\ c")");
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(matches(*parsed, record));
}

TEST(filter, says_where_and_why_it_is_not_understood) {
  const auto& type = type_of<insight>();
  EXPECT_EQ(fault(type, "statu = \"draft\""), "0`statu` is not a field of insights");
  EXPECT_EQ(fault(type, "pinned = true AND body = \"x\""), "18`body` cannot be filtered by");
  EXPECT_EQ(fault(type, "tags = \"x\""), "5`tags` is a list, which only `:` looks into, as in tags:\"a\"");
  EXPECT_EQ(fault(type, "tags > \"x\""), "5`tags` is a list, which only `:` looks into, as in tags:\"a\"");
  EXPECT_EQ(fault(type, "status = \"odd\""), "9`status` is one of draft, published, archived");
  EXPECT_EQ(fault(type, "status = draft"), "9`status` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "status > \"draft\""), "7`status` has no order; =, !=, IN and `:*` suit it");
  EXPECT_EQ(fault(type, "status"), "6an operator is expected after the field's name: = != < <= > >= : or IN");
  EXPECT_EQ(fault(type, "status ="), "8a value is missing");
  EXPECT_EQ(fault(type, "status = \"draft"), "9the text that begins here has no closing quote");
  EXPECT_EQ(fault(type, "status = 'draft'"), "9a text stands in double quotes");
  EXPECT_EQ(fault(type, R"(status = "a\n")"),
            "11a backslash in a text stands only before a quote or a backslash");
  EXPECT_EQ(fault(type, "pinned = true pinned = true"), "14AND or OR is expected between two conditions");
  EXPECT_EQ(fault(type, "pinned = true and pinned = true"), "14AND is written in capital letters");
  EXPECT_EQ(fault(type, "pinned = true AND not pinned = true"), "18NOT is written in capital letters");
  EXPECT_EQ(fault(type, "pinned in (true)"), "7IN is written in capital letters");
  EXPECT_EQ(fault(type, "pinned = true AND"), "17a condition is expected, such as name = \"Acme\"");
  EXPECT_EQ(fault(type, "= 3"), "0a field's name is expected");
  EXPECT_EQ(fault(type, "()"), "1a field's name is expected");
  EXPECT_EQ(fault(type, "(pinned = true"), "0the parenthesis that opens here is not closed");
  EXPECT_EQ(fault(type, "pinned = true)"), "13this parenthesis closes none");
  EXPECT_EQ(fault(type, "!pinned = true"), "0`!` stands only in `!=`; NOT negates a condition");
  EXPECT_EQ(fault(type, "pinned = 1"), "9`pinned` is compared with true or false");
  EXPECT_EQ(fault(type, "pinned = null"), "9`pinned` is never null");
  EXPECT_EQ(fault(type, "sentiment > null"),
            "12null stands only with =, != and IN; `:*` asks whether a field is set");
  EXPECT_EQ(fault(type, "sentiment = \"1\""), "12`sentiment` is compared with a number");
  EXPECT_EQ(fault(type, "sentiment = 1e999"), "12this number is out of range");
  EXPECT_EQ(fault(type, "sentiment = 1x"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment = -"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment = 1.2.3"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment:1"),
            "10`sentiment` has no words; `:` takes only `*` there, compare it with = != < <= > >= or IN");
  EXPECT_EQ(fault(type, "pinned:true"),
            "7`pinned` has no words; `:` takes only `*` there, compare it with =, != or IN");
  EXPECT_EQ(fault(type, "title:\"&\""), "6`:` looks for words, and there is none in this text");
  EXPECT_EQ(fault(type, "brand_id = \"7\""),
            "11`brand_id` is compared with an id (a UUID in double quotes) or `me`");
  EXPECT_EQ(fault(type, "title = me"), "8`title` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "pinned = true; drop"),
            "13this character cannot stand here; texts stand in double quotes");
  EXPECT_EQ(fault(type, "status IN \"draft\""),
            "10IN is followed by values in parentheses, such as (\"a\", \"b\")");
  EXPECT_EQ(fault(type, "status IN ()"), "11`status` is compared with a text in double quotes");
  EXPECT_EQ(fault(type, "status IN (\"draft\" \"archived\")"), "19a comma or `)` is expected after a value");
  EXPECT_EQ(fault(type, "brand = \"x\""),
            "0`brand` is not a field of insights; brand_id compares its id, brand.name looks into it");
  EXPECT_EQ(fault(type, "brand.nam = \"x\""), "6`nam` is not a field of brands");
  EXPECT_EQ(fault(type, "brand.description = \"x\""), "6`description` cannot be filtered by");
  EXPECT_EQ(fault(type, "author.name = \"x\""), "0`author` is not a reference of insights, which has brand");
  EXPECT_EQ(fault(type_of<brand>(), "tags.name = \"x\""), "0`tags` is not a reference of brands");
  EXPECT_EQ(fault(type, "brand.name.x = \"x\""), "6`name.x` is not a field of brands");
  EXPECT_EQ(fault(type, "created_at > now-7"),
            "17a number with a unit (s, m, h, d or w) is expected, such as now-7d");
  EXPECT_EQ(fault(type, "created_at > now-7dx"),
            "17a number with a unit (s, m, h, d or w) is expected, such as now-7d");
  EXPECT_EQ(fault(type, "created_at > \"yesterday\"").substr(0, 40),
            "13`created_at` is compared with a time i");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 1.5"), "12`headcount` is compared with a whole number");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 99999999999999999999"), "12this number is out of range");
}

TEST(filter, prints_in_one_spelling_that_parses_to_the_same) {
  const auto& type = type_of<insight>();
  for (const char* text :
       {"", "status = \"draft\"", "title = \"a \\\"b\\\" \\\\\" AND sentiment = 0.1 AND pinned = true",
        "source = null", "published_at = \"2026-11-20T21:22:03.000000Z\""}) {
    const auto parsed = parse_filter(type, text);
    ASSERT_TRUE(parsed.ok()) << text;
    EXPECT_EQ(to_string(*parsed), text);
  }
  EXPECT_EQ(to_string(*parse_filter(type, " status=\"DRAFT\"\nAND  sentiment=5.0e-1 ")),
            "status = \"draft\" AND sentiment = 0.5");
}

}  // namespace
}  // namespace dossier::query
