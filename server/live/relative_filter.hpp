#pragma once
#include "shared/query/filter.hpp"

/// Filters with relative times (`created_at > now-7d`) as time goes by.
namespace dossier::live {

/// The filter as it means at `now`: every relative time is replaced by the moment it stands for.
[[nodiscard]] query::filter at_time(const query::filter& filter, timestamp now);

/// What matches `filter` at `to` and did not at `from`; swap them for what left. It begins with a condition
/// that follows from the rest, that a field lies in the stretch which one of the relative times went over, so
/// that an index finds the few records that crossed a line. `filter` has a relative time.
[[nodiscard]] query::filter crossing(const query::filter& filter, timestamp from, timestamp to);

}  // namespace dossier::live
