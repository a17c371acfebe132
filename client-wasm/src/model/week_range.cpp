#include "client-wasm/src/model/week_range.hpp"

#include <algorithm>

namespace dossier::model {
namespace {

constexpr std::int64_t day_micros = 86'400'000'000;

}  // namespace

week_range::week_range(const bucket_counts& counted, const facet_choice& choice, timestamp now)
    : axis(bucket_axis::ending(day_of(now), bucket_unit::week, range_weeks)), counts(axis.spread(counted)) {
  for (const double one : counts) most = std::max(most, one);
  const auto bar_of = [this](timestamp at) {
    const day_number start = bucket_start(day_of(at), bucket_unit::week);
    const auto next = std::upper_bound(axis.starts.begin(), axis.starts.end(), start);
    return next == axis.starts.begin() ? std::size_t{0}
                                       : static_cast<std::size_t>(next - axis.starts.begin()) - 1;
  };
  first = choice.from ? bar_of(*choice.from) : 0;
  last = choice.until ? bar_of({choice.until->micros - 1}) : axis.size() - 1;
  last = std::max(first, last);
}

facet_choice week_range::chosen(facet_choice from, std::size_t first_bar, std::size_t last_bar) const {
  from.from.reset();
  from.until.reset();
  if (first_bar > 0) from.from = timestamp{axis.starts.at(first_bar) * day_micros};
  if (last_bar + 1 < axis.size()) {
    from.until = timestamp{bucket_after(axis.starts.at(last_bar), bucket_unit::week, 1) * day_micros};
  }
  return from;
}

}  // namespace dossier::model
