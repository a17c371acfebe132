#pragma once
#include <pqxx/pqxx>

#include "server/domains/identity/identity_rows.hpp"

namespace dossier::identity {

/// Live sessions of one account; the one used longest ago makes room for another.
inline constexpr int sessions_per_account_max = 100;

/// Revokes what is more than `sessions_per_account_max`.
void add_session(pqxx::work& work, const session& made);
/// The session, locked until the transaction ends; whether it is still good is for the caller to see.
[[nodiscard]] std::optional<session> lock_session(pqxx::work& work, const uuid& id);
/// Whether the session may not leave its tenant; false for none.
[[nodiscard]] bool is_tenant_only(pqxx::work& work, const uuid& id);
/// Puts a new token in place of the present one, which stays good until `previous_until`.
void rotate_session(pqxx::work& work, const session& what, std::string_view token_hash, const uuid& tenant_id,
                    timestamp now, timestamp previous_until);
/// It was used without a new token.
void touch_session(pqxx::work& work, const uuid& id, const uuid& tenant_id, timestamp now);
/// The account's sessions that are good at `now`, the one used last first.
[[nodiscard]] std::vector<session> sessions_of(pqxx::work& work, const uuid& account_id, timestamp now);
/// Whether the account has signed in from the address, as far as ended sessions are kept.
[[nodiscard]] bool has_signed_in_from(pqxx::work& work, const uuid& account_id, std::string_view address);
/// Whether there was a good one to revoke.
bool revoke_session(pqxx::work& work, const uuid& id, const uuid& account_id, timestamp now);
/// All of an account's but one; nil: all.
/// Those that began by a provider, in that tenant or in any, but `kept`.
void revoke_provider_sessions(pqxx::work& work, const uuid& account_id, const uuid& kept,
                              const std::optional<uuid>& tenant_id, timestamp now);
void revoke_other_sessions(pqxx::work& work, const uuid& account_id, const uuid& kept, timestamp now);

/// Who somebody is in a tenant, by a session or a key that is good.
struct standing_facts {
  std::string user_name;
  std::string tenant_name;
  dossier::role role = dossier::role::analyst;
  uuid brand_id{};  ///< nil: none
};
[[nodiscard]] standing_facts facts_of(const pqxx::row& name_tenant_role_brand);
[[nodiscard]] std::optional<standing_facts> facts_of_session(pqxx::work& work, const uuid& session_id,
                                                             const uuid& account_id, const uuid& tenant_id,
                                                             timestamp now);

/// Deletes sessions and links that ended before `before`.
void delete_ended(pqxx::work& work, timestamp before);

}  // namespace dossier::identity
