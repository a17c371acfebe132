#pragma once
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// Somebody at a provider.
struct outside_identity {
  std::string issuer;
  std::string subject;
};

/// What links an account to it.
struct linked_identity {
  uuid id;
  outside_identity what;
  timestamp linked_at;
  timestamp last_used_at;
};

/// The account's; the one linked first comes first.
[[nodiscard]] std::vector<linked_identity> identities_of(pqxx::work& work, const uuid& account_id);
void delete_identity(pqxx::work& work, const uuid& id);

/// Whose it is; nullopt: nobody's yet.
[[nodiscard]] std::optional<uuid> find_identity(pqxx::work& work, const outside_identity& what);
/// Whether the account is somebody's at that issuer already.
[[nodiscard]] bool has_identity(pqxx::work& work, const uuid& account_id, std::string_view issuer);
/// False: it, or another one of the account's at that issuer, is there.
[[nodiscard]] bool add_identity(pqxx::work& work, const outside_identity& what, const uuid& account_id,
                                timestamp now);
void touch_identity(pqxx::work& work, const outside_identity& what, timestamp now);

/// The person has come by a provider: the link of an invitation is good no more.
void end_invitation(pqxx::work& work, const uuid& account_id);

/// Whether the person belongs to the tenant, or did.
[[nodiscard]] bool has_been_member(pqxx::work& work, const uuid& tenant_id, const uuid& account_id);

/// False: it was used before.
[[nodiscard]] bool use_sign_in_state(pqxx::work& work, std::string_view hash, timestamp expires_at);
void delete_sign_in_states(pqxx::work& work, timestamp ended_before);

}  // namespace dossier::identity
