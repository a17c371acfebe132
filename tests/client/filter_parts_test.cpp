#include "client-wasm/src/model/filter_parts.hpp"

#include <gtest/gtest.h>

#include "client-wasm/src/model/filter_words.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::model {
namespace {

using describe::type_of;

const auto& brands = type_of<brand>();
const auto& insights = type_of<insight>();

std::string text_of(std::string_view filter, const filter_part& part) {
  return std::string(filter.substr(part.begin, part.end - part.begin));
}

std::string chips(const describe::record_type& type, std::string_view filter) {
  std::string text;
  for (const filter_part& part : filter_parts(type, filter)) {
    if (!part.compared) {
      text += "{" + text_of(filter, part) + "}";
      continue;
    }
    text += "[" + path_words(path_of(*part.compared)) + "|" +
            std::string(operator_words(operator_of(*part.compared), *part.compared->field)) + "|" +
            value_words(*part.compared) + "]";
  }
  return text;
}

TEST(filter_parts_test, say_each_comparison_in_words) {
  EXPECT_EQ(chips(brands, ""), "");
  EXPECT_EQ(chips(brands, "industry = \"Software\" AND headcount >= 1000 AND domain != null"),
            "[Industry|is|Software][Headcount|at least|1,000][Domain|is not|empty]");
  EXPECT_EQ(chips(brands, "country IN (\"DE\", null) AND tags:\"a\" AND ticker:* AND ticker = null"),
            "[Country|is one of|DE, empty][Tags|has|a][Ticker|is|set][Ticker|is|empty]");
  EXPECT_EQ(chips(brands, "founded IN (1999, 2, 3, 4)"), "[Founded|is one of|1999, 2, 3, 4]");
  EXPECT_EQ(chips(brands, "founded IN (1, 2, 3, 4, 5)"), "[Founded|is one of|1, 2, 3 and 2 more]");
  EXPECT_EQ(chips(insights, "brand.name = \"Acme\" AND status = \"draft\" AND pinned = true"),
            "[Brand name|is|Acme][Status|is|Draft][Pinned|is|Yes]");
  EXPECT_EQ(chips(insights, "created_at >= now-7d AND author_id = me AND sentiment < -0.5"),
            "[Created|in the last|7 days][Author|is|me][Sentiment|below|-0.5]");
  EXPECT_EQ(chips(insights, "created_at > now-36h AND created_at < \"2026-11-20\" AND title:\"rate\""),
            "[Created|after|36 hours ago][Created|before|20 Nov 2026][Title|contains|rate]");
}

TEST(filter_parts_test, show_whole_what_is_more_than_one_comparison) {
  EXPECT_EQ(chips(brands, "industry = \"a\" OR country = \"DE\""), "{industry = \"a\" OR country = \"DE\"}");
  EXPECT_EQ(chips(brands, "headcount > 1 AND (tags:\"b\" OR NOT industry:*) AND NOT country = \"DE\""),
            "[Headcount|above|1]{(tags:\"b\" OR NOT industry:*)}{NOT country = \"DE\"}");
  EXPECT_EQ(chips(brands, "(headcount > 1)"), "[Headcount|above|1]");
  EXPECT_EQ(chips(brands, "headcount > "), "");
}

TEST(filter_parts_test, leave_the_rest_as_it_is_written_when_one_goes_or_changes) {
  const std::string filter = "industry=\"a\"  AND headcount>5 AND\ttags : \"x\" ";
  const auto parts = filter_parts(brands, filter);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(without_part(filter, parts, 0), "headcount>5 AND\ttags : \"x\" ");
  EXPECT_EQ(without_part(filter, parts, 1), "industry=\"a\"  AND tags : \"x\" ");
  EXPECT_EQ(without_part(filter, parts, 2), "industry=\"a\"  AND headcount>5 ");
  EXPECT_EQ(without_part("name = \"a\"", filter_parts(brands, "name = \"a\""), 0), "");
  const auto changed = with_operator(*parts[1].compared, chip_operator::at_least);
  EXPECT_EQ(with_part(brands, filter, parts[1], changed),
            "industry=\"a\"  AND headcount >= 5 AND\ttags : \"x\" ");
}

TEST(filter_parts_test, one_more_comparison_holds_beside_all_others) {
  const auto more = [](std::string_view filter) {
    const auto added = filter_parts(brands, "headcount >= 5").front().compared;
    return with_comparison(brands, filter, *added);
  };
  EXPECT_EQ(more(""), "headcount >= 5");
  EXPECT_EQ(more("name = \"a\" "), "name = \"a\" AND headcount >= 5");
  EXPECT_EQ(more("name = \"a\" OR name = \"b\""), "(name = \"a\" OR name = \"b\") AND headcount >= 5");
}

TEST(filter_parts_test, tell_what_a_filter_says_besides_the_part_that_is_being_typed) {
  const auto rest = [](std::string filter) {
    const std::size_t caret = filter.find('|');
    return rest_of_filter(brands, filter.erase(caret, 1), caret);
  };
  EXPECT_EQ(rest("headcount > 5 AND industry = |"), "headcount > 5");
  EXPECT_EQ(rest("industry = \"a| AND headcount > 5"), "");
  EXPECT_EQ(rest("industry = | AND headcount > 5 AND tags:\"x\""), "headcount > 5 AND tags:\"x\"");
  EXPECT_EQ(rest("headcount > 5 AND |"), "headcount > 5");
  EXPECT_EQ(rest("headcount > 5 OR industry = |"), "");
  EXPECT_EQ(rest("headcount >> 5 AND industry = |"), "");
}

TEST(filter_parts_test, parts_of_any_filter_together_mean_what_it_means) {
  tests::random_filters random(20261128);
  for (const describe::record_type* type : describe::all_records()) {
    for (int run = 0; run < 400; ++run) {
      const query::filter made = random.filter(*type);
      const std::string filter = query::to_string(made);
      std::string joined;
      for (const filter_part& part : filter_parts(*type, filter)) {
        const std::string text = part.compared ? to_text(*type, *part.compared) : text_of(filter, part);
        joined += (joined.empty() ? "" : " AND ") + text;
      }
      const auto again = query::parse_filter(*type, joined);
      ASSERT_TRUE(again.ok()) << filter << " became " << joined;
      EXPECT_EQ(*again, made) << filter << " became " << joined;
    }
  }
}

TEST(filter_parts_test, a_change_of_one_comparison_touches_its_range_alone) {
  tests::random_filters random(4);
  for (const describe::record_type* type : describe::all_records()) {
    for (int run = 0; run < 300; ++run) {
      const std::string filter = query::to_string(random.filter(*type));
      const auto parts = filter_parts(*type, filter);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto gone = query::parse_filter(*type, without_part(filter, parts, i));
        ASSERT_TRUE(gone.ok()) << filter;
        if (!parts[i].compared) continue;
        const filter_path path = path_of(*parts[i].compared);
        for (const chip_operator op : operators_of(path)) {
          const query::comparison changed = with_operator(*parts[i].compared, op);
          if (!is_whole(changed)) continue;
          const std::string after = with_part(*type, filter, parts[i], changed);
          ASSERT_TRUE(query::parse_filter(*type, after).ok()) << filter << " became " << after;
          EXPECT_EQ(after.substr(0, parts[i].begin), filter.substr(0, parts[i].begin));
          const std::string tail = filter.substr(parts[i].end);
          EXPECT_EQ(after.substr(after.size() - tail.size()), tail);
        }
      }
    }
  }
}

