#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "server/net/outgoing_url.hpp"

namespace dossier::identity {

/// What a provider says about itself (OpenID Connect Discovery).
struct oidc_metadata {
  std::string authorization_endpoint;
  net::outgoing_url token_endpoint;
  net::outgoing_url keys;
  std::optional<net::outgoing_url> userinfo;  ///< where it tells what ID tokens leave out
  bool names_itself = false;                  ///< its answers carry `iss` (RFC 9207)
  bool secret_in_body = false;                ///< it takes the client's secret in the body alone
};

/// Where the document of an issuer is; nullopt when the issuer is no address that may be asked.
[[nodiscard]] std::optional<net::outgoing_url> oidc_metadata_place(std::string_view issuer);

/// nullopt: it is another issuer's, lacks what is needed, or leads to plain http on another machine.
[[nodiscard]] std::optional<oidc_metadata> read_oidc_metadata(std::string_view json, std::string_view issuer);

}  // namespace dossier::identity
