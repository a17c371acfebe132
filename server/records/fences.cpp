#include "server/records/fences.hpp"

#include <algorithm>
#include <iterator>
#include <variant>

namespace dossier::records {
namespace {

/// The lowest bit that is set: how many buckets an entry of the tree sums up.
std::size_t span_of(std::size_t entry) {
  return entry & (~entry + 1);
}

}  // namespace

bool stands_before(const query::order& by, const query::page_position& left,
                   const query::page_position& right) {
  for (std::size_t i = 0; i < by.keys.size(); ++i) {
    const query::sort_key& a = left.keys[i];
    const query::sort_key& b = right.keys[i];
    const bool a_unset = std::holds_alternative<std::monostate>(a);
    const bool b_unset = std::holds_alternative<std::monostate>(b);
    if (a_unset != b_unset) return b_unset;  // without a value: last, in either direction
    if (a < b) return !by.keys[i].descending;
    if (b < a) return by.keys[i].descending;
  }
  return by.ids_descend() ? right.id < left.id : left.id < right.id;
}

fence_place fences::find(std::int64_t number) const {
  std::size_t before = 0;  // buckets that end before the row
  std::int64_t left = number;
  std::size_t step = 1;
  while (step * 2 < sums_.size()) step *= 2;
  for (; step != 0; step /= 2) {
    if (before + step >= sums_.size() || sums_[before + step] > left) continue;
    before += step;
    left -= sums_[before];
  }
  if (before == buckets_.size()) {  // beyond the last row: behind what the last bucket holds
    --before;
    left += buckets_[before].rows;
  }
  return {buckets_[before].behind, left};
}

std::size_t fences::bucket_of(const query::page_position& at) const {
  // The first fence that does not stand before the position ends its bucket.
  const auto end = std::partition_point(buckets_.begin() + 1, buckets_.end(), [&](const bucket& each) {
    return stands_before(by_, *each.behind, at);
  });
  return static_cast<std::size_t>(std::distance(buckets_.begin(), end)) - 1;
}

std::optional<query::page_position> fences::end_of(std::size_t index) const {
  if (index + 1 == buckets_.size()) return std::nullopt;
  return buckets_[index + 1].behind;
}

bool fences::count_in(std::size_t index, std::int64_t rows) {
  if (buckets_[index].rows + rows < 0) return false;
  buckets_[index].rows += rows;
  rows_ += rows;
  for (std::size_t entry = index + 1; entry < sums_.size(); entry += span_of(entry)) sums_[entry] += rows;
  return true;
}

void fences::replace(std::size_t index, std::vector<bucket> by) {
  by.front().behind = std::move(buckets_[index].behind);
  const auto place = buckets_.begin() + static_cast<std::ptrdiff_t>(index);
  const auto next = buckets_.erase(place);
  buckets_.insert(next, std::make_move_iterator(by.begin()), std::make_move_iterator(by.end()));
  sum_up();
}

void fences::join(std::size_t index) {
  if (index + 1 >= buckets_.size()) return;
  if (buckets_[index].rows + buckets_[index + 1].rows >= fence_rows_min) return;
  buckets_[index].rows += buckets_[index + 1].rows;
  buckets_.erase(buckets_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  sum_up();
}

void fences::sum_up() {
  sums_.assign(buckets_.size() + 1, 0);
  rows_ = 0;
  for (std::size_t entry = 1; entry < sums_.size(); ++entry) {
    rows_ += buckets_[entry - 1].rows;
    sums_[entry] += buckets_[entry - 1].rows;
    const std::size_t next = entry + span_of(entry);
    if (next < sums_.size()) sums_[next] += sums_[entry];
  }
}

}  // namespace dossier::records