TEST(filter_words_test, another_operator_keeps_the_value_where_it_suits) {
  const auto change = [](const describe::record_type& type, std::string_view filter, chip_operator op) {
    const query::comparison changed = with_operator(*filter_parts(type, filter).front().compared, op);
    return is_whole(changed) ? to_text(type, changed) : "no value";
  };
  EXPECT_EQ(change(brands, "headcount = 5", chip_operator::at_most), "headcount <= 5");
  EXPECT_EQ(change(brands, "country IN (\"DE\", \"FR\")", chip_operator::is), "country = \"DE\"");
  EXPECT_EQ(change(brands, "country = \"DE\"", chip_operator::is_one_of), "country IN (\"DE\")");
  EXPECT_EQ(change(brands, "country = \"DE\"", chip_operator::is_empty), "country = null");
  EXPECT_EQ(change(brands, "country = null", chip_operator::contains), "no value");
  EXPECT_EQ(change(brands, "country = \"DE\"", chip_operator::is_set), "country:*");
  EXPECT_EQ(change(brands, "country:*", chip_operator::is_not), "no value");
  EXPECT_EQ(change(brands, "created_at >= now-7d", chip_operator::below), "created_at < now-7d");
  EXPECT_EQ(change(brands, "created_at >= now-7d", chip_operator::at_least), "no value");
  EXPECT_EQ(change(brands, "created_at > \"2026-11-20\"", chip_operator::in_the_last), "no value");
}

TEST(filter_words_test, values_are_read_as_people_type_them) {
  const auto read = [](const describe::record_type& type, std::string_view field, std::string_view text) {
    const query::comparison begun = begun_comparison(*find_path(type, field), chip_operator::is);
    const auto value = read_literal(type, begun, text);
    return value ? to_text(type, with_values(begun, {*value})) : "none";
  };
  EXPECT_EQ(read(brands, "headcount", " 1,000 "), "headcount = 1000");
  EXPECT_EQ(read(brands, "headcount", "many"), "none");
  EXPECT_EQ(read(brands, "headcount", "5 OR name:*"), "none");
  EXPECT_EQ(read(brands, "industry", "Food \"& Drink\""), "industry = \"Food \\\"& Drink\\\"\"");
  EXPECT_EQ(read(brands, "industry", "x\" OR name = \"y"), "industry = \"x\\\" OR name = \\\"y\"");
  EXPECT_EQ(read(brands, "created_at", "2026-11-20"), "created_at = \"2026-11-20T00:00:00.000000Z\"");
  EXPECT_EQ(read(brands, "created_at", "now-7d"), "created_at = now-7d");
  EXPECT_EQ(read(brands, "created_at", "yesterday"), "none");
  EXPECT_EQ(read(insights, "status", "Draft"), "status = \"draft\"");
  EXPECT_EQ(read(insights, "brand.name", "Acme"), "brand.name = \"Acme\"");
  EXPECT_EQ(read(brands, "name", ""), "none");
}

TEST(filter_words_test, one_value_is_and_several_are_one_of) {
  const auto begun = begun_comparison(*find_path(brands, "country"), chip_operator::is);
  const auto value = [&](std::string_view text) { return *read_literal(brands, begun, text); };
  EXPECT_EQ(to_text(brands, with_values(begun, {value("DE")})), "country = \"DE\"");
  const auto two = with_values(begun, {value("DE"), value("FR")});
  EXPECT_EQ(to_text(brands, two), "country IN (\"DE\", \"FR\")");
  EXPECT_EQ(to_text(brands, with_values(two, {value("FR")})), "country = \"FR\"");
  EXPECT_FALSE(is_whole(with_values(two, {})));
}

}  // namespace
}  // namespace dossier::model
