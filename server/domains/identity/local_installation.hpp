#pragma once
#include <string>

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

/// The built-in installation; its ids never change.
[[nodiscard]] installation local_installation();

/// Who `who` is to the services, in that installation.
[[nodiscard]] http::principal principal_of(const installation& where, const person& who);

}  // namespace dossier::identity
