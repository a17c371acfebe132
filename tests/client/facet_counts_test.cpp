#include "client-wasm/src/app/facet_counts.hpp"

#include <gtest/gtest.h>

#include "tests/client/fake_transport.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view values = R"({"facets":{
  "brand_id":{"values":[{"value":"019a9f3c-0000-7000-8000-000000000002",
    "brand":{"id":"019a9f3c-0000-7000-8000-000000000002","name":"Acme"},"count":7}],"distinct":40,"exact":true},
  "tags":{"values":[{"value":"rates","count":5},{"value":null,"count":2}],"distinct":3,"exact":true},
  "status":{"values":[{"value":"published","count":8},{"value":"draft","count":1}],"distinct":2,"exact":true}}})";
constexpr std::string_view weeks =
    R"({"facets":{"published_at:week":{"values":[{"value":"2026-11-23","count":4}],"distinct":1,"exact":true}}})";

class facet_counts_test : public ::testing::Test {
 protected:
  /// Answers the last request, which names `part` in its target.
  void answer(std::string_view part, std::string_view body, int status = 200) {
    ASSERT_EQ(way.calls.size(), 1U);
    EXPECT_NE(way.calls.front().what.target.find(part), std::string::npos) << way.calls.front().what.target;
    way.answer(status, std::string(body), {{"change-seq", "9"}});
  }
  void answer_band(int total) {
    answer("fields=id", R"({"items":[],"next_page_token":null,"page_size":1,"total":{"value":)" +
                            std::to_string(total) + R"(,"exact":true}})");
  }
  void answer_round() {
    answer("fields=brand_id%2Ctags%2Cstatus", values);
    answer("published_at%3Aweek", weeks);
    answer_band(3);
    answer_band(2);
    answer_band(1);
  }

  test::fake_transport way;
  net::api_client api{way};
  double now = 0;
  int changed = 0;
  facet_counts counts{api, [this] { return now; }, [this] { ++changed; }};
};

TEST_F(facet_counts_test, what_each_box_would_show_is_asked_for_one_after_the_other) {
  counts.show("tags:\"rates\" AND published_at >= \"2026-08-12\"", "cap", {0});
  EXPECT_EQ(counts.known(), nullptr);
  EXPECT_FALSE(counts.settled());
  answer("filter=tags%3A%22rates%22%20AND%20published_at", values);
  answer("fields=published_at%3Aweek&filter=tags%3A%22rates%22&q=cap", weeks);
  answer_band(3);
  answer_band(2);
  answer_band(1);
  EXPECT_TRUE(counts.settled());
  EXPECT_EQ(changed, 1);
  ASSERT_NE(counts.known(), nullptr);
  const facet_counts::counts& known = *counts.known();
  EXPECT_EQ(known.brands.at(0).name, "Acme");
  EXPECT_EQ(known.distinct_brands, 40);
  EXPECT_EQ(known.tags.size(), 1U);
  EXPECT_EQ(known.distinct_tags, 2);  // the records without a tag have no box
  EXPECT_EQ(known.statuses[0], 1);
  EXPECT_EQ(known.statuses[1], 8);
  EXPECT_EQ(known.bands, (std::array<std::int64_t, 3>{3, 2, 1}));
  ASSERT_TRUE(known.weeks);
  EXPECT_EQ(known.weeks->at(model::parse_date("2026-11-23")), 4);
  EXPECT_EQ(counts.seq(), 9);
}

TEST_F(facet_counts_test, the_same_query_is_not_asked_for_again_and_a_wrong_one_changes_nothing) {
  counts.show("", "", {0});
  answer_round();
  counts.show("", "", {1});
  counts.show("tags:", "", {1});
  counts.show("", "\"rate ca", {1});
  EXPECT_TRUE(counts.settled());
  EXPECT_NE(counts.known(), nullptr);
}

TEST_F(facet_counts_test, many_changes_are_one_round_after_a_pause) {
  counts.show("", "", {0});
  counts.touch();  // while the first round is under way
  EXPECT_EQ(counts.next_deadline(), std::nullopt);
  now = 900;
  answer_round();
  for (int i = 0; i < 500; ++i) counts.touch();
  counts.tick();
  EXPECT_TRUE(counts.settled());
  // The round took 900 ms: the pause is three times as long.
  EXPECT_EQ(counts.next_deadline(), 900 + 3 * 900.0);
  now = 3'599;
  counts.tick();
  EXPECT_TRUE(counts.settled());
  now = 3'600;
  counts.tick();
  EXPECT_FALSE(counts.settled());
  answer_round();
  EXPECT_EQ(counts.next_deadline(), std::nullopt);
  counts.touch();
  EXPECT_EQ(counts.next_deadline(), 3'600 + count_pause_ms);
}

TEST_F(facet_counts_test, a_new_query_does_not_wait_for_the_old_one) {
  counts.show("", "", {0});
  counts.show("pinned = true", "", {0});
  answer("filter=pinned", values);
}

TEST_F(facet_counts_test, a_server_that_counts_no_weeks_leaves_only_them_out) {
  counts.show("", "", {0});
  answer("fields=brand_id", values);
  answer("week", R"({"title":"Bad","status":400})", 400);
  answer_band(3);
  answer_band(2);
  answer_band(1);
  ASSERT_NE(counts.known(), nullptr);
  EXPECT_FALSE(counts.known()->weeks);
  EXPECT_FALSE(counts.failed());
}

TEST_F(facet_counts_test, a_round_that_fails_keeps_the_counts_of_the_one_before) {
  counts.show("", "", {0});
  answer_round();
  counts.touch();
  now = 5'000;
  counts.tick();
  answer("fields=brand_id", R"({"title":"Down","status":503})", 503);
  EXPECT_TRUE(counts.failed());
  EXPECT_EQ(counts.known()->bands[0], 3);
}

}  // namespace
}  // namespace dossier::app
