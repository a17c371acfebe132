#include <gtest/gtest.h>

#include <algorithm>

#include "server/live/group_index.hpp"
#include "shared/records/brand.hpp"
#include "shared/records/insight.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::live {
namespace {

class indexed_groups {
 public:
  subscription_group& add(query::filter filter) {
    auto made = std::make_unique<subscription_group>();
    made->filter = std::move(filter);
    index.add(*made);
    all.push_back(std::move(made));
    return *all.back();
  }
  subscription_group& add(const describe::record_type& type, std::string_view text) {
    return add(query::parse_filter(type, text).value());
  }
  [[nodiscard]] bool finds(const subscription_group& group, const describe::any_record* before,
                           const describe::any_record* after) {
    std::optional<query::subject> first;
    std::optional<query::subject> second;
    if (before != nullptr) first.emplace(*before);
    if (after != nullptr) second.emplace(*after);
    index.find(first ? &*first : nullptr, second ? &*second : nullptr, found);
    return std::count(found.begin(), found.end(), &group) == 1;
  }

  group_index index;
  std::vector<std::unique_ptr<subscription_group>> all;
  std::vector<subscription_group*> found;
};

TEST(live_group_index, finds_every_filter_that_holds_for_an_image) {
  tests::random_filters random(7);
  std::size_t holding = 0;
  std::size_t found = 0;
  for (const describe::record_type* type : {&describe::type_of<brand>(), &describe::type_of<insight>()}) {
    indexed_groups groups;
    for (int i = 0; i < 400; ++i) groups.add(query::bound_to(random.filter(*type, 4), random.some_id(0)));
    for (int i = 0; i < 300; ++i) {
      const describe::any_record before = random.record(*type);
      const describe::any_record after = random.record(*type);
      const query::subject first(before);
      const query::subject second(after);
      groups.index.find(&first, &second, groups.found);
      std::vector<subscription_group*> candidates = groups.found;
      std::sort(candidates.begin(), candidates.end());
      ASSERT_EQ(std::unique(candidates.begin(), candidates.end()), candidates.end()) << "found twice";
      found += candidates.size();
      const query::context with{random.now(), {}, {}};
      for (const auto& group : groups.all) {
        if (!query::matches(group->filter, first, with) && !query::matches(group->filter, second, with))
          continue;
        ++holding;
        ASSERT_TRUE(std::binary_search(candidates.begin(), candidates.end(), group.get()))
            << query::to_string(group->filter);
      }
    }
  }
  EXPECT_GT(holding, 10'000U);
  EXPECT_LT(found, 2 * 300 * 400);  // it leaves some out
}

TEST(live_group_index, does_not_look_at_filters_for_other_values) {
  const auto& type = describe::type_of<brand>();
  indexed_groups groups;
  const auto& software = groups.add(type, "industry = \"Software\" AND headcount > 10");
  const auto& either = groups.add(type, "country = \"DE\" OR industry IN (\"Energy\", null)");
  const auto& tagged = groups.add(type, "(headcount > 1 OR founded > 1) AND tags:\"Renewal\"");
  const auto& worded = groups.add(type, "name:\"acme corporation\"");
  const auto& ranged = groups.add(type, "headcount > 10");
  const auto& negated = groups.add(type, "NOT industry = \"Software\"");
  EXPECT_EQ(groups.index.always_found(), 2U);

  describe::any_record record(type);
  brand& made = *record.get_if<brand>();
  made.name = "Something else";
  made.industry = "Banking";
  EXPECT_FALSE(groups.finds(software, &record, &record));
  EXPECT_FALSE(groups.finds(either, &record, &record));
  EXPECT_FALSE(groups.finds(tagged, &record, &record));
  EXPECT_FALSE(groups.finds(worded, &record, &record));
  EXPECT_TRUE(groups.finds(ranged, nullptr, &record));
  EXPECT_TRUE(groups.finds(negated, &record, nullptr));

  describe::any_record other(type);
  brand& changed = *other.get_if<brand>();
  changed.name = "The ACME Corporation, Inc.";
  changed.tags = {"x", "rénewal"};
  EXPECT_TRUE(groups.finds(either, &record, &other));  // its industry is unset
  EXPECT_TRUE(groups.finds(tagged, &record, &other));
  EXPECT_TRUE(groups.finds(worded, &other, nullptr));
  changed.industry = "SOFTWARE";
  EXPECT_TRUE(groups.finds(software, &record, &other));
  EXPECT_FALSE(groups.finds(either, &record, &other));
}

TEST(live_group_index, forgets_what_is_taken_out) {
  tests::random_filters random(8);
  const auto& type = describe::type_of<insight>();
  indexed_groups groups;
  for (int i = 0; i < 200; ++i) groups.add(random.filter(type, 4));
  std::vector<const subscription_group*> gone;
  for (std::size_t i = 0; i < groups.all.size(); i += 2) {
    groups.index.remove(*groups.all[i]);
    gone.push_back(groups.all[i].get());
  }
  for (int i = 0; i < 100; ++i) {
    const describe::any_record record = random.record(type);
    const query::subject image(record);
    groups.index.find(&image, nullptr, groups.found);
    for (const subscription_group* group : gone)
      ASSERT_EQ(std::count(groups.found.begin(), groups.found.end(), group), 0);
  }
  for (std::size_t i = 1; i < groups.all.size(); i += 2) groups.index.remove(*groups.all[i]);
  const describe::any_record record = random.record(type);
  const query::subject image(record);
  groups.index.find(&image, &image, groups.found);
  EXPECT_TRUE(groups.found.empty());
}

}  // namespace
}  // namespace dossier::live
