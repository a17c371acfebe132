#pragma once
#include <vector>

#include "shared/core/problem.hpp"
#include "shared/records/saved_view.hpp"

namespace dossier::query {

/// What is wrong with a view that is valid by description: a `resource` that there is none of (`unknown`); a
/// `filter`, `q` or `order_by` that its resource cannot be asked for (`syntax`, and the message says at which
/// character, counted from 1); a column that is no name of a field (`unknown`).
/// Columns may also be named after resources that refer to the view's: those are its counts.
[[nodiscard]] std::vector<field_error> view_errors(const saved_view& view);

}  // namespace dossier::query
