#include "server/domains/identity/installation_repository.hpp"

#include <pqxx/pqxx>

namespace dossier::identity {
namespace {

/// Acts within the tenant from here on.
void add_tenant(pqxx::work& transaction, const std::string& id, const std::string& name) {
  transaction.exec_params("SELECT set_config('app.tenant', $1, true)", id);
  transaction.exec_params("INSERT INTO tenants (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", id,
                          name);
}

}  // namespace

void ensure_installation(const std::string& owner_conninfo, const installation& what) {
  pqxx::connection connection(owner_conninfo);
  pqxx::work transaction(connection);
  const std::string tenant = to_string(what.tenant_id);
  add_tenant(transaction, tenant, what.tenant_name);
  for (const person& one : {what.local, what.colleague}) {
    transaction.exec_params(
        "INSERT INTO users (tenant_id, id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", tenant,
        to_string(one.id), one.name);
  }
  transaction.commit();
}

void ensure_tenant(const std::string& owner_conninfo, const uuid& id, const std::string& name) {
  pqxx::connection connection(owner_conninfo);
  pqxx::work transaction(connection);
  add_tenant(transaction, to_string(id), name);
  transaction.commit();
}

std::vector<std::pair<uuid, std::string>> all_tenants(const std::string& auth_conninfo) {
  pqxx::connection connection(auth_conninfo);
  pqxx::work transaction(connection);
  std::vector<std::pair<uuid, std::string>> tenants;
  for (const auto& row : transaction.exec("SELECT tenant_id, name FROM tenants ORDER BY tenant_id")) {
    if (const auto id = parse_uuid(row[0].as<std::string>()))
      tenants.emplace_back(*id, row[1].as<std::string>());
  }
  return tenants;
}

}  // namespace dossier::identity
