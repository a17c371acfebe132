#include "server/domains/identity/oidc_repository.hpp"

#include "server/domains/identity/sql_values.hpp"

namespace dossier::identity {

std::vector<linked_identity> identities_of(pqxx::work& work, const uuid& account_id) {
  const pqxx::result rows = work.exec_params(
      "SELECT id, issuer, subject, " + sql::time_of("created_at") + ", " + sql::time_of("last_used_at") +
          " FROM account_identities WHERE account_id = $1::uuid ORDER BY created_at, id",
      to_string(account_id));
  std::vector<linked_identity> made;
  for (const auto& row : rows) {
    made.push_back(
        {sql::id(row[0]), {sql::text(row[1]), sql::text(row[2])}, sql::moment(row[3]), sql::moment(row[4])});
  }
  return made;
}

void delete_identity(pqxx::work& work, const uuid& id) {
  work.exec_params("DELETE FROM account_identities WHERE id = $1::uuid", to_string(id));
}

std::optional<uuid> find_identity(pqxx::work& work, const outside_identity& what) {
  const pqxx::result rows =
      work.exec_params("SELECT account_id FROM account_identities WHERE issuer = $1 AND subject = $2",
                       what.issuer, what.subject);
  if (rows.empty()) return std::nullopt;
  return sql::id(rows[0][0]);
}

bool has_identity(pqxx::work& work, const uuid& account_id, std::string_view issuer) {
  return !work.exec_params("SELECT 1 FROM account_identities WHERE account_id = $1::uuid AND issuer = $2",
                           to_string(account_id), std::string(issuer))
              .empty();
}

bool add_identity(pqxx::work& work, const outside_identity& what, const uuid& account_id, timestamp now) {
  return work.exec_params(
                 "INSERT INTO account_identities (issuer, subject, account_id, created_at, last_used_at)"
                 " VALUES ($1, $2, $3::uuid, $4::timestamptz, $4::timestamptz) ON CONFLICT DO NOTHING",
                 what.issuer, what.subject, to_string(account_id), to_string(now))
             .affected_rows() == 1;
}

void touch_identity(pqxx::work& work, const outside_identity& what, timestamp now) {
  work.exec_params(
      "UPDATE account_identities SET last_used_at = $3::timestamptz WHERE issuer = $1 AND subject = $2",
      what.issuer, what.subject, to_string(now));
}

void end_invitation(pqxx::work& work, const uuid& account_id) {
  work.exec_params(
      "DELETE FROM one_time_links WHERE account_id = $1::uuid AND used_at IS NULL AND purpose = 'invitation'",
      to_string(account_id));
}

bool has_been_member(pqxx::work& work, const uuid& tenant_id, const uuid& account_id) {
  return !work.exec_params("SELECT 1 FROM memberships WHERE tenant_id = $1::uuid AND account_id = $2::uuid",
                           to_string(tenant_id), to_string(account_id))
              .empty();
}

bool use_sign_in_state(pqxx::work& work, std::string_view hash, timestamp expires_at) {
  return work.exec_params(
                 "INSERT INTO used_sign_in_states (state_hash, expires_at)"
                 " VALUES (decode($1, 'hex'), $2::timestamptz) ON CONFLICT DO NOTHING",
                 to_hex(hash), to_string(expires_at))
             .affected_rows() == 1;
}

void delete_sign_in_states(pqxx::work& work, timestamp ended_before) {
  work.exec_params("DELETE FROM used_sign_in_states WHERE expires_at < $1::timestamptz",
                   to_string(ended_before));
}

}  // namespace dossier::identity
