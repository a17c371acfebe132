#pragma once
#include <pqxx/pqxx>

#include "server/domains/identity/identity_rows.hpp"

namespace dossier::identity {

/// Members, and sessions, that are listed at most.
inline constexpr int members_listed_max = 1'000;

/// Somebody who belongs to a tenant.
struct tenant_member {
  uuid account_id;
  std::string name;
  std::string email;
  dossier::role role = dossier::role::analyst;
  uuid brand_id{};  ///< of a client-viewer: whose; nil: nobody's
  timestamp joined_at;
  std::optional<timestamp> last_seen_at;  ///< of a session that is kept
};
/// A good session of somebody in the tenant that they are in now.
struct member_session {
  session what;
  std::string name;  ///< the person's
};

/// By name.
[[nodiscard]] std::vector<tenant_member> members_of(pqxx::work& work, const uuid& tenant_id);
[[nodiscard]] std::optional<tenant_member> find_member(pqxx::work& work, const uuid& tenant_id,
                                                       const uuid& account_id);
/// A member as they are behind the lock on them and on the tenant's owners.
struct locked_member {
  tenant_member who;
  bool is_last_owner = false;
};
/// Locked until the transaction ends: who changes somebody, or takes an owner away, sees what others did.
/// nullopt: nobody of that id belongs to the tenant.
[[nodiscard]] std::optional<locked_member> lock_member(pqxx::work& work, const uuid& tenant_id,
                                                       const uuid& account_id);
/// `brand_id` is a client-viewer's, nil for anybody else.
void set_role(pqxx::work& work, const uuid& tenant_id, const uuid& account_id, role what,
              const uuid& brand_id, timestamp now);
/// The one used last comes first.
[[nodiscard]] std::vector<member_session> member_sessions(pqxx::work& work, const uuid& tenant_id,
                                                          timestamp now);

}  // namespace dossier::identity
