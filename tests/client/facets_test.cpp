#include "client-wasm/src/model/facets.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::model {
namespace {

const timestamp now = *parse_timestamp("2026-11-28T09:00:00Z");

faceted_filter read(std::string_view text) {
  const auto parsed = query::parse_filter(describe::type_of<insight>(), text);
  EXPECT_TRUE(parsed.ok()) << text;
  return {*parsed, now};
}

facet_choice chosen(std::string_view text) {
  return read(text).chosen();
}

using names = std::vector<std::string>;

TEST(facets_test, a_filter_checks_the_boxes) {
  EXPECT_TRUE(chosen("").empty());
  EXPECT_EQ(chosen("brand.name = \"Acme\"").brands, names{"Acme"});
  EXPECT_EQ(chosen("brand.name IN (\"Halden Foods\", \"Orrin & Vale\") AND tags:\"rates\"").brands,
            (names{"Halden Foods", "Orrin & Vale"}));
  EXPECT_EQ(chosen("tags:\"rates\"").tags, names{"rates"});
  EXPECT_EQ(chosen("(tags:\"a\" OR tags:\"b\") AND pinned = true").tags, (names{"a", "b"}));
  EXPECT_EQ(chosen("published_at >= \"2026-08-12\"").from, parse_timestamp("2026-08-12T00:00:00Z"));
  EXPECT_EQ(chosen("published_at < now-1d").until, parse_timestamp("2026-11-27T09:00:00Z"));
  EXPECT_EQ(chosen("sentiment > 0.2").bands, band_positive);
  EXPECT_EQ(chosen("sentiment >= -0.2 AND sentiment <= 0.2").bands, band_neutral);
  EXPECT_EQ(chosen("sentiment < -0.2 OR sentiment > 0.2").bands, band_positive | band_negative);
  EXPECT_FALSE(chosen("status != \"draft\"").drafts());
  EXPECT_FALSE(chosen("NOT status = \"draft\"").drafts());
  EXPECT_FALSE(chosen("status = \"published\"").drafts());
  EXPECT_TRUE(chosen("status IN (\"draft\", \"published\")").drafts());
}

TEST(facets_test, what_the_boxes_cannot_say_checks_none) {
  EXPECT_TRUE(chosen("brand.name != \"Acme\"").empty());
  EXPECT_TRUE(chosen("brand.name = \"a\" OR tags:\"b\"").empty());
  EXPECT_TRUE(chosen("NOT tags:\"b\"").empty());
  EXPECT_TRUE(chosen("brand.name IN (\"a\", null)").empty());
  EXPECT_TRUE(chosen("sentiment > 0.5").empty());
  EXPECT_TRUE(chosen("sentiment != 0.2").empty());
  EXPECT_TRUE(chosen("published_at = null").empty());
  EXPECT_TRUE(chosen("status:*").empty());
}

TEST(facets_test, checking_a_box_changes_one_condition_and_leaves_the_others) {
  const faceted_filter filter = read(
      "(title:\"cap\" OR pinned = true) AND brand.name = \"Halden Foods\" AND source = \"Call\" AND "
      "tags:\"a\"");
  facet_choice next = filter.chosen();
  next.brands = toggled(next.brands, "Orrin & Vale");
  EXPECT_EQ(filter.with(next),
            "(title:\"cap\" OR pinned = true) AND brand.name IN (\"Halden Foods\", \"Orrin & Vale\") AND "
            "source = \"Call\" AND tags:\"a\"");
  next.tags = toggled(next.tags, "B \"quoted\"");
  next.brands.clear();
  next.bands = band_positive | band_neutral;
  next.statuses = every_status & ~status_bit(insight_status::draft);
  next.from = parse_timestamp("2026-08-12T00:00:00Z");
  next.until = parse_timestamp("2026-08-12T06:30:00Z");
  EXPECT_EQ(
      filter.with(next),
      "(title:\"cap\" OR pinned = true) AND source = \"Call\" AND (tags:\"a\" OR tags:\"B \\\"quoted\\\"\") "
      "AND published_at >= \"2026-08-12\" AND published_at < \"2026-08-12T06:30:00.000000Z\" AND "
      "sentiment >= -0.2 AND status != \"draft\"");
}

TEST(facets_test, an_alternative_that_stood_alone_is_put_in_parentheses) {
  const faceted_filter filter = read("title:\"cap\" OR pinned = true");
  facet_choice next;
  EXPECT_EQ(filter.with(next), "title:\"cap\" OR pinned = true");
  next.tags = {"a"};
  EXPECT_EQ(filter.with(next), "(title:\"cap\" OR pinned = true) AND tags:\"a\"");
}

TEST(facets_test, of_two_conditions_about_one_group_the_boxes_are_the_later) {
  const faceted_filter filter = read("tags:\"a\" AND tags:\"b\" AND sentiment > 0.2 AND sentiment < -0.2");
  EXPECT_EQ(filter.chosen().tags, names{"b"});
  EXPECT_EQ(filter.chosen().bands, band_negative);
  facet_choice next = filter.chosen();
  next.tags.clear();
  next.bands = 0;
  EXPECT_EQ(filter.with(next), "tags:\"a\" AND sentiment > 0.2");
}

TEST(facets_test, a_band_is_counted_under_everything_else) {
  const faceted_filter filter = read("sentiment >= -0.2 AND tags:\"a\" AND sentiment <= 0.2");
  EXPECT_EQ(filter.in_band(band_positive), "sentiment > 0.2 AND tags:\"a\"");
  EXPECT_EQ(filter.in_band(band_neutral), "sentiment >= -0.2 AND tags:\"a\" AND sentiment <= 0.2");
  EXPECT_EQ(read("").in_band(band_negative), "sentiment < -0.2");
}

TEST(facets_test, weeks_are_counted_without_the_dates_that_choose_among_them) {
  EXPECT_EQ(read("published_at >= \"2026-08-12\" AND tags:\"a\" AND published_at < now").without_dates(),
            "tags:\"a\"");
}

/// What the boxes mean, said without the filter language.
bool holds(const facet_choice& boxes, const describe::any_record& record, const std::string& brand_name) {
  const auto& it = *record.get_if<insight>();
  if (!boxes.brands.empty() && !has_name(boxes.brands, brand_name)) return false;
  const auto is_wanted = [&](const std::string& tag) { return has_name(boxes.tags, tag); };
  if (!boxes.tags.empty() && std::none_of(it.tags.begin(), it.tags.end(), is_wanted)) return false;
  if (boxes.from && !(it.published_at && *it.published_at >= *boxes.from)) return false;
  if (boxes.until && !(it.published_at && *it.published_at < *boxes.until)) return false;
  if ((boxes.statuses & status_bit(it.status)) == 0) return false;
  if (boxes.bands == 0) return true;
  if (!it.sentiment) return false;
  const facet_bits band = *it.sentiment > sentiment_edge    ? band_positive
                          : *it.sentiment < -sentiment_edge ? band_negative
                                                            : band_neutral;
  return (boxes.bands & band) != 0;
}

facet_choice random_choice(tests::random_filters& random) {
  const describe::field& tag = *describe::type_of<insight>().find("tags");
  const describe::field& name = describe::type_of<brand>().title();
  facet_choice made;
  for (std::uint32_t i = random.pick(3); i > 0; --i) made.brands = toggled(made.brands, random.text(name));
  for (std::uint32_t i = random.pick(3); i > 0; --i) made.tags = toggled(made.tags, random.text(tag));
  const std::int64_t day = 86'400'000'000;
  if (random.pick(4) == 0) made.from = timestamp{random.now().micros - day * random.pick(9)};
  if (random.pick(4) == 0) made.until = timestamp{random.now().micros + day * random.pick(9)};
  made.bands = static_cast<facet_bits>(random.pick(8));
  if (random.pick(2) == 0) made.statuses = static_cast<facet_bits>(random.pick(8));
  return made;
}

TEST(facets_test, for_any_filter_and_any_boxes_the_meaning_is_kept) {
  const describe::record_type& type = describe::type_of<insight>();
  tests::random_filters random(20261128);
  std::vector<describe::any_record> brands;
  for (std::uint32_t i = 0; i < tests::random_filters::ids; ++i) {
    brands.push_back(random.record(describe::type_of<brand>()));
    brands.back().base().id = tests::random_filters::some_id(i);
  }
  std::vector<query::subject> subjects(brands.begin(), brands.end());
  query::context with{random.now(), tests::random_filters::some_id(0), {}};
  const auto find_brand = [&](const uuid& id) -> const query::subject* {
    for (const query::subject& one : subjects) {
      if (one.record().base().id == id) return &one;
    }
    return nullptr;
  };
  with.referenced = [&](const describe::field&, const uuid& id) { return find_brand(id); };
  int compared = 0;
  for (int round = 0; round < 600; ++round) {
    const query::filter before = random.filter(type, 4);
    const faceted_filter boxes(before, random.now());
    // Nothing checked anew: the same filter.
    EXPECT_EQ(boxes.with(boxes.chosen()), query::to_string(before));
    // All of it unchecked, then other boxes checked: those and what they could not say.
    const auto rest = query::parse_filter(type, boxes.with({}));
    ASSERT_TRUE(rest.ok()) << boxes.with({});
    const faceted_filter bare(*rest, random.now());
    if (!bare.chosen().empty()) continue;  // an earlier condition about a group is the boxes' now
    const facet_choice next = random_choice(random);
    const auto after = query::parse_filter(type, bare.with(next));
    ASSERT_TRUE(after.ok()) << bare.with(next);
    EXPECT_EQ(faceted_filter(*after, random.now()).with({}), query::to_string(*rest)) << bare.with(next);
    for (int i = 0; i < 20; ++i) {
      const describe::any_record record = random.record(type);
      const query::subject* about = find_brand(record.get_if<insight>()->brand_id);
      const std::string brand_name = about->record().get_if<brand>()->name;
      const bool wanted =
          query::matches(*rest, query::subject(record), with) && holds(next, record, brand_name);
      EXPECT_EQ(query::matches(*after, query::subject(record), with), wanted)
          << query::to_string(*after) << "\nfor " << query::to_string(*rest);
      ++compared;
    }
  }
  EXPECT_GT(compared, 5000);
}

TEST(facets_test, the_frequent_values_are_shown_and_what_is_checked) {
  const std::vector<facet_count> counted{{"rates", 61}, {"pricing", 22}, {"Supply chain", 9}, {"cap", 3}};
  const auto shown = [&](const names& checked, std::size_t most, std::string_view searched = {}) {
    std::string text;
    for (const facet_row& row : facet_rows(counted, checked, most, searched)) {
      text += row.name + " " + std::to_string(row.count) + (row.checked ? "x;" : ";");
    }
    return text;
  };
  EXPECT_EQ(shown({}, 2), "rates 61;pricing 22;");
  EXPECT_EQ(shown({"CAP", "gone"}, 2), "rates 61;pricing 22;cap 3x;gone 0x;");
  EXPECT_EQ(shown({}, 9, "ch su"), "Supply chain 9;");
  EXPECT_EQ(shown({"gone"}, 9, "p"), "pricing 22;");
}

}  // namespace
}  // namespace dossier::model
