#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "shared/core/role.hpp"
#include "shared/core/timestamp.hpp"

// Who belongs to a tenant and how they sign in, as `/api/v1/auth` tells it.
namespace dossier::app {

/// A tenant that the person belongs to, and as what.
struct membership {
  std::string tenant_id;
  std::string tenant_name;
  role as = role::client_viewer;
};

/// What `GET /api/v1/auth/me` tells.
struct person_facts {
  std::string email;
  std::vector<membership> memberships;
};

/// A sign-in that goes on.
struct person_session {
  std::string id;
  std::string person;  ///< whose it is; empty: the person's own
  std::string person_id;
  std::string tenant;
  std::string address;
  std::string user_agent;
  timestamp created_at;
  timestamp last_used_at;
  bool current = false;  ///< the one that asks
};

struct api_key {
  std::string id;
  std::string name;
  std::string prefix;
  std::string person;  ///< whose it is; empty: the person's own
  bool may_write = false;
  timestamp created_at;
  std::optional<timestamp> expires_at;
  std::optional<timestamp> last_used_at;
};

/// A provider that the account is linked to: one signs in by it.
struct linked_provider {
  std::string id;
  std::string issuer;
  std::string label;  ///< on its button; empty: people sign in by it no more
  timestamp linked_at;
  timestamp last_used_at;

  [[nodiscard]] const std::string& name() const { return label.empty() ? issuer : label; }
};

struct member {
  std::string id;
  std::string name;
  std::string email;
  role as = role::client_viewer;
  std::optional<timestamp> joined_at;
  std::optional<timestamp> last_seen_at;
  std::string brand_id{};  ///< a client viewer's
};

struct invitation {
  std::string id;
  std::string name;
  std::string email;
  role as = role::client_viewer;
  timestamp created_at;
  std::optional<timestamp> expires_at;
  std::string brand_id{};  ///< a client viewer's
};

// Each is nothing for an object that is none.
[[nodiscard]] std::optional<person_facts> read_person(const boost::json::object& from);
[[nodiscard]] std::optional<person_session> read_session(const boost::json::object& from);
[[nodiscard]] std::optional<api_key> read_api_key(const boost::json::object& from);
[[nodiscard]] std::optional<linked_provider> read_provider(const boost::json::object& from);
[[nodiscard]] std::optional<member> read_member(const boost::json::object& from);
[[nodiscard]] std::optional<invitation> read_invitation(const boost::json::object& from);

/// "Firefox on Linux"; what it says of itself where that is not known.
[[nodiscard]] std::string browser_text(std::string_view user_agent);

}  // namespace dossier::app
