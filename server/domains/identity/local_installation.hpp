#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/http/principal.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// A tenant and its people as they stand before anyone signs in: enough to have somebody to act as.
struct person {
  uuid id;
  std::string name;
};
struct installation {
  uuid tenant_id;
  std::string tenant_name;
  person local;      ///< who uses the machine
  person colleague;  ///< whom the live demo simulates
};

/// Somebody that the demo can be tried as.
struct demo_person {
  person who;
  dossier::role role = dossier::role::owner;
  std::string email;
};
/// One of each role, the installation's own two among them.
[[nodiscard]] std::vector<demo_person> demo_people();

/// The built-in installation; its ids never change.
[[nodiscard]] installation local_installation();

/// The tenant of what concerns no tenant: sign-ins of people whom nobody knows. Nobody belongs to it.
[[nodiscard]] uuid system_tenant_id();
inline constexpr std::string_view system_tenant_name = "System";

/// Who `who` is to the services, in that installation.
[[nodiscard]] http::principal principal_of(const installation& where, const person& who);

}  // namespace dossier::identity
