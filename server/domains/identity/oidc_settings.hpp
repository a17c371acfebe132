#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/core/role.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// A provider that people may sign in by (OpenID Connect), as the operator configured it.
struct oidc_settings {
  std::string name;   ///< in addresses: lower case letters, digits and dashes
  std::string label;  ///< on the sign-in page's button
  std::string issuer;
  std::string client_id;
  std::string client_secret;  ///< empty: a public client, which PKCE alone protects
  std::string scopes = "openid email profile";
  std::string tenant;  ///< name of the tenant that it signs in to; empty: the built-in one
  /// What people of `provision_domains` (lower case) become who have no account yet; nullopt: nothing.
  std::optional<dossier::role> provision_role;
  std::vector<std::string> provision_domains;
};

/// All of them, and the address that browsers reach this server by.
struct oidc_configuration {
  std::vector<oidc_settings> providers;
  std::string public_url;  ///< "https://book.example"; empty: http and a loopback name that was asked for
};

}  // namespace dossier::identity
