#pragma once
#include "shared/query/filter.hpp"

/// Filters with relative times (`created_at > now-7d`) as time goes by. All answers are without relative
/// times.
namespace dossier::live {

/// The filter as it means at `now`: every relative time is replaced by the moment it stands for.
[[nodiscard]] query::filter at_time(const query::filter& filter, timestamp now);

/// What matches at some time from `from` to `to`, and perhaps a little more: exact where the filter looks at
/// one relative time.
[[nodiscard]] query::filter at_any_time(const query::filter& filter, timestamp from, timestamp to);

/// What matches at `to`, but perhaps not at some time since `from`, because a relative time went over it.
/// Whoever loaded the set in between may lack it. It begins with a condition that follows from the rest, that
/// a field lies in the stretch which one of the relative times went over, so that an index finds the few
/// records that crossed a line. `filter` has a relative time.
[[nodiscard]] query::filter entering(const query::filter& filter, timestamp from, timestamp to);

/// What does not match at `to`, but perhaps did at some time since `from`; as above.
[[nodiscard]] query::filter leaving(const query::filter& filter, timestamp from, timestamp to);

}  // namespace dossier::live
