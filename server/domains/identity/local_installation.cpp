#include "server/domains/identity/local_installation.hpp"

#include <pqxx/pqxx>

namespace dossier::identity {
namespace {

uuid fixed_id(std::uint8_t number) {
  std::array<std::uint8_t, 10> random{};
  random[9] = number;
  return make_uuid_v7(0x19A00000000ULL, random);
}

}  // namespace

installation local_installation() {
  return {fixed_id(1), "Meridian Capital", {fixed_id(2), "N. Okafor"}, {fixed_id(3), "L. Adeyemi"}};
}

void ensure_installation(const std::string& owner_conninfo, const installation& what) {
  pqxx::connection connection(owner_conninfo);
  pqxx::work transaction(connection);
  const std::string tenant = to_string(what.tenant_id);
  transaction.exec_params("SELECT set_config('app.tenant', $1, true)", tenant);
  transaction.exec_params("INSERT INTO tenants (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                          tenant, what.tenant_name);
  for (const person& one : {what.local, what.colleague}) {
    transaction.exec_params(
        "INSERT INTO users (tenant_id, id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", tenant,
        to_string(one.id), one.name);
  }
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

http::principal principal_of(const installation& where, const person& who) {
  return {where.tenant_id, where.tenant_name, who.id, who.name};
}

}  // namespace dossier::identity
