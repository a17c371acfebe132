#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "shared/query/page_token.hpp"

namespace dossier::records {

/// Whether `left` stands before `right` in a list of this order; positions as query::position_of makes them.
[[nodiscard]] bool stands_before(const query::order& by, const query::page_position& left,
                                 const query::page_position& right);

/// Rows between two fences when they are read anew: every so-manyth row becomes a fence.
inline constexpr std::int64_t fence_spacing = 1000;
/// Rows between two fences beyond which they are split: as many as a jump walks at most.
inline constexpr std::int64_t fence_rows_max = 2 * fence_spacing;
/// Two neighbors with fewer rows together become one.
inline constexpr std::int64_t fence_rows_min = fence_spacing / 2;

/// Where the row with a number stands: `rest` rows on from the one right behind the fence `behind` (none:
/// from the beginning).
struct fence_place {
  std::optional<query::page_position> behind;
  std::int64_t rest = 0;
};

/// Positions that cut a sorted list into buckets of about fence_spacing rows, and how many rows each bucket
/// has. Finding the n-th row, and counting one in or out, take the logarithm of the number of fences; memory
/// is about 200 bytes a fence, so for a million rows 200 KB. Not thread-safe.
class fences {
 public:
  /// The rows behind `behind`, up to the next bucket's.
  struct bucket {
    std::optional<query::page_position> behind;  ///< absent: the list's beginning
    std::int64_t rows = 0;
  };

  explicit fences(query::order by) : by_(std::move(by)), buckets_{{}}, sums_{0, 0} {}

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::size_t count() const { return buckets_.size(); }

  /// The place of row number `number`, 0 the first. For one that there is not: of where it would be.
  [[nodiscard]] fence_place find(std::int64_t number) const;

  /// The bucket that a row at this position belongs to.
  [[nodiscard]] std::size_t bucket_of(const query::page_position& at) const;
  [[nodiscard]] const bucket& at(std::size_t index) const { return buckets_[index]; }
  /// Where the bucket ends: the last position in it, nothing for the list's end.
  [[nodiscard]] std::optional<query::page_position> end_of(std::size_t index) const;

  /// Counts a row in (+1) or out (-1) of a bucket; false when it had none left to take out.
  [[nodiscard]] bool count_in(std::size_t index, std::int64_t rows);

  /// Puts buckets that cover the same stretch in the place of one; the first begins where that one began.
  void replace(std::size_t index, std::vector<bucket> by);

  /// Joins the bucket with the next one where both have few rows.
  void join(std::size_t index);

 private:
  void sum_up();

  query::order by_;
  std::vector<bucket> buckets_;     ///< at least one
  std::vector<std::int64_t> sums_;  ///< Fenwick tree over the buckets' rows; [0] is not used
  std::int64_t rows_ = 0;
};

}  // namespace dossier::records
