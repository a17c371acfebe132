#pragma once
#include <string>
#include <string_view>

#include "shared/core/problem.hpp"

namespace dossier::codec {

/// The problem as `application/problem+json` (RFC 9457). Empty `instance` and `trace_id` are left out.
[[nodiscard]] std::string to_json(const problem& what, std::string_view instance, std::string_view trace_id);

/// Reads an error answer. A body that is not problem+json becomes a problem with `status` and the status
/// alone.
[[nodiscard]] problem read_problem(int status, std::string_view body);

}  // namespace dossier::codec
