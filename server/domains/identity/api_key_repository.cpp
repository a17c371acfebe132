#include "server/domains/identity/api_key_repository.hpp"

#include "server/domains/identity/sql_values.hpp"

namespace dossier::identity {
namespace {

std::string columns() {
  return "id, tenant_id, account_id, name, prefix, encode(secret_hash, 'hex'), scope = 'write', " +
         sql::time_of("created_at") + ", " + sql::time_of("expires_at") + ", " +
         sql::time_of("last_used_at") +
         ", (SELECT u.name FROM users u WHERE u.tenant_id = api_keys.tenant_id AND u.id = "
         "api_keys.account_id), revoked_at IS NOT NULL";
}

std::optional<timestamp> optional_moment(const pqxx::field& from) {
  if (from.is_null()) return std::nullopt;
  return sql::moment(from);
}

api_key key_of(const pqxx::row& row) {
  return {sql::id(row[0]),         sql::id(row[1]),         sql::id(row[2]),    sql::text(row[3]),
          sql::text(row[4]),       sql::bytes(row[5]),      row[6].as<bool>(),  sql::moment(row[7]),
          optional_moment(row[8]), optional_moment(row[9]), sql::text(row[10]), row[11].as<bool>()};
}

constexpr std::string_view is_good =
    " revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3::timestamptz)";

}  // namespace

bool add_api_key(pqxx::work& work, const api_key& made) {
  const int there =
      work.exec_params1(
              "SELECT count(*) FROM api_keys WHERE tenant_id = $1::uuid AND account_id ="
              " $2::uuid AND" +
                  std::string(is_good),
              to_string(made.tenant_id), to_string(made.account_id), to_string(made.created_at))[0]
          .as<int>();
  if (there >= api_keys_max) return false;
  work.exec_params(
      "INSERT INTO api_keys (id, tenant_id, account_id, name, prefix, secret_hash, scope, created_at, "
      "expires_at)"
      " VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, decode($6, 'hex'), $7, $8::timestamptz,"
      " nullif($9, '')::timestamptz)",
      to_string(made.id), to_string(made.tenant_id), to_string(made.account_id), made.name, made.prefix,
      to_hex(made.secret_hash), made.may_write ? "write" : "read", to_string(made.created_at),
      made.expires_at ? to_string(*made.expires_at) : std::string());
  return true;
}

std::vector<api_key> api_keys_of(pqxx::work& work, const uuid& tenant_id,
                                 const std::optional<uuid>& account_id, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "SELECT " + columns() +
          " FROM api_keys WHERE tenant_id = $1::uuid AND ($2 = '' OR account_id = nullif($2, '')::uuid) AND" +
          std::string(is_good) + " ORDER BY created_at DESC, id",
      to_string(tenant_id), account_id ? to_string(*account_id) : std::string(), to_string(now));
  std::vector<api_key> made;
  for (const auto& row : rows) made.push_back(key_of(row));
  return made;
}

bool revoke_api_key(pqxx::work& work, const uuid& id, const uuid& tenant_id, const uuid& account_id,
                    timestamp now) {
  return work.exec_params(
                 "UPDATE api_keys SET revoked_at = $3::timestamptz WHERE tenant_id = $1::uuid AND"
                 " account_id = $2::uuid AND id = $4::uuid AND" +
                     std::string(is_good),
                 to_string(tenant_id), to_string(account_id), to_string(now), to_string(id))
             .affected_rows() == 1;
}

std::optional<api_key> find_api_key(pqxx::work& work, std::string_view prefix) {
  const pqxx::result rows =
      work.exec_params("SELECT " + columns() + " FROM api_keys WHERE prefix = $1", std::string(prefix));
  if (rows.empty()) return std::nullopt;
  return key_of(rows[0]);
}

std::optional<standing_facts> facts_of_api_key(pqxx::work& work, const uuid& id, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "UPDATE api_keys k SET last_used_at = $2::timestamptz"
      " FROM accounts a, memberships m, users u, workspace t"
      " WHERE k.id = $1::uuid AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > "
      "$2::timestamptz)"
      " AND a.id = k.account_id AND a.state = 'active'"
      " AND m.tenant_id = k.tenant_id AND m.account_id = k.account_id AND m.state = 'active'"
      " AND u.tenant_id = k.tenant_id AND u.id = k.account_id AND t.tenant_id = k.tenant_id"
      " RETURNING u.name, t.name, m.role, m.brand_id",
      to_string(id), to_string(now));
  if (rows.empty()) return std::nullopt;
  return facts_of(rows[0]);
}

}  // namespace dossier::identity
