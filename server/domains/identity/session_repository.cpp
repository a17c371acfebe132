#include "server/domains/identity/session_repository.hpp"

#include "server/domains/identity/sql_values.hpp"

namespace dossier::identity {
namespace {

std::string session_columns() {
  return "s.id, s.account_id, s.tenant_id, t.name, encode(s.family_hash, 'hex'), encode(s.token_hash, 'hex'),"
         " encode(s.previous_hash, 'hex'), " +
         sql::time_of("s.previous_until") + ", s.remembered, s.address, s.user_agent, " +
         sql::time_of("s.created_at") + ", " + sql::time_of("s.last_used_at") + ", " +
         sql::time_of("s.expires_at") + ", s.revoked_at IS NOT NULL, s.tenant_only";
}

session session_of(const pqxx::row& row) {
  session made;
  made.id = sql::id(row[0]);
  made.account_id = sql::id(row[1]);
  made.tenant_id = sql::id(row[2]);
  made.tenant_name = sql::text(row[3]);
  made.family_hash = sql::bytes(row[4]);
  made.token_hash = sql::bytes(row[5]);
  made.previous_hash = sql::bytes(row[6]);
  if (!row[7].is_null()) made.previous_until = sql::moment(row[7]);
  made.remembered = row[8].as<bool>();
  made.address = sql::text(row[9]);
  made.user_agent = sql::text(row[10]);
  made.created_at = sql::moment(row[11]);
  made.last_used_at = sql::moment(row[12]);
  made.expires_at = sql::moment(row[13]);
  made.revoked = row[14].as<bool>();
  made.tenant_only = row[15].as<bool>();
  return made;
}

}  // namespace

void add_session(pqxx::work& work, const session& made) {
  work.exec_params(
      "UPDATE sessions SET revoked_at = $3::timestamptz WHERE id IN ("
      " SELECT id FROM sessions WHERE account_id = $1::uuid AND revoked_at IS NULL AND expires_at > "
      "$3::timestamptz"
      " ORDER BY last_used_at DESC, id OFFSET $2)",
      to_string(made.account_id), sessions_per_account_max - 1, to_string(made.created_at));
  work.exec_params(
      "INSERT INTO sessions (id, account_id, tenant_id, family_hash, token_hash, remembered, address, "
      "user_agent,"
      " created_at, last_used_at, expires_at, tenant_only)"
      " VALUES ($1::uuid, $2::uuid, $3::uuid, decode($4, 'hex'), decode($5, 'hex'), $6, $7, $8, "
      "$9::timestamptz,"
      " $9::timestamptz, $10::timestamptz, $11)",
      to_string(made.id), to_string(made.account_id), to_string(made.tenant_id), to_hex(made.family_hash),
      to_hex(made.token_hash), made.remembered, made.address, made.user_agent, to_string(made.created_at),
      to_string(made.expires_at), made.tenant_only);
}

std::optional<session> lock_session(pqxx::work& work, const uuid& id) {
  const pqxx::result rows = work.exec_params(
      "SELECT " + session_columns() +
          " FROM sessions s JOIN workspace t USING (tenant_id) WHERE s.id = $1::uuid FOR UPDATE OF s",
      to_string(id));
  if (rows.empty()) return std::nullopt;
  return session_of(rows[0]);
}

bool is_tenant_only(pqxx::work& work, const uuid& id) {
  return !work.exec_params("SELECT 1 FROM sessions WHERE id = $1::uuid AND tenant_only", to_string(id))
              .empty();
}

void rotate_session(pqxx::work& work, const session& what, std::string_view token_hash, const uuid& tenant_id,
                    timestamp now, timestamp previous_until) {
  work.exec_params(
      "UPDATE sessions SET previous_hash = token_hash, previous_until = $4::timestamptz,"
      " token_hash = decode($2, 'hex'), last_used_at = $3::timestamptz, tenant_id = $5::uuid WHERE id = "
      "$1::uuid",
      to_string(what.id), to_hex(token_hash), to_string(now), to_string(previous_until),
      to_string(tenant_id));
}

void touch_session(pqxx::work& work, const uuid& id, const uuid& tenant_id, timestamp now) {
  work.exec_params(
      "UPDATE sessions SET last_used_at = $2::timestamptz, tenant_id = $3::uuid WHERE id = $1::uuid",
      to_string(id), to_string(now), to_string(tenant_id));
}

std::vector<session> sessions_of(pqxx::work& work, const uuid& account_id, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "SELECT " + session_columns() +
          " FROM sessions s JOIN workspace t USING (tenant_id)"
          " WHERE s.account_id = $1::uuid AND s.revoked_at IS NULL AND s.expires_at > $2::timestamptz"
          " ORDER BY s.last_used_at DESC, s.id",
      to_string(account_id), to_string(now));
  std::vector<session> made;
  for (const auto& row : rows) made.push_back(session_of(row));
  return made;
}

