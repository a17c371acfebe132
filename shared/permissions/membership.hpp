#pragma once
#include <optional>

#include "shared/core/problem.hpp"
#include "shared/core/role.hpp"

namespace dossier::permissions {

/// Whether people of this role belong to one brand, and see nothing beyond it.
[[nodiscard]] constexpr bool is_of_a_brand(role which) {
  return which == role::client_viewer;
}

/// What is wrong with making somebody `which`, with a brand or without one; nullopt for nothing.
[[nodiscard]] inline std::optional<field_error> brand_fault(role which, bool has_brand) {
  if (has_brand == is_of_a_brand(which)) return std::nullopt;
  if (has_brand) return field_error{"brand_id", "choice", "is for a client viewer alone"};
  return field_error{"brand_id", "required", "is needed for a client viewer"};
}

}  // namespace dossier::permissions
