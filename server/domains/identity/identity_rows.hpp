#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/core/role.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

/// What the repositories of this folder read and write. They run as the role auth, in the transaction they
/// are given; each throws pqxx::failure when the database refuses.
namespace dossier::identity {

struct account {
  uuid id;
  std::string email;
  std::string name;
  std::string password_hash;  ///< empty: none is set
  bool active = true;
};

struct membership {
  uuid tenant_id;
  std::string tenant_name;
  dossier::role role = dossier::role::analyst;
  std::string user_name{};  ///< what the person is called there
};

struct session {
  uuid id;
  uuid account_id;
  uuid tenant_id;
  std::string tenant_name;  ///< when read
  std::string family_hash;
  std::string token_hash;
  std::string previous_hash;  ///< empty: none
  std::optional<timestamp> previous_until;
  bool remembered = false;
  bool tenant_only = false;  ///< it does not leave its tenant
  std::string address;
  std::string user_agent;
  timestamp created_at;
  timestamp last_used_at;
  timestamp expires_at;
  bool revoked = false;
};

/// Somebody who belongs to a tenant and has yet to choose a password by a link.
struct open_invitation {
  uuid account_id;
  std::string email;
  std::string name;
  dossier::role role = dossier::role::analyst;
  timestamp created_at;
  timestamp expires_at;
  uuid brand_id{};  ///< of a client-viewer: whose; nil: nobody's
};

/// What a link is for. `operators` is of `dossier user link`; anybody may ask for a `password_reset`.
enum class link_purpose : std::uint8_t { first_owner, invitation, operators, password_reset };

/// What is known of who signs in or did something about sign-ins.
struct audit_entry {
  uuid tenant_id;
  uuid actor_id;
  std::string actor_name;     ///< where the tenant has no name for them
  std::string_view resource;  ///< "sign_ins", "sessions", "accounts", "memberships", "api_keys"
  uuid record_id;
  std::string_view kind;  ///< as in the change log
  std::string before;     ///< JSON; empty: none
  std::string after;      ///< JSON
  std::string trace_id;
  timestamp at;
  std::string address{};  ///< where from; empty: from this machine's command line
};

}  // namespace dossier::identity
