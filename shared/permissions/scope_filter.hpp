#pragma once
#include <optional>

#include "shared/permissions/permission_table.hpp"
#include "shared/query/filter.hpp"

namespace dossier::permissions {

/// The records of a type that a scope covers, as a filter in which `me` is the person; nullopt: all of them.
/// `brand` is whose viewer the person is, nil for none.
[[nodiscard]] std::optional<query::filter> records_in(scope which, const describe::record_type& type,
                                                      const uuid& brand);

/// The first field of a filter, by the order of its comparisons, that `who` may not read; nullptr: none.
[[nodiscard]] const describe::field* unreadable_in(const query::filter& where, role who);

}  // namespace dossier::permissions
