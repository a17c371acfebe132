#include "server/domains/identity/account_repository.hpp"

#include "server/domains/identity/sql_values.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

constexpr std::string_view account_columns = "id, email, name, coalesce(password_hash, ''), state = 'active'";

std::optional<account> account_of(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  const pqxx::row row = rows[0];
  return account{sql::id(row[0]), sql::text(row[1]), sql::text(row[2]), sql::text(row[3]), row[4].as<bool>()};
}

std::string name_of(link_purpose purpose) {
  switch (purpose) {
    case link_purpose::first_owner:
      return "first_owner";
    case link_purpose::invitation:
      return "invitation";
    case link_purpose::operators:
      return "operator";
    case link_purpose::password_reset:
      return "password_reset";
  }
  return {};
}

/// What the person is in the tenant by, or can come into it, without signing in anew. A session stands in one
/// tenant at a time.
void end_access(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, timestamp now) {
  for (const char* table : {"sessions", "api_keys"}) {
    work.exec_params("UPDATE " + std::string(table) +
                         " SET revoked_at = $3::timestamptz"
                         " WHERE tenant_id = $1::uuid AND account_id = $2::uuid AND revoked_at IS NULL",
                     to_string(tenant_id), to_string(account_id), to_string(now));
  }
}

}  // namespace

std::optional<account> find_account(pqxx::work& work, std::string_view email_key) {
  return account_of(
      work.exec_params("SELECT " + std::string(account_columns) + " FROM accounts WHERE email_key = $1",
                       std::string(email_key)));
}

std::optional<account> find_account(pqxx::work& work, const uuid& id) {
  return account_of(work.exec_params(
      "SELECT " + std::string(account_columns) + " FROM accounts WHERE id = $1::uuid", to_string(id)));
}

std::optional<account> lock_account(pqxx::work& work, const uuid& id) {
  return account_of(work.exec_params(
      "SELECT " + std::string(account_columns) + " FROM accounts WHERE id = $1::uuid FOR UPDATE",
      to_string(id)));
}

bool has_accounts(pqxx::work& work) {
  return work.exec1("SELECT EXISTS (SELECT FROM accounts)")[0].as<bool>();
}

bool has_passwords(pqxx::work& work) {
  return work.exec1("SELECT EXISTS (SELECT FROM accounts WHERE password_hash IS NOT NULL)")[0].as<bool>();
}

bool add_account(pqxx::work& work, const account& made, timestamp now) {
  const pqxx::result added = work.exec_params(
      "INSERT INTO accounts (id, email, email_key, name, created_at, updated_at)"
      " VALUES ($1::uuid, $2, $3, $4, $5::timestamptz, $5::timestamptz)"
      " ON CONFLICT (email_key) DO NOTHING",
      to_string(made.id), made.email, text::fold(made.email), made.name, to_string(now));
  return added.affected_rows() == 1;
}

void set_password(pqxx::work& work, const uuid& account_id, std::string_view hash, timestamp now) {
  work.exec_params(
      "UPDATE accounts SET password_hash = $2, password_set_at = $3::timestamptz, updated_at = "
      "$3::timestamptz"
      " WHERE id = $1::uuid",
      to_string(account_id), std::string(hash), to_string(now));
}

std::vector<membership> memberships_of(pqxx::work& work, const uuid& account_id) {
  const pqxx::result rows = work.exec_params(
      "SELECT m.tenant_id, t.name, m.role, u.name FROM memberships m JOIN workspace t USING (tenant_id)"
      " JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.account_id"
      " WHERE m.account_id = $1::uuid AND m.state = 'active' ORDER BY t.name, m.tenant_id",
      to_string(account_id));
  std::vector<membership> made;
  for (const auto& row : rows) {
    made.push_back(
        {sql::id(row[0]), sql::text(row[1]), parse_role(sql::text(row[2])).value(), sql::text(row[3])});
  }
  return made;
}

