#pragma once
#include <string>
#include <vector>

#include "server/domains/identity/oidc_settings.hpp"

namespace CLI {
class App;
}

namespace dossier::app {

/// What the options about sign-in providers write to before it is checked: each `NAME=VALUE`, once a
/// provider.
struct oidc_options {
  std::vector<std::string> issuers;
  std::vector<std::string> clients;
  std::vector<std::string> secret_files;
  std::vector<std::string> labels;
  std::vector<std::string> scopes;
  std::vector<std::string> tenants;
  std::vector<std::string> provisions;
  std::string public_url;
};

void add_oidc_options(CLI::App& command, oidc_options& raw);

/// Throws CLI::ValidationError. Reads secrets from the files named, and from `DOSSIER_OIDC_SECRET_…`.
[[nodiscard]] identity::oidc_configuration read_oidc(const oidc_options& raw);

}  // namespace dossier::app
