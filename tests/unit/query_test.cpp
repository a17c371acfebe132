#include <gtest/gtest.h>

#include <algorithm>

#include "shared/describe/registry.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/order.hpp"
#include "shared/query/page_token.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/unit/support/random_records.hpp"

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
  EXPECT_EQ(fault(type, "tags = \"x\""), "0`tags` is a list, which `=` cannot compare");
  EXPECT_EQ(fault(type, "status = \"odd\""), "9`status` is one of draft, published, archived");
  EXPECT_EQ(fault(type, "status = draft"), "9`status` is compared with a value in double quotes");
  EXPECT_EQ(fault(type, "status"), "6`=` is expected after the field's name");
  EXPECT_EQ(fault(type, "status ="), "8a value is missing after `=`");
  EXPECT_EQ(fault(type, "status = \"draft"), "9the string that begins here has no end");
  EXPECT_EQ(fault(type, R"(status = "a\n")"),
            "11a backslash in a string stands only before a quote or a backslash");
  EXPECT_EQ(fault(type, "pinned = true pinned = true"), "14AND is expected between two conditions");
  EXPECT_EQ(fault(type, "pinned = true and pinned = true"), "14AND is expected between two conditions");
  EXPECT_EQ(fault(type, "pinned = true AND"), "17a field's name is expected");
  EXPECT_EQ(fault(type, "= 3"), "0a field's name is expected");
  EXPECT_EQ(fault(type, "pinned = 1"), "9`pinned` is compared with true or false");
  EXPECT_EQ(fault(type, "pinned = null"), "9`pinned` is never null");
  EXPECT_EQ(fault(type, "sentiment = \"1\""), "12`sentiment` is compared with a number");
  EXPECT_EQ(fault(type, "sentiment = 1e999"), "12this number is out of range");
  EXPECT_EQ(fault(type, "sentiment = 1x"), "12this is not a number");
  EXPECT_EQ(fault(type, "sentiment = -"), "12this is not a number");
  EXPECT_EQ(fault(type, "brand_id = \"7\""), "11`brand_id` is compared with an id (a UUID)");
  EXPECT_EQ(fault(type, "sentiment > 1"),
            "10only conditions of the form `field = value` joined by AND may stand here");
  EXPECT_EQ(fault(type, "pinned = true; drop"), "13this character cannot stand here");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 1.5"), "12`headcount` is compared with a whole number");
  EXPECT_EQ(fault(type_of<brand>(), "headcount = 99999999999999999999"), "12this number is out of range");
}

