#pragma once
#include <string>
#include <utility>
#include <vector>

#include "server/domains/identity/local_installation.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// Writes the tenant and its people unless they are there already. `owner_conninfo` connects as the
/// database's owner; throws pqxx::failure when it cannot.
void ensure_installation(const std::string& owner_conninfo, const installation& what);

/// Writes one tenant unless its id is there already, as `ensure_installation` does.
void ensure_tenant(const std::string& owner_conninfo, const uuid& id, const std::string& name);

/// Every tenant of the database: id and name. `auth_conninfo` connects as dossier_auth, the one role that
/// sees them all; throws pqxx::failure when it cannot.
[[nodiscard]] std::vector<std::pair<uuid, std::string>> all_tenants(const std::string& auth_conninfo);

}  // namespace dossier::identity
