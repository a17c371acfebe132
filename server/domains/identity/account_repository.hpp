#pragma once
#include <pqxx/pqxx>
#include <string_view>

#include "server/domains/identity/identity_rows.hpp"

namespace dossier::identity {

/// How long one-time links are good.
inline constexpr std::int64_t link_seconds = 24LL * 60 * 60;

/// By its folded address, or by its id.
[[nodiscard]] std::optional<account> find_account(pqxx::work& work, std::string_view email_key);
[[nodiscard]] std::optional<account> find_account(pqxx::work& work, const uuid& id);
/// Locked until the transaction ends.
[[nodiscard]] std::optional<account> lock_account(pqxx::work& work, const uuid& id);
[[nodiscard]] bool has_accounts(pqxx::work& work);
/// Whether anybody could sign in with a password.
[[nodiscard]] bool has_passwords(pqxx::work& work);

/// False: the address is taken.
[[nodiscard]] bool add_account(pqxx::work& work, const account& made, timestamp now);
void set_password(pqxx::work& work, const uuid& account_id, std::string_view hash, timestamp now);

/// The active ones, by the tenants' names.
[[nodiscard]] std::vector<membership> memberships_of(pqxx::work& work, const uuid& account_id);
/// Makes the person one of the tenant's, or changes what they are there. Who was one before keeps the name
/// that they had; of who comes back, keys to it and sessions that stand in it end once more. `brand_id` is
/// whose viewer a client-viewer is; false: the tenant has no such brand, and nothing was done.
bool put_membership(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, std::string_view name,
                    role what, timestamp now, const uuid& brand_id = {});
/// Calls one of the tenant's people something else there.
void rename_person(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, std::string_view name);
/// Whether the tenant has that brand, and it is not deleted. Sets the transaction's tenant.
[[nodiscard]] bool has_brand(pqxx::work& work, const uuid& tenant_id, const uuid& brand_id);
/// Gives a client-viewer who has no brand this one.
void give_brand(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, const uuid& brand_id);
/// Takes somebody out of the tenant, and ends for good their keys to it and the sessions that stand in it
/// now, wherever those began. One that began in it and stands in another tenant now goes on there.
void remove_membership(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, timestamp now);

/// What people call the tenant; empty: there is none.
[[nodiscard]] std::string find_workspace_name(pqxx::work& work, const uuid& tenant_id);
/// By what the operator calls it.
[[nodiscard]] std::optional<uuid> find_tenant(pqxx::work& work, std::string_view name);

/// The token of a link for the account that is good for `link_seconds`. Older ones for the same purpose are
/// good no more; those for another one stay: who may ask for a reset must not end an invitation.
[[nodiscard]] std::string make_link(pqxx::work& work, const uuid& account_id, link_purpose purpose,
                                    timestamp now);
/// Whether the account was given a link for that purpose which is not used, at `since` or later.
[[nodiscard]] bool has_link_since(pqxx::work& work, const uuid& account_id, link_purpose purpose,
                                  timestamp since);
[[nodiscard]] bool is_link(pqxx::work& work, std::string_view token_hash, timestamp now);
/// Uses the link up, and ends the others of its account; whose it is, or nullopt when it is none, was used or
/// has ended.
[[nodiscard]] std::optional<uuid> use_link(pqxx::work& work, std::string_view token_hash, timestamp now);

/// The tenant's, the newest first.
[[nodiscard]] std::vector<open_invitation> invitations_of(pqxx::work& work, const uuid& tenant_id);
/// Takes the links of an account away that belongs to no tenant.
void delete_links_of_nobody(pqxx::work& work, const uuid& account_id);

/// A random value of the installation ("installation", "secret"), as bytes.
[[nodiscard]] std::string setting(pqxx::work& work, std::string_view name);

/// Writes into the change log, with the name that the actor has in the entry's tenant: what others call the
/// same person is theirs. Sets the transaction's tenant.
void audit(pqxx::work& work, const audit_entry& what);

}  // namespace dossier::identity