bool put_membership(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, std::string_view name,
                    role what, timestamp now, const uuid& brand_id) {
  if (!brand_id.is_nil() && !has_brand(work, tenant_id, brand_id)) return false;
  // Of who comes back, too: what was begun while they were being taken out must not be theirs again.
  const bool comes_back = !work.exec_params(
                                   "SELECT 1 FROM memberships WHERE tenant_id = $1::uuid AND account_id ="
                                   " $2::uuid AND state = 'removed'",
                                   to_string(tenant_id), to_string(account_id))
                               .empty();
  if (comes_back) end_access(work, tenant_id, account_id, now);
  work.exec_params(
      "INSERT INTO users (tenant_id, id, name) VALUES ($1::uuid, $2::uuid, $3)"
      " ON CONFLICT (tenant_id, id) DO NOTHING",
      to_string(tenant_id), to_string(account_id), std::string(name));
  const std::string brand = brand_id.is_nil() ? std::string() : to_string(brand_id);
  work.exec_params(
      "INSERT INTO memberships (tenant_id, account_id, role, brand_id, created_at, updated_at)"
      " VALUES ($1::uuid, $2::uuid, $3, nullif($5, '')::uuid, $4::timestamptz, $4::timestamptz)"
      " ON CONFLICT (tenant_id, account_id) DO UPDATE"
      " SET role = excluded.role, brand_id = excluded.brand_id, state = 'active',"
      " updated_at = excluded.updated_at",
      to_string(tenant_id), to_string(account_id), std::string(to_string(what)), to_string(now), brand);
  return true;
}

void rename_person(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, std::string_view name) {
  work.exec_params("UPDATE users SET name = $3 WHERE tenant_id = $1::uuid AND id = $2::uuid",
                   to_string(tenant_id), to_string(account_id), std::string(name));
}

bool has_brand(pqxx::work& work, const uuid& tenant_id, const uuid& brand_id) {
  work.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(tenant_id));
  return !work.exec_params(
                  "SELECT 1 FROM brands WHERE tenant_id = $1::uuid AND id = $2::uuid AND deleted_at IS NULL",
                  to_string(tenant_id), to_string(brand_id))
              .empty();
}

void give_brand(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, const uuid& brand_id) {
  work.exec_params(
      "UPDATE memberships SET brand_id = $3::uuid WHERE tenant_id = $1::uuid AND account_id = $2::uuid"
      " AND role = 'client-viewer' AND brand_id IS NULL",
      to_string(tenant_id), to_string(account_id), to_string(brand_id));
}

void remove_membership(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, timestamp now) {
  work.exec_params(
      "UPDATE memberships SET state = 'removed', updated_at = $3::timestamptz"
      " WHERE tenant_id = $1::uuid AND account_id = $2::uuid",
      to_string(tenant_id), to_string(account_id), to_string(now));
  end_access(work, tenant_id, account_id, now);
}

std::string find_workspace_name(pqxx::work& work, const uuid& tenant_id) {
  const pqxx::result rows =
      work.exec_params("SELECT name FROM workspace WHERE tenant_id = $1::uuid", to_string(tenant_id));
  return rows.empty() ? std::string() : sql::text(rows[0][0]);
}

std::optional<uuid> find_tenant(pqxx::work& work, std::string_view name) {
  const pqxx::result rows = work.exec_params(
      "SELECT tenant_id FROM tenants WHERE name = $1 ORDER BY tenant_id LIMIT 1", std::string(name));
  if (rows.empty()) return std::nullopt;
  return sql::id(rows[0][0]);
}

std::string make_link(pqxx::work& work, const uuid& account_id, link_purpose purpose, timestamp now) {
  std::string token = to_base64url(random_bytes(secret_bytes));
  const timestamp expires_at{now.micros + link_seconds * 1'000'000};
  work.exec_params(
      "DELETE FROM one_time_links WHERE account_id = $1::uuid AND purpose = $2 AND used_at IS NULL",
      to_string(account_id), name_of(purpose));
  work.exec_params(
      "INSERT INTO one_time_links (token_hash, purpose, account_id, created_at, expires_at)"
      " VALUES (decode($1, 'hex'), $2, $3::uuid, $4::timestamptz, $5::timestamptz)",
      to_hex(hash_of(token)), name_of(purpose), to_string(account_id), to_string(now), to_string(expires_at));
  return token;
}