bool has_signed_in_from(pqxx::work& work, const uuid& account_id, std::string_view address) {
  return !work.exec_params("SELECT 1 FROM sessions WHERE account_id = $1::uuid AND address = $2 LIMIT 1",
                           to_string(account_id), std::string(address))
              .empty();
}

bool revoke_session(pqxx::work& work, const uuid& id, const uuid& account_id, timestamp now) {
  return work.exec_params(
                 "UPDATE sessions SET revoked_at = $3::timestamptz WHERE id = $1::uuid AND account_id = "
                 "$2::uuid"
                 " AND revoked_at IS NULL AND expires_at > $3::timestamptz",
                 to_string(id), to_string(account_id), to_string(now))
             .affected_rows() == 1;
}

void revoke_other_sessions(pqxx::work& work, const uuid& account_id, const uuid& kept, timestamp now) {
  work.exec_params(
      "UPDATE sessions SET revoked_at = $3::timestamptz WHERE account_id = $1::uuid AND id <> $2::uuid"
      " AND revoked_at IS NULL",
      to_string(account_id), to_string(kept), to_string(now));
}

void revoke_provider_sessions(pqxx::work& work, const uuid& account_id, const uuid& kept,
                              const std::optional<uuid>& tenant_id, timestamp now) {
  work.exec_params(
      "UPDATE sessions SET revoked_at = $3::timestamptz WHERE account_id = $1::uuid AND id <> $2::uuid"
      " AND tenant_only AND revoked_at IS NULL AND ($4 = '' OR tenant_id = nullif($4, '')::uuid)",
      to_string(account_id), to_string(kept), to_string(now),
      tenant_id ? to_string(*tenant_id) : std::string());
}

standing_facts facts_of(const pqxx::row& row) {
  standing_facts made{sql::text(row[0]), sql::text(row[1]), parse_role(sql::text(row[2])).value(), {}};
  if (!row[3].is_null()) made.brand_id = sql::id(row[3]);
  return made;
}

std::optional<standing_facts> facts_of_session(pqxx::work& work, const uuid& session_id,
                                               const uuid& account_id, const uuid& tenant_id, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "SELECT u.name, t.name, m.role, m.brand_id"
      " FROM sessions s JOIN accounts a ON a.id = s.account_id"
      " JOIN memberships m ON m.account_id = a.id AND m.tenant_id = $3::uuid"
      " JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.account_id"
      " JOIN workspace t ON t.tenant_id = m.tenant_id"
      " WHERE s.id = $1::uuid AND s.account_id = $2::uuid AND s.revoked_at IS NULL"
      " AND s.expires_at > $4::timestamptz AND a.state = 'active' AND m.state = 'active'",
      to_string(session_id), to_string(account_id), to_string(tenant_id), to_string(now));
  if (rows.empty()) return std::nullopt;
  return facts_of(rows[0]);
}

void delete_ended(pqxx::work& work, timestamp before) {
  work.exec_params("DELETE FROM sessions WHERE expires_at < $1::timestamptz", to_string(before));
  work.exec_params("DELETE FROM one_time_links WHERE expires_at < $1::timestamptz", to_string(before));
}

}  // namespace dossier::identity
