#pragma once
#include <cstddef>
#include <vector>

#include "client-wasm/src/model/facets.hpp"
#include "client-wasm/src/model/time_buckets.hpp"

namespace dossier::model {

/// Weeks that the range of dates beside the list spans, up to this one.
inline constexpr int range_weeks = 22;

/// The weeks of publication as bars, and which of them the dates of a choice let in.
struct week_range {
  bucket_axis axis;
  std::vector<double> counts;
  double most = 0;        ///< the largest count
  std::size_t first = 0;  ///< bars that are let in, both included
  std::size_t last = 0;

  /// What lies before the first bar or after the last one counts as let in by them.
  week_range(const bucket_counts& counted, const facet_choice& choice, timestamp now);
  /// The choice of these bars: at the very ends it has no bound. `first` ≤ `last` < bars.
  [[nodiscard]] facet_choice chosen(facet_choice from, std::size_t first_bar, std::size_t last_bar) const;
};

}  // namespace dossier::model