TEST(filter, is_refused_beyond_its_limits) {
  const auto& type = type_of<insight>();
  const std::string longest = "title = \"" + std::string(filter_max_length - 10, 'x') + "\"";
  EXPECT_TRUE(parse_filter(type, longest).ok());
  EXPECT_EQ(fault(type, longest + " ").substr(0, 4), std::to_string(filter_max_length));
  std::string many = "pinned = true";
  for (std::size_t i = 1; i < filter_max_depth; ++i) many += " AND pinned = true";
  EXPECT_TRUE(parse_filter(type, many).ok());
  EXPECT_FALSE(parse_filter(type, many + " AND pinned = true").ok());
  using namespace std::string_view_literals;
  EXPECT_EQ(fault(type, "title = \"a\0b\""sv).substr(0, 2), "10");
  EXPECT_EQ(fault(type, "title = \"a\xFF\"").substr(0, 2), "10");
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

TEST(filter, made_of_a_records_own_values_matches_it) {
  tests::random_records random(10);
  for (const describe::record_type* type : describe::all_records()) {
    for (int i = 0; i < 200; ++i) {
      const any_record record = random.record(*type);
      const order by_title{&type->title(), false};
      const auto key = std::get<std::string>(position_of(by_title, record).key);
      filter wanted{type,
                    node{comparison{by_title.field, comparison_operator::equal, text_literal{key, key}}}};
      EXPECT_TRUE(matches(wanted, record));
      const auto again = parse_filter(*type, to_string(wanted));
      ASSERT_TRUE(again.ok()) << to_string(wanted);
      EXPECT_TRUE(matches(*again, record));
      EXPECT_EQ(comparisons_of(*again).size(), 1U);
    }
  }
}

TEST(order, names_one_sortable_field_and_a_direction) {
  const auto& type = type_of<brand>();
  EXPECT_EQ(to_string(*parse_order(type, "name")), "name");
  EXPECT_EQ(to_string(*parse_order(type, "name asc")), "name");
  EXPECT_EQ(to_string(*parse_order(type, "  headcount   desc ")), "headcount desc");
  EXPECT_EQ(to_string(*parse_order(type, "")), "created_at desc");
}

TEST(order, says_why_it_is_refused) {
  const auto& type = type_of<brand>();
  const auto refusal = [&](std::string_view text) {
    const auto parsed = parse_order(type, text);
    EXPECT_FALSE(parsed.ok()) << text;
    return std::to_string(parsed.error().position.value_or(9999)) + parsed.error().detail.substr(30);
  };
  EXPECT_EQ(refusal("nam"), "0there is no such field of brands");
  EXPECT_EQ(refusal("domain"), "0`domain` cannot be sorted by");
  EXPECT_EQ(refusal("name down"), "5`asc` or `desc` may follow the field");
  EXPECT_EQ(refusal("name desc please"), "10nothing may follow the direction");
  EXPECT_EQ(refusal("name desc,country"), "9one field orders a list");
  EXPECT_EQ(refusal("name,"), "4one field orders a list");
  EXPECT_EQ(refusal(","), "0one field orders a list");
}

TEST(order, puts_records_without_a_value_last_in_both_directions) {
  any_record with(type_of<brand>());
  any_record without(type_of<brand>());
  with.get_if<brand>()->headcount = 5;
  for (const char* text : {"headcount", "headcount desc"}) {
    const auto by = parse_order(type_of<brand>(), text);
    EXPECT_LT(compare(*by, with, without), 0);
    EXPECT_GT(compare(*by, without, with), 0);
    EXPECT_EQ(compare(*by, without, without), 0);
  }
}

TEST(order, breaks_ties_by_id_in_the_fields_direction) {
  any_record low(type_of<brand>());
  any_record high(type_of<brand>());
  low.base().id = make_uuid_v7(1, {});
  high.base().id = make_uuid_v7(2, {});
  EXPECT_LT(compare(*parse_order(type_of<brand>(), "name"), low, high), 0);
  EXPECT_GT(compare(*parse_order(type_of<brand>(), "name desc"), low, high), 0);
  EXPECT_GT(compare(*parse_order(type_of<brand>(), "headcount desc"), low, high), 0);
}

TEST(order, is_a_total_order_on_random_records) {
  tests::random_records random(11);
  for (const describe::record_type* type : describe::all_records()) {
    std::vector<any_record> all;
    for (int i = 0; i < 100; ++i) all.push_back(random.record(*type));
    for (const describe::field& described : type->fields) {
      if (!described.is_sortable) continue;
      for (const bool descending : {false, true}) {
        const order by{&described, descending};
        std::sort(all.begin(), all.end(),
                  [&](const auto& a, const auto& b) { return compare(by, a, b) < 0; });
        for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LT(compare(by, all[i - 1], all[i]), 0);
      }
    }
  }
}

TEST(page_position, survives_being_encoded_for_every_kind_of_key) {
  tests::random_records random(12);
  for (const describe::record_type* type : describe::all_records()) {
    for (const describe::field& described : type->fields) {
      if (described.kind == describe::kind::text_list) continue;
      for (int i = 0; i < 20; ++i) {
        const page_position position = position_of({&described, i % 2 == 0}, random.record(*type));
        EXPECT_EQ(decode_page_position(encode(position)), position) << described.name;
      }
    }
  }
}

TEST(page_position, is_refused_when_its_bytes_are_not_one) {
  const std::string good = encode({true, std::int64_t{7}, make_uuid_v7(1, {})});
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(decode_page_position(std::string_view(good).substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(decode_page_position(good + "x").has_value());
  std::string other = good;
  other[0] = 9;
  EXPECT_FALSE(decode_page_position(other).has_value());
  other = good;
  other[1] = 99;
  EXPECT_FALSE(decode_page_position(other).has_value());
}

}  // namespace
}  // namespace dossier::query
