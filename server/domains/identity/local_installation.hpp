#pragma once
#include <string>
#include <utility>
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

/// The built-in installation; its ids never change.
[[nodiscard]] installation local_installation();

/// Writes the tenant and its people unless they are there already. `owner_conninfo` connects as the
/// database's owner; throws pqxx::failure when it cannot.
void ensure_installation(const std::string& owner_conninfo, const installation& what);

/// Every tenant of the database: id and name. `auth_conninfo` connects as dossier_auth, the one role that
/// sees them all.
[[nodiscard]] std::vector<std::pair<uuid, std::string>> all_tenants(const std::string& auth_conninfo);

[[nodiscard]] http::principal principal_of(const installation& where, const person& who);

}  // namespace dossier::identity
