#include <gtest/gtest.h>

#include <algorithm>

#include "shared/describe/registry.hpp"
#include "shared/query/order.hpp"
#include "shared/query/page_token.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/unit/support/random_records.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::type_of;

TEST(order, names_sortable_fields_and_their_directions) {
  const auto& type = type_of<brand>();
  EXPECT_EQ(to_string(*parse_order(type, "name")), "name");
  EXPECT_EQ(to_string(*parse_order(type, "name asc")), "name");
  EXPECT_EQ(to_string(*parse_order(type, "  headcount   desc ")), "headcount desc");
  EXPECT_EQ(to_string(*parse_order(type, "")), "created_at desc");
  EXPECT_EQ(to_string(*parse_order(type, "country , headcount desc,name asc")),
            "country,headcount desc,name");
}

TEST(order, says_why_it_is_refused) {
  const auto& type = type_of<brand>();
  const auto refusal = [&](std::string_view text) {
    const auto parsed = parse_order(type, text);
    EXPECT_FALSE(parsed.ok()) << text;
    return std::to_string(parsed.error().position.value_or(9999)) + parsed.error().detail.substr(30);
  };
  EXPECT_EQ(refusal("nam"), "0`nam` is not a field of brands");
  EXPECT_EQ(refusal("domain"), "0`domain` cannot be sorted by");
  EXPECT_EQ(refusal("name down"), "5`asc` or `desc` may follow the field");
  EXPECT_EQ(refusal("name desc please"), "10nothing but a comma may follow the direction");
  EXPECT_EQ(refusal("name desc,domain"), "10`domain` cannot be sorted by");
  EXPECT_EQ(refusal("name desc,country,name"), "18`name` stands twice");
  EXPECT_EQ(refusal("name,"), "5a field's name is missing");
  EXPECT_EQ(refusal(","), "0a field's name is missing");
  EXPECT_EQ(refusal("name,industry,country,headcount,created_at,updated_at"),
            "43at most 5 fields order a list");
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
  const std::string good = encode({{std::int64_t{7}}, make_uuid_v7(1, {})});
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
