#include "server/records/tracked_list.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"

namespace dossier::records {
namespace {

using describe::any_record;

any_record brand_of(std::uint64_t number, std::int64_t headcount) {
  any_record made(describe::type_of<brand>());
  made.base().id.bytes[15] = static_cast<std::uint8_t>(number);
  made.base().id.bytes[14] = static_cast<std::uint8_t>(number >> 8U);
  made.get_if<brand>()->headcount = headcount;
  return made;
}

tracked_list by_headcount() {
  const auto& type = describe::type_of<brand>();
  return tracked_list({{}, &type, {&type, {}}, {type.find("headcount"), false}});
}

/// A list that has been counted after the change 10, with so many rows.
void count_first(tracked_list& list, std::int64_t rows) {
  list.restart(10);
  ASSERT_TRUE(list.begin_load());
  list.loaded(10, {{{}, rows}});
  ASSERT_TRUE(list.ready());
}

TEST(tracked_list, counts_what_comes_and_goes_and_remembers_the_total_of_each_position) {
  tracked_list list = by_headcount();
  EXPECT_FALSE(list.total(0));
  count_first(list, 100);
  const any_record a = brand_of(1, 5);
  const any_record b = brand_of(2, 6);
  list.count(11, nullptr, &a);
  list.count(12, nullptr, &b);
  list.count(13, &a, nullptr);
  list.reached(14);
  EXPECT_EQ(list.position(), 14);
  EXPECT_EQ(list.total(10), 100);
  EXPECT_EQ(list.total(11), 101);
  EXPECT_EQ(list.total(12), 102);
  EXPECT_EQ(list.total(13), 101);
  EXPECT_EQ(list.total(14), 101);
}

TEST(tracked_list, answers_the_present_total_for_positions_it_no_longer_remembers) {
  tracked_list list = by_headcount();
  count_first(list, 0);
  const auto many = static_cast<std::int64_t>(tracked_list::remembered_totals) + 5;
  for (std::int64_t n = 1; n <= many; ++n) {
    const any_record made = brand_of(static_cast<std::uint64_t>(n), n);
    list.count(10 + n, nullptr, &made);
  }
  list.reached(10 + many);
  EXPECT_EQ(list.total(10 + many - 1), many - 1);
  EXPECT_EQ(list.total(10), many);
}

TEST(tracked_list, counts_each_change_once_whichever_side_of_the_snapshot_it_came) {
  tracked_list list = by_headcount();
  list.restart(3);
  ASSERT_TRUE(list.begin_load());
  const any_record a = brand_of(1, 1);
  const any_record b = brand_of(2, 2);
  const any_record c = brand_of(3, 3);
  list.count(4, nullptr, &a);
  list.reached(4);
  list.loaded(6, {{{}, 50}});  // holds the changes up to 6, of which 5 and 6 are still to come
  EXPECT_FALSE(list.ready()) << "the list is not there yet";
  list.count(5, nullptr, &b);
  list.count(6, &a, nullptr);
  list.count(7, nullptr, &c);
  list.reached(7);
  ASSERT_TRUE(list.ready());
  EXPECT_EQ(list.total(7), 51);
}

TEST(tracked_list, is_read_anew_when_too_much_changes_meanwhile) {
  tracked_list list = by_headcount();
  list.restart(0);
  ASSERT_TRUE(list.begin_load());
  EXPECT_FALSE(list.begin_load()) << "one read at a time";
  const any_record a = brand_of(1, 1);
  std::int64_t seq = 0;
  for (std::size_t n = 0; n <= tracked_list::recorded_rows_max; ++n) {
    list.count(++seq, n % 2 == 0 ? nullptr : &a, n % 2 == 0 ? &a : nullptr);
  }
  list.reached(seq);
  list.loaded(0, {{{}, 9}});
  EXPECT_FALSE(list.ready());
  ASSERT_TRUE(list.begin_load());
  list.loaded(seq, {{{}, 10}});
  EXPECT_TRUE(list.ready());
  EXPECT_EQ(list.total(seq), 10);
}

TEST(tracked_list, forgets_what_was_read_across_a_restart) {
  tracked_list list = by_headcount();
  list.restart(1);
  ASSERT_TRUE(list.begin_load());
  list.restart(100);
  EXPECT_FALSE(list.begin_load()) << "the void read is still under way";
  list.loaded(2, {{{}, 7}});
  EXPECT_FALSE(list.ready());
  ASSERT_TRUE(list.begin_load());
  list.load_failed();
  ASSERT_TRUE(list.begin_load());
  list.loaded(100, {{{}, 8}});
  EXPECT_EQ(list.total(100), 8);
}

TEST(tracked_list, splits_a_crowded_stretch_and_keeps_what_came_meanwhile) {
  tracked_list list = by_headcount();
  count_first(list, fence_rows_max);
  EXPECT_FALSE(list.begin_load());
  const any_record last = brand_of(1, 1'000'000);
  list.count(11, nullptr, &last);
  list.reached(11);
  const auto range = list.begin_load();
  ASSERT_TRUE(range);
  EXPECT_FALSE(range->behind);
  EXPECT_FALSE(range->end);
  const any_record first = brand_of(2, 0);
  list.count(12, nullptr, &first);
  list.reached(12);
  const query::page_position middle{{std::int64_t{500}}, {}};
  list.loaded(11, {{{}, fence_spacing}, {middle, fence_spacing + 1}});
  EXPECT_EQ(list.total(12), fence_rows_max + 2);
  EXPECT_EQ(list.find(fence_spacing + 1)->behind, middle);
  EXPECT_EQ(list.find(fence_spacing + 1)->rest, 0);
  EXPECT_EQ(list.find(fence_spacing)->rest, fence_spacing) << "the new row stands in the first stretch";
}

TEST(tracked_list, is_counted_anew_when_it_and_the_database_disagree) {
  tracked_list list = by_headcount();
  count_first(list, 0);
  const any_record nowhere = brand_of(1, 1);
  list.count(11, &nowhere, nullptr);
  EXPECT_FALSE(list.ready()) << "it lost a row that it did not have";
  list.reached(11);
  ASSERT_TRUE(list.begin_load());
  list.loaded(11, {{{}, fence_rows_max + 1}});
  ASSERT_TRUE(list.ready());
  ASSERT_TRUE(list.begin_load());
  list.loaded(11, {{{}, 5}});  // another number of rows in the same stretch
  EXPECT_FALSE(list.ready());
  EXPECT_TRUE(list.begin_load());
}

}  // namespace
}  // namespace dossier::records
