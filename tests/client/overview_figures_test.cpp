#include "client-wasm/src/model/overview_figures.hpp"

#include <gtest/gtest.h>

namespace dossier::model {
namespace {

constexpr std::string_view body = R"({"facets":{
  "status":{"values":[{"value":"published","count":7},{"value":"draft","count":2},{"value":null,"count":1}],
            "distinct":3,"exact":true},
  "pinned":{"values":[{"value":false,"count":9},{"value":true,"count":1}],"distinct":2,"exact":true},
  "published_at:week":{"values":[{"value":"2026-09-28","count":4},{"value":"2026-10-05","count":3},
                                 {"value":null,"count":3}],"distinct":3,"exact":false},
  "published_at:week*brand_id":{"series":[
     {"value":"b1","brand":{"id":"b1","name":"Acme"},"count":7,
      "values":[{"value":"2026-09-28","count":4},{"value":"2026-10-05","count":3}]}],"distinct":38,"exact":true}}})";

TEST(overview_figures, reads_values_with_none_among_them) {
  const auto status = read_counted(body, "status");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->total(), 10);
  EXPECT_EQ(status->count_of("draft"), 2);
  EXPECT_EQ(status->count_of("archived"), 0);
  EXPECT_EQ(status->distinct_values(), 2) << "none is no value";
  EXPECT_EQ(read_counted(body, "pinned")->count_of("true"), 1);
}

TEST(overview_figures, reads_weeks_and_those_of_each_brand) {
  const auto weeks = read_counted(body, "published_at:week");
  ASSERT_TRUE(weeks);
  EXPECT_EQ(weeks->buckets, (bucket_counts{{parse_date("2026-09-28"), 4}, {parse_date("2026-10-05"), 3}}));
  EXPECT_EQ(weeks->without_time, 3);
  EXPECT_FALSE(weeks->exact);
  const auto brands = read_counted(body, "published_at:week*brand_id");
  ASSERT_TRUE(brands);
  ASSERT_EQ(brands->values.size(), 1U);
  EXPECT_EQ(brands->values[0].label, "Acme");
  EXPECT_EQ(brands->values[0].value, "b1");
  EXPECT_EQ(brands->values[0].buckets.at(parse_date("2026-10-05")), 3);
  EXPECT_EQ(brands->distinct_values(), 38);
}

TEST(overview_figures, refuse_what_is_no_facet) {
  EXPECT_FALSE(read_counted(body, "source"));
  EXPECT_FALSE(read_counted("no json", "status"));
  EXPECT_FALSE(read_counted(R"({"facets":[]})", "status"));
  EXPECT_FALSE(read_counted(R"({"facets":{"status":{"distinct":1}}})", "status"));
}

TEST(overview_ranges, are_named_by_their_days_and_end_where_the_server_still_tells_buckets) {
  EXPECT_EQ(overview_ranges[range_of("7")].label, "7 d");
  EXPECT_EQ(overview_ranges[range_of("365")].label, "12 months");
  EXPECT_EQ(range_of(""), overview_range_default);
  EXPECT_EQ(range_of("8"), overview_range_default);
  for (const overview_range& each : overview_ranges) EXPECT_LE(2 * each.buckets, 120) << "with those before";
}

}  // namespace
}  // namespace dossier::model