bool has_link_since(pqxx::work& work, const uuid& account_id, link_purpose purpose, timestamp since) {
  return !work.exec_params(
                  "SELECT 1 FROM one_time_links WHERE account_id = $1::uuid AND purpose = $2"
                  " AND used_at IS NULL AND created_at > $3::timestamptz",
                  to_string(account_id), name_of(purpose), to_string(since))
              .empty();
}

bool is_link(pqxx::work& work, std::string_view token_hash, timestamp now) {
  return !work.exec_params(
                  "SELECT 1 FROM one_time_links WHERE token_hash = decode($1, 'hex') AND used_at IS NULL"
                  " AND expires_at > $2::timestamptz",
                  to_hex(token_hash), to_string(now))
              .empty();
}

std::optional<uuid> use_link(pqxx::work& work, std::string_view token_hash, timestamp now) {
  const pqxx::result used = work.exec_params(
      "UPDATE one_time_links SET used_at = $2::timestamptz"
      " WHERE token_hash = decode($1, 'hex') AND used_at IS NULL AND expires_at > $2::timestamptz"
      " RETURNING account_id",
      to_hex(token_hash), to_string(now));
  if (used.empty()) return std::nullopt;
  const uuid account_id = sql::id(used[0][0]);
  work.exec_params("DELETE FROM one_time_links WHERE account_id = $1::uuid AND used_at IS NULL",
                   to_string(account_id));
  return account_id;
}

std::vector<open_invitation> invitations_of(pqxx::work& work, const uuid& tenant_id) {
  const pqxx::result rows =
      work.exec_params("SELECT a.id, a.email, u.name, m.role, " + sql::time_of("m.updated_at") + ", " +
                           sql::time_of("l.expires_at") +
                           ", m.brand_id"
                           " FROM memberships m JOIN accounts a ON a.id = m.account_id"
                           " JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.account_id"
                           " JOIN (SELECT account_id, max(expires_at) AS expires_at FROM one_time_links"
                           " WHERE used_at IS NULL GROUP BY account_id) l ON l.account_id = a.id"
                           " WHERE m.tenant_id = $1::uuid AND m.state = 'active' AND a.password_hash IS NULL"
                           " ORDER BY m.updated_at DESC, a.id",
                       to_string(tenant_id));
  std::vector<open_invitation> made;
  for (const auto& row : rows) {
    made.push_back({sql::id(row[0]), sql::text(row[1]), sql::text(row[2]),
                    parse_role(sql::text(row[3])).value(), sql::moment(row[4]), sql::moment(row[5]),
                    row[6].is_null() ? uuid{} : sql::id(row[6])});
  }
  return made;
}

void delete_links_of_nobody(pqxx::work& work, const uuid& account_id) {
  work.exec_params(
      "DELETE FROM one_time_links l WHERE l.account_id = $1::uuid AND l.used_at IS NULL AND NOT EXISTS"
      " (SELECT 1 FROM memberships m WHERE m.account_id = l.account_id AND m.state = 'active')",
      to_string(account_id));
}

std::string setting(pqxx::work& work, std::string_view name) {
  return sql::bytes(work.exec_params1("SELECT encode(value, 'hex') FROM identity_settings WHERE name = $1",
                                      std::string(name))[0]);
}

void audit(pqxx::work& work, const audit_entry& what) {
  work.exec_params("SELECT set_config('app.tenant', $1, true)", to_string(what.tenant_id));
  work.exec_params(
      "INSERT INTO outbox (tenant_id, at, actor_id, actor_name, origin, resource, record_id, kind, version,"
      " before, after, trace_id, address)"
      " VALUES ($1::uuid, $2::timestamptz, $3::uuid,"
      " coalesce((SELECT name FROM users WHERE tenant_id = $1::uuid AND id = $3::uuid), $4),"
      " 'sign-in', $5, $6::uuid, $7, 1, nullif($8, ''), $9, $10, nullif($11, ''))",
      to_string(what.tenant_id), to_string(what.at), to_string(what.actor_id), what.actor_name,
      std::string(what.resource), to_string(what.record_id), std::string(what.kind), what.before, what.after,
      what.trace_id, what.address);
}

}  // namespace dossier::identity
