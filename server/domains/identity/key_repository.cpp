#include "server/domains/identity/key_repository.hpp"

#include "server/domains/identity/sql_values.hpp"

namespace dossier::identity {

std::vector<public_key> signing_keys(pqxx::work& work, timestamp now) {
  const pqxx::result rows = work.exec_params(
      "SELECT kid, encode(public_key, 'hex'), " + sql::time_of("created_at") + ", " +
          sql::time_of("expires_at") +
          " FROM signing_keys WHERE expires_at > $1::timestamptz ORDER BY created_at DESC, kid",
      to_string(now));
  std::vector<public_key> made;
  for (const auto& row : rows) {
    made.push_back({sql::text(row[0]), sql::bytes(row[1]), sql::moment(row[2]), sql::moment(row[3])});
  }
  return made;
}

void add_signing_key(pqxx::work& work, const public_key& made) {
  work.exec_params(
      "INSERT INTO signing_keys (kid, public_key, created_at, expires_at)"
      " VALUES ($1, decode($2, 'hex'), $3::timestamptz, $4::timestamptz)",
      made.kid, to_hex(made.bytes), to_string(made.created_at), to_string(made.expires_at));
}

void delete_signing_keys(pqxx::work& work, timestamp ended_before) {
  work.exec_params("DELETE FROM signing_keys WHERE expires_at < $1::timestamptz", to_string(ended_before));
}

std::int64_t newest_event(pqxx::work& work) {
  return work.exec1("SELECT coalesce(max(id), 0) FROM identity_events")[0].as<std::int64_t>();
}

std::vector<identity_event> events_after(pqxx::work& work, std::int64_t id, int limit) {
  const pqxx::result rows = work.exec_params(
      "SELECT id, account_id FROM identity_events WHERE id > $1 ORDER BY id LIMIT $2", id, limit);
  std::vector<identity_event> made;
  for (const auto& row : rows) made.push_back({row[0].as<std::int64_t>(), sql::id(row[1])});
  return made;
}

void delete_events(pqxx::work& work, timestamp before) {
  work.exec_params("DELETE FROM identity_events WHERE at < $1::timestamptz", to_string(before));
}

}  // namespace dossier::identity
