#include "client-wasm/src/model/row_cache.hpp"

#include <gtest/gtest.h>

#include "tests/client/sample_brands.hpp"

namespace dossier::model {
namespace {

using live::change_kind;
using live::match_kind;
using test::change_of;
using test::make_brand;
using test::updated;

constexpr double flash_ms = 600;

row_cache make(std::string_view order) {
  return row_cache(describe::type_of<brand>(), *sort_order::parse(describe::type_of<brand>(), order));
}

/// The page at the beginning.
page_request first_rows() {
  return {0, rows_per_page, 0, std::nullopt};
}

row_cache make_loaded() {
  row_cache cache = make("name");
  cache.view.resize(32, 704);
  loaded_page page;
  page.items = {make_brand(1, "Acme"), make_brand(2, "Borealis"), make_brand(3, "Cobalt")};
  page.total = 3;
  cache.add_page(first_rows(), std::move(page));
  return cache;
}

std::string names(const row_cache& cache) {
  std::string text;
  for (std::int64_t i = 0; i < cache.total(); ++i) {
    const grid_row* row = cache.at(i);
    text += (i == 0 ? "" : " ") + (row == nullptr ? "?" : row->record.get_if<brand>()->name);
  }
  return text;
}

TEST(row_cache_test, keeps_rows_in_the_order_of_the_folded_name_with_unset_values_last) {
  row_cache cache = make("headcount desc");
  loaded_page page;
  page.items = {make_brand(1, "Big", 1, 900), make_brand(2, "Small", 1, 5)};
  page.total = 2;
  cache.add_page(first_rows(), std::move(page));
  const auto unset = make_brand(3, "Unset");
  const auto middle = make_brand(4, "Middle", 1, 100);
  cache.apply(change_of(unset, 1, change_kind::created, match_kind::enter), unset, 0);
  cache.apply(change_of(middle, 2, change_kind::created, match_kind::enter), middle, 0);
  EXPECT_EQ(names(cache), "Big Middle Small Unset");
}

TEST(row_cache_test, a_change_patches_its_row_and_flashes_the_changed_cells_for_600_ms) {
  row_cache cache = make_loaded();
  const auto changed = make_brand(2, "Borealis", 2, 77);
  EXPECT_TRUE(cache.apply(updated(changed, {"headcount"}), changed, 1'000));
  const grid_row& row = *cache.at(1);
  EXPECT_EQ(row.record.get_if<brand>()->headcount, 77);
  const describe::field& headcount = *describe::type_of<brand>().find("headcount");
  EXPECT_EQ(row_cache::flash_of(row, headcount), 1'000);
  EXPECT_EQ(cache.next_deadline(flash_ms), 1'600);
  cache.tick(1'600, flash_ms);
  EXPECT_FALSE(cache.flashing());
  EXPECT_EQ(cache.next_deadline(flash_ms), std::nullopt);
}

TEST(row_cache_test, a_repeated_or_older_change_changes_nothing) {
  row_cache cache = make_loaded();
  const auto newer = make_brand(2, "Borealis", 5, 50);
  const auto older = make_brand(2, "Borealis", 4, 40);
  EXPECT_TRUE(cache.apply(updated(newer, {"headcount"}), newer, 0));
  EXPECT_FALSE(cache.apply(updated(newer, {"headcount"}), newer, 0));
  EXPECT_FALSE(cache.apply(updated(older, {"headcount"}), older, 0));
  EXPECT_EQ(cache.at(1)->record.get_if<brand>()->headcount, 50);
  EXPECT_EQ(cache.total(), 3);
}

TEST(row_cache_test, a_change_of_the_sort_key_moves_the_row) {
  row_cache cache = make_loaded();
  const auto renamed = make_brand(1, "Zenith", 2);
  cache.apply(updated(renamed, {"name"}), renamed, 0);
  EXPECT_EQ(names(cache), "Borealis Cobalt Zenith");
  EXPECT_EQ(cache.index_of(test::id_of(1)), 2);
}

TEST(row_cache_test, a_row_that_leaves_the_view_stays_for_two_seconds_and_then_goes) {
  row_cache cache = make_loaded();
  const auto left = make_brand(2, "Borealis", 2);
  cache.apply(change_of(left, 9, change_kind::updated, match_kind::leave), {}, 1'000);
  EXPECT_EQ(cache.at(1)->leaving, farewell::left_view);
  EXPECT_EQ(cache.next_deadline(flash_ms), 3'000);
  cache.tick(2'999, flash_ms);
  EXPECT_EQ(cache.kept(), 3);
  cache.tick(3'000, flash_ms);
  EXPECT_EQ(names(cache), "Acme Cobalt");
  EXPECT_EQ(cache.total(), 2);
}

TEST(row_cache_test, a_row_under_edit_neither_moves_nor_goes_until_the_edit_ends) {
  row_cache cache = make_loaded();
  cache.pin(test::id_of(1));
  const auto renamed = make_brand(1, "Zenith", 2);
  cache.apply(updated(renamed, {"name"}), renamed, 0);
  EXPECT_EQ(names(cache), "Zenith Borealis Cobalt");
  cache.unpin(test::id_of(1), 0);
  EXPECT_EQ(names(cache), "Borealis Cobalt Zenith");

  cache.pin(test::id_of(2));
  cache.apply(change_of(make_brand(2, "Borealis", 2), 9, change_kind::updated, match_kind::leave), {}, 1'000);
  cache.tick(60'000, flash_ms);
  EXPECT_EQ(cache.kept(), 3);
  cache.unpin(test::id_of(2), 60'000);
  cache.tick(60'000, flash_ms);
  EXPECT_EQ(names(cache), "Cobalt Zenith");
}

TEST(row_cache_test, a_row_that_comes_back_while_it_says_farewell_stays) {
  row_cache cache = make_loaded();
  cache.apply(change_of(make_brand(2, "Borealis", 2), 9, change_kind::updated, match_kind::leave), {}, 0);
  const auto back = make_brand(2, "Borealis", 3);
  cache.apply(change_of(back, 10, change_kind::updated, match_kind::enter), back, 100);
  cache.tick(10'000, flash_ms);
  EXPECT_EQ(names(cache), "Acme Borealis Cobalt");
  EXPECT_EQ(cache.total(), 3);
}

TEST(row_cache_test, our_own_delete_takes_the_row_away_at_once_and_an_older_change_does_not_bring_it_back) {
  row_cache cache = make_loaded();
  cache.remove(test::id_of(2), 2);
  EXPECT_EQ(names(cache), "Acme Cobalt");
  const auto late = make_brand(2, "Borealis", 2, 7);
  EXPECT_FALSE(cache.apply(updated(late, {"headcount"}), late, 0));
  EXPECT_EQ(cache.total(), 2);
}

class two_pages : public ::testing::Test {
 protected:
  void SetUp() override {
    cache.view.resize(32, 64);
    loaded_page page;
    page.items = {make_brand(1, "Acme"), make_brand(3, "Cobalt")};
    page.next_page_token = "more";
    page.total = 4;
    cache.add_page(first_rows(), std::move(page));
    second = *cache.missing(0, 4);
    cache.expect(1, second);
  }
  void second_page() {
    loaded_page page;
    page.items = {make_brand(5, "Echo"), make_brand(7, "Golf")};
    page.total = 4;
    cache.add_page(second, std::move(page));
    cache.unexpect(1);
  }
  row_cache cache = make("name");
  page_request second;
};

TEST_F(two_pages, show_the_servers_total_until_everything_is_loaded) {
  EXPECT_EQ(second.next->token, "more");
  EXPECT_EQ(names(cache), "Acme Cobalt ? ?");
  EXPECT_FALSE(cache.complete());
  second_page();
  EXPECT_TRUE(cache.complete());
  EXPECT_EQ(names(cache), "Acme Cobalt Echo Golf");
}

TEST_F(two_pages, a_record_created_past_what_is_loaded_is_not_lost_when_the_page_was_read_before_it) {
  const auto created = make_brand(6, "Foxtrot");
  cache.apply(change_of(created, 1, change_kind::created, match_kind::enter), created, 0);
  EXPECT_EQ(names(cache), "Acme Cobalt ? ? ?");
  second_page();
  EXPECT_EQ(names(cache), "Acme Cobalt Echo Foxtrot Golf");
}

TEST_F(two_pages, a_record_deleted_past_what_is_loaded_does_not_come_back_with_an_older_page) {
  cache.apply(change_of(make_brand(7, "Golf", 2), 1, change_kind::deleted, match_kind::leave), {}, 0);
  EXPECT_EQ(cache.total(), 3);
  second_page();
  EXPECT_EQ(names(cache), "Acme Cobalt Echo");
}

TEST_F(two_pages, a_change_that_outran_its_page_keeps_its_newer_values) {
  const auto newer = make_brand(5, "Echo", 2, 99);
  cache.apply(updated(newer, {"headcount"}), newer, 0);
  second_page();
  EXPECT_EQ(cache.find(test::id_of(5))->record.get_if<brand>()->headcount, 99);
}

TEST_F(two_pages, a_record_that_moves_into_what_is_loaded_leaves_its_gap) {
  const auto moved = make_brand(7, "Beta", 2);
  cache.apply(updated(moved, {"name"}), moved, 0);
  EXPECT_EQ(names(cache), "Acme Beta Cobalt ?");
}

TEST_F(two_pages, a_row_that_moves_out_of_what_is_loaded_joins_the_gap) {
  const auto moved = make_brand(1, "Xenon", 2);
  cache.apply(updated(moved, {"name"}), moved, 0);
  EXPECT_EQ(names(cache), "Cobalt ? ? ?");
}

TEST_F(two_pages, loading_again_patches_and_drops_rows) {
  second_page();
  cache.distrust();
  loaded_page first;
  first.items = {make_brand(1, "Acme", 2, 12), make_brand(9, "Dora")};
  first.next_page_token = "more";
  first.total = 3;
  first.seq = 9;
  cache.add_page(first_rows(), std::move(first));
  EXPECT_EQ(names(cache), "Acme Dora ?");
  EXPECT_EQ(cache.at(0)->record.get_if<brand>()->headcount, 12);
}

TEST(row_cache_test, changes_above_the_screen_leave_its_rows_on_their_pixels) {
  row_cache cache = make("name");
  cache.view.resize(32, 64);
  loaded_page page;
  for (int i = 0; i < 50; ++i) page.items.push_back(make_brand(i, "N" + std::to_string(100 + i)));
  page.total = 50;
  cache.add_page(first_rows(), std::move(page));
  cache.view.scroll_to(20.5);
  const uuid anchor = cache.at(cache.view.first_row())->id();
  const auto above = make_brand(200, "A first one");
  cache.apply(change_of(above, 1, change_kind::created, match_kind::enter), above, 0);
  cache.remove(test::id_of(3), 1);
  const auto moved = make_brand(4, "Z last one", 2);
  cache.apply(updated(moved, {"name"}), moved, 0);
  EXPECT_EQ(cache.at(cache.view.first_row())->id(), anchor);
  EXPECT_DOUBLE_EQ(cache.view.pixel(), 16);
  EXPECT_EQ(cache.view.count(), cache.total());
}

TEST(row_cache_test, at_most_forty_cells_flash_at_once) {
  row_cache cache = make("name");
  loaded_page page;
  for (int i = 0; i < 60; ++i) page.items.push_back(make_brand(i, "N" + std::to_string(100 + i)));
  page.total = 60;
  cache.add_page(first_rows(), std::move(page));
  std::size_t flashing = 0;
  for (int i = 0; i < 60; ++i) {
    const auto changed = make_brand(i, "N" + std::to_string(100 + i), 2, 1);
    cache.apply(updated(changed, {"headcount"}), changed, 0);
    flashing += cache.find(test::id_of(i))->flashes.size();
  }
  EXPECT_EQ(flashing, most_flashes);
}

TEST(row_cache_test, a_total_counts_changes_that_its_page_did_not_include_and_only_those) {
  row_cache cache = make("name");
  loaded_page page;
  page.items = {make_brand(1, "Acme"), make_brand(2, "Borealis")};
  page.next_page_token = "more";
  page.total = 10;
  page.seq = 50;
  cache.add_page(first_rows(), std::move(page));
  const auto included = make_brand(20, "X");
  cache.apply(change_of(included, 50, change_kind::created, match_kind::enter), included, 0);
  EXPECT_EQ(cache.total(), 10);
  const auto later = make_brand(21, "Y");
  cache.apply(change_of(later, 51, change_kind::created, match_kind::enter), later, 0);
  EXPECT_EQ(cache.total(), 11);
}

TEST(row_cache_test, a_ranked_search_patches_and_marks_rows_in_place_and_counts_what_comes) {
  row_cache cache(describe::type_of<brand>(), *sort_order::parse(describe::type_of<brand>(), "name"), true);
  loaded_page page;
  page.items = {make_brand(3, "Zenith"), make_brand(1, "Acme"), make_brand(2, "Mill")};
  page.total = 3;
  cache.add_page(first_rows(), std::move(page));
  EXPECT_EQ(names(cache), "Zenith Acme Mill");
  const auto renamed = make_brand(3, "Aaron", 2);
  cache.apply(updated(renamed, {"name"}), renamed, 0);
  const auto created = make_brand(4, "New");
  cache.apply(change_of(created, 9, change_kind::created, match_kind::enter), created, 0);
  cache.apply(change_of(make_brand(1, "Acme", 2), 10, change_kind::updated, match_kind::leave), {}, 0);
  EXPECT_EQ(names(cache), "Aaron Acme Mill");
  EXPECT_EQ(cache.at(1)->leaving, farewell::left_view);
  EXPECT_EQ(cache.new_matches(), 1);
  EXPECT_EQ(cache.total(), 3);
}

TEST(row_cache_test, keeps_a_bounded_number_of_rows_and_among_them_those_on_the_screen) {
  row_cache cache = make("name");
  cache.view.resize(32, 320);
  const auto page_at = [&](std::int64_t begin) {
    loaded_page page;
    for (std::int64_t i = begin; i < begin + rows_per_page; ++i) {
      page.items.push_back(make_brand(static_cast<int>(i), "N" + std::to_string(100'000 + i)));
    }
    page.next_page_token = "t" + std::to_string(begin);
    page.total = 20'000;
    cache.add_page(cache.request_at(begin), std::move(page));
  };
  page_at(0);
  cache.view.set_count(cache.total());
  for (std::int64_t begin = 0; begin < 3 * rows_kept_max; begin += rows_per_page - 1) {
    page_at(begin);
    EXPECT_LE(cache.kept(), rows_kept_max);
  }
  EXPECT_GT(cache.kept(), rows_kept_max - 2 * rows_per_page);
  ASSERT_NE(cache.at(5), nullptr);
  EXPECT_EQ(cache.total(), 20'000);
}

}  // namespace
}  // namespace dossier::model
