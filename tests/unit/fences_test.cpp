#include "server/records/fences.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "shared/records/brand.hpp"

namespace dossier::records {
namespace {

using query::page_position;

uuid id_of(std::uint64_t number) {
  uuid id;
  for (std::size_t i = 0; i < 8; ++i)
    id.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8U * static_cast<unsigned>(i)));
  return id;
}

page_position place(std::optional<std::int64_t> key, std::uint64_t id) {
  return {{key ? query::sort_key(*key) : query::sort_key(std::monostate{})}, id_of(id)};
}

query::order by_headcount(bool descending) {
  return {describe::type_of<brand>().find("headcount"), descending};
}

TEST(list_positions, stand_by_key_then_id_with_the_unset_last_in_either_direction) {
  const auto up = by_headcount(false);
  EXPECT_TRUE(stands_before(up, place(1, 9), place(2, 1)));
  EXPECT_TRUE(stands_before(up, place(2, 1), place(2, 2)));
  EXPECT_FALSE(stands_before(up, place(2, 2), place(2, 2)));
  EXPECT_TRUE(stands_before(up, place(2, 9), place({}, 1)));
  const auto down = by_headcount(true);
  EXPECT_TRUE(stands_before(down, place(2, 1), place(1, 9)));
  EXPECT_TRUE(stands_before(down, place(2, 2), place(2, 1)));
  EXPECT_TRUE(stands_before(down, place(1, 1), place({}, 9)));
  EXPECT_TRUE(stands_before(down, place({}, 9), place({}, 1)));
}

/// Rows, and fences beside them that are told of every row that comes and goes, and are split where they are
/// crowded as the tracked list does it.
class fenced_rows {
 public:
  explicit fenced_rows(bool descending) : by_(by_headcount(descending)), kept_(by_) {}

  void add(const page_position& at) {
    rows_.push_back(at);
    sorted_ = false;
    const std::size_t bucket = kept_.bucket_of(at);
    ASSERT_TRUE(kept_.count_in(bucket, 1));
    if (kept_.at(bucket).rows > fence_rows_max) split(bucket);
  }
  void remove(std::size_t index) {
    const std::size_t bucket = kept_.bucket_of(rows_[index]);
    rows_[index] = rows_.back();
    rows_.pop_back();
    sorted_ = false;
    ASSERT_TRUE(kept_.count_in(bucket, -1));
    kept_.join(bucket);
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const fences& kept() const { return kept_; }

  /// The row where a jump ends.
  [[nodiscard]] std::size_t landed(std::int64_t number) {
    const fence_place found = kept_.find(number);
    EXPECT_LE(found.rest, fence_rows_max);
    return first_behind(found.behind) + static_cast<std::size_t>(found.rest);
  }

 private:
  [[nodiscard]] std::size_t first_behind(const std::optional<page_position>& at) {
    const auto before = [this](const auto& a, const auto& b) { return stands_before(by_, a, b); };
    if (!sorted_) std::sort(rows_.begin(), rows_.end(), before);
    sorted_ = true;
    if (!at) return 0;
    return static_cast<std::size_t>(std::upper_bound(rows_.begin(), rows_.end(), *at, before) -
                                    rows_.begin());
  }
  void split(std::size_t bucket) {
    std::vector<fences::bucket> parts{{kept_.at(bucket).behind, 0}};
    std::size_t row = first_behind(kept_.at(bucket).behind);
    for (std::int64_t left = kept_.at(bucket).rows; left > 0; --left, ++row) {
      ++parts.back().rows;
      if (parts.back().rows == fence_spacing && left > 1) parts.push_back({rows_[row], 0});
    }
    kept_.replace(bucket, std::move(parts));
  }

  query::order by_;
  std::vector<page_position> rows_;
  bool sorted_ = true;
  fences kept_;
};

TEST(fences, lead_to_every_row_while_rows_come_and_go) {
  for (const bool descending : {false, true}) {
    std::mt19937 random(20261121);
    fenced_rows tested(descending);
    std::uint64_t next = 1;
    for (int round = 0; round < 20; ++round) {
      const bool grows = round < 12;
      for (int n = 0; n < 500; ++n) {
        if (grows || tested.size() == 0 || random() % 4 == 0) {
          // Half of all at one end, as new records come; keys with ties; some without one.
          std::optional<std::int64_t> key = static_cast<std::int64_t>(random() % 500);
          if (random() % 2 == 0) key = 1000 + static_cast<std::int64_t>(next);
          if (random() % 7 == 0) key.reset();
          tested.add(place(key, next++));
        } else {
          tested.remove(random() % tested.size());
        }
      }
      ASSERT_EQ(tested.kept().rows(), static_cast<std::int64_t>(tested.size()));
      for (int n = 0; n < 50; ++n) {
        if (tested.size() == 0) break;
        const std::size_t number = random() % tested.size();
        ASSERT_EQ(tested.landed(static_cast<std::int64_t>(number)), number) << "round " << round;
      }
      const std::size_t behind_the_last = tested.size();
      ASSERT_EQ(tested.landed(static_cast<std::int64_t>(behind_the_last)), behind_the_last);
    }
    EXPECT_GT(tested.kept().count(), 2U);
  }
}

TEST(fences, become_fewer_when_rows_go) {
  fenced_rows tested(false);
  for (std::uint64_t n = 0; n < 8'000; ++n) tested.add(place(static_cast<std::int64_t>(n), n));
  const std::size_t many = tested.kept().count();
  EXPECT_GE(many, 4U);
  while (tested.size() > 100) tested.remove(tested.size() / 2);
  EXPECT_LE(tested.kept().count(), 3U);
  EXPECT_EQ(tested.kept().rows(), 100);
}

TEST(fences, refuse_to_lose_a_row_they_do_not_have) {
  fences none(by_headcount(false));
  EXPECT_FALSE(none.count_in(0, -1));
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.find(0).rest, 0);
  EXPECT_EQ(none.find(7).rest, 7);
}

}  // namespace
}  // namespace dossier::records
