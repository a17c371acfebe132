#pragma once
#include "shared/describe/record_type.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::permissions {

/// The same for a described record, whether the registry has it or not: a role's line for all records holds
/// for each that has no line of its own.
[[nodiscard]] scope allowed(role who, verb what, const describe::record_type& type);

}  // namespace dossier::permissions
