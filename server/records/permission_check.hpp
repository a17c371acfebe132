#pragma once
#include <optional>

#include "server/http/principal.hpp"
#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::records {

/// The 403 where `who` may do that to no record of the type; nullopt where they
/// may, to some at least.
[[nodiscard]] std::optional<problem> refuse(const http::principal& who, permissions::verb what,
                                            const describe::record_type& type);

/// The 403 where they may not do it to this one.
[[nodiscard]] std::optional<problem> refuse(const http::principal& who, permissions::verb what,
                                            const describe::any_record& record);

}  // namespace dossier::records
