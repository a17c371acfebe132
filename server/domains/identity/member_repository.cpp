#include "server/domains/identity/member_repository.hpp"

#include "server/domains/identity/sql_values.hpp"

namespace dossier::identity {
namespace {

std::string member_query(std::string_view condition) {
  return "SELECT m.account_id, u.name, a.email, m.role, " + sql::time_of("m.created_at") + ", " +
         sql::time_of(
             "(SELECT max(s.last_used_at) FROM sessions s"
             " WHERE s.account_id = m.account_id AND s.tenant_id = m.tenant_id)") +
         ", m.brand_id"
         " FROM memberships m JOIN accounts a ON a.id = m.account_id"
         " JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.account_id"
         " WHERE m.tenant_id = $1::uuid AND m.state = 'active'" +
         std::string(condition) + " ORDER BY u.name, m.account_id LIMIT " +
         std::to_string(members_listed_max);
}

tenant_member member_of(const pqxx::row& row) {
  tenant_member made;
  made.account_id = sql::id(row[0]);
  made.name = sql::text(row[1]);
  made.email = sql::text(row[2]);
  made.role = parse_role(sql::text(row[3])).value();
  made.joined_at = sql::moment(row[4]);
  if (!row[5].is_null()) made.last_seen_at = sql::moment(row[5]);
  if (!row[6].is_null()) made.brand_id = sql::id(row[6]);
  return made;
}

}  // namespace

std::vector<tenant_member> members_of(pqxx::work& work, const uuid& tenant_id) {
  std::vector<tenant_member> made;
  for (const auto& row : work.exec_params(member_query(""), to_string(tenant_id)))
    made.push_back(member_of(row));
  return made;
}

std::optional<tenant_member> find_member(pqxx::work& work, const uuid& tenant_id, const uuid& account_id) {
  const pqxx::result rows = work.exec_params(member_query(" AND m.account_id = $2::uuid"),
                                             to_string(tenant_id), to_string(account_id));
  if (rows.empty()) return std::nullopt;
  return member_of(rows[0]);
}

std::optional<locked_member> lock_member(pqxx::work& work, const uuid& tenant_id, const uuid& account_id) {
  // Everybody locks in the same order.
  const pqxx::result rows = work.exec_params(
      "SELECT role = 'owner' FROM memberships WHERE tenant_id = $1::uuid AND state = 'active'"
      " AND (role = 'owner' OR account_id = $2::uuid) ORDER BY account_id FOR UPDATE",
      to_string(tenant_id), to_string(account_id));
  int owners = 0;
  for (const auto& row : rows) owners += row[0].as<bool>() ? 1 : 0;
  auto found = find_member(work, tenant_id, account_id);
  if (!found) return std::nullopt;
  const bool is_last_owner = found->role == role::owner && owners == 1;
  return locked_member{*std::move(found), is_last_owner};
}

void set_role(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, role what,
              const uuid& brand_id, timestamp now) {
  work.exec_params(
      "UPDATE memberships SET role = $3, brand_id = nullif($5, '')::uuid, updated_at = $4::timestamptz"
      " WHERE tenant_id = $1::uuid AND account_id = $2::uuid AND state = 'active'",
      to_string(tenant_id), to_string(account_id), std::string(to_string(what)), to_string(now),
      brand_id.is_nil() ? std::string() : to_string(brand_id));
}

std::vector<member_session> member_sessions(pqxx::work& work, const uuid& tenant_id, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "SELECT s.id, s.account_id, t.name, s.address, s.user_agent, " + sql::time_of("s.created_at") + ", " +
          sql::time_of("s.last_used_at") + ", " + sql::time_of("s.expires_at") +
          ", u.name"
          " FROM sessions s JOIN memberships m ON m.tenant_id = s.tenant_id AND m.account_id = s.account_id"
          " JOIN workspace t ON t.tenant_id = s.tenant_id"
          " JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.account_id"
          " WHERE s.tenant_id = $1::uuid AND m.state = 'active' AND s.revoked_at IS NULL"
          " AND s.expires_at > $2::timestamptz ORDER BY s.last_used_at DESC, s.id LIMIT " +
          std::to_string(members_listed_max),
      to_string(tenant_id), to_string(now));
  std::vector<member_session> made;
  for (const auto& row : rows) {
    member_session one;
    one.what.id = sql::id(row[0]);
    one.what.account_id = sql::id(row[1]);
    one.what.tenant_id = tenant_id;
    one.what.tenant_name = sql::text(row[2]);
    one.what.address = sql::text(row[3]);
    one.what.user_agent = sql::text(row[4]);
    one.what.created_at = sql::moment(row[5]);
    one.what.last_used_at = sql::moment(row[6]);
    one.what.expires_at = sql::moment(row[7]);
    one.name = sql::text(row[8]);
    made.push_back(std::move(one));
  }
  return made;
}

}  // namespace dossier::identity
