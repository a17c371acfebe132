#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dossier {

/// What a person is in a tenant.
enum class role : std::uint8_t { owner, admin, manager, analyst, intern, client_viewer, auditor };

inline constexpr std::array<role, 7> all_roles = {
    role::owner, role::admin, role::manager, role::analyst, role::intern, role::client_viewer, role::auditor};

/// As it is written in the API and in the database.
[[nodiscard]] constexpr std::string_view to_string(role which) {
  constexpr std::array<std::string_view, 7> names = {"owner",  "admin",         "manager", "analyst",
                                                     "intern", "client-viewer", "auditor"};
  return names[static_cast<std::size_t>(which)];
}

[[nodiscard]] constexpr std::optional<role> parse_role(std::string_view text) {
  for (const role each : all_roles) {
    if (to_string(each) == text) return each;
  }
  return std::nullopt;
}

}  // namespace dossier
