#include "server/records/totals.hpp"

#include <gtest/gtest.h>

#include "server/records/list_statements.hpp"

namespace dossier::records {
namespace {

const total_key all{{}, ""};

TEST(totals, hold_until_the_log_or_a_write_of_this_server_moves_on) {
  totals known;
  EXPECT_FALSE(known.find(all, {5, 2}).has_value());
  EXPECT_TRUE(known.counted(all, {5, 2}, 100).exact);
  ASSERT_TRUE(known.find(all, {5, 2}).has_value());
  EXPECT_EQ(known.find(all, {5, 2})->value, 100);
  EXPECT_FALSE(known.find(all, {6, 2}).has_value());
  EXPECT_FALSE(known.find(all, {5, 3}).has_value());
  EXPECT_FALSE(known.find({{}, "country = \"DE\""}, {5, 2}).has_value());
}

TEST(totals, are_exact_up_to_their_bound) {
  totals known;
  EXPECT_TRUE(known.counted(all, {}, counted_rows_max).exact);
  EXPECT_FALSE(known.counted(all, {}, counted_rows_max + 1).exact);
}

TEST(totals, of_long_lists_are_counted_in_full_by_one_at_a_time) {
  totals known;
  EXPECT_FALSE(known.claim_full_count(all)) << "nothing is known of it";
  known.counted(all, {1, 1}, counted_rows_max + 1);
  EXPECT_TRUE(known.claim_full_count(all));
  EXPECT_FALSE(known.claim_full_count(all)) << "somebody counts already";
  known.counted_all(all, 1'000'000);
  const auto estimate = known.find(all, {9, 9});
  ASSERT_TRUE(estimate.has_value()) << "an estimate outlives changes";
  EXPECT_EQ(estimate->value, 1'000'000);
  EXPECT_FALSE(estimate->exact);
  EXPECT_FALSE(known.claim_full_count(all)) << "it was counted a moment ago";
}

TEST(totals, forget_a_full_count_that_failed) {
  totals known;
  known.counted(all, {1, 1}, counted_rows_max + 1);
  ASSERT_TRUE(known.claim_full_count(all));
  known.counted_all(all, std::nullopt);
  EXPECT_TRUE(known.claim_full_count(all)) << "so that it is tried again";
}

}  // namespace
}  // namespace dossier::records
