#include "server/live/relative_filter.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::live {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

bool holds(const query::filter& filter, const describe::any_record& record, timestamp now = {}) {
  return query::matches(filter, record, {now, {}, {}});
}

TEST(live_relative_filter, who_loaded_the_set_at_any_time_is_told_how_it_differs_at_the_end) {
  tests::random_filters random(11);
  const auto& type = describe::type_of<insight>();
  int crossed = 0;
  for (int i = 0; i < 400; ++i) {
    const query::filter filter = query::bound_to(random.filter(type, 5, false), random.some_id(0));
    if (!query::has_relative_time(filter)) continue;
    const timestamp from{random.now().micros - 24 * hour * static_cast<std::int64_t>(random.pick(8))};
    const timestamp to{random.now().micros + hour * static_cast<std::int64_t>(random.pick(30))};
    const query::filter enters = entering(filter, from, to);
    const query::filter leaves = leaving(filter, from, to);
    const query::filter possible = at_any_time(filter, from, to);
    for (int n = 0; n < 60; ++n) {
      const describe::any_record record = random.record(type);
      const bool at_last = holds(filter, record, to);
      ASSERT_EQ(holds(at_time(filter, to), record), at_last) << query::to_string(filter);
      ASSERT_FALSE(holds(enters, record) && !at_last) << query::to_string(filter);
      ASSERT_FALSE(holds(leaves, record) && at_last) << query::to_string(filter);
      for (int loads = 0; loads < 8; ++loads) {
        const std::int64_t span = to.micros - from.micros;
        const timestamp then{from.micros + span / 8 * loads};
        const bool at_load = holds(filter, record, then);
        ASSERT_FALSE(at_load && !holds(possible, record)) << query::to_string(filter);
        if (at_load == at_last) continue;
        ++crossed;
        ASSERT_TRUE(holds(at_last ? enters : leaves, record)) << query::to_string(filter);
      }
    }
  }
  EXPECT_GT(crossed, 500);
}

TEST(live_relative_filter, only_what_a_line_went_over_is_told) {
  const auto filter =
      query::parse_filter(describe::type_of<brand>(), "created_at > now-1h AND industry = \"Software\"")
          .value();
  const auto made_at = [](std::int64_t micros, const char* industry) {
    describe::any_record record(describe::type_of<brand>());
    record.base().created_at = {micros};
    record.get_if<brand>()->industry = industry;
    return record;
  };
  const query::filter leaves = leaving(filter, {10 * hour}, {10 * hour + 100});
  EXPECT_TRUE(holds(leaves, made_at(9 * hour + 50, "software")));
  EXPECT_FALSE(holds(leaves, made_at(9 * hour + 50, "Energy")));
  EXPECT_FALSE(holds(leaves, made_at(9 * hour + 101, "Software")));
  EXPECT_FALSE(holds(leaves, made_at(9 * hour - 1, "Software")));
  const query::filter enters = entering(filter, {10 * hour}, {10 * hour + 100});
  EXPECT_FALSE(holds(enters, made_at(9 * hour + 50, "Software")));
}

TEST(live_relative_filter, the_search_for_it_begins_with_a_stretch_of_time_that_an_index_finds) {
  const auto filter =
      query::parse_filter(describe::type_of<brand>(), "created_at > now-1h AND industry = \"Software\"")
          .value();
  const query::filter leaves = leaving(filter, {2 * hour}, {2 * hour + 60'000'000});
  EXPECT_NE(query::to_string(leaves).find("created_at >= \"1970-01-01T01:00:00"), std::string::npos)
      << query::to_string(leaves);
  EXPECT_FALSE(query::has_relative_time(leaves));
}

}  // namespace
}  // namespace dossier::live
