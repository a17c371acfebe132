#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/domains/identity/oidc_keys.hpp"
#include "shared/core/timestamp.hpp"

namespace dossier::identity {

/// A longer ID token is nobody's.
inline constexpr std::size_t id_token_max_bytes = 16 * 1024;
/// How long ago a token may have been made that answers a sign-in of a moment ago, and by how much the
/// provider's clock may differ.
inline constexpr std::int64_t id_token_age_seconds = 10 * 60;
inline constexpr std::int64_t oidc_skew_seconds = 60;

/// What a token says of how it is signed. Nothing is known to be true yet.
struct id_token_head {
  std::string kid;  ///< may be empty
  oidc_algorithm algorithm = oidc_algorithm::rs256;
};

/// nullopt for another algorithm and for a head that asks for what is not understood (`crit`).
[[nodiscard]] std::optional<id_token_head> read_id_token_head(std::string_view token);

/// What a token has to be to answer a sign-in.
struct id_token_expected {
  std::string_view issuer;
  std::string_view client_id;
  std::string_view nonce;
  timestamp now;
};

/// Who signed in, as the provider says.
struct id_token_claims {
  std::string subject;
  std::string email;            ///< empty: it says none
  bool email_verified = false;  ///< it says `true`; a text "true" is no such thing
  std::string name;             ///< may be empty
};

/// What the provider tells beside the ID token (OpenID Connect Core, 5.3) is put into `to`; false: it is of
/// somebody else, or cannot be read.
[[nodiscard]] bool read_userinfo(std::string_view json, id_token_claims& to);

struct id_token_reading {
  std::optional<id_token_claims> claims;
  std::string_view refused;  ///< why there are none; for the log and the change log
};

/// Checks the signature, then every claim (OpenID Connect Core, 3.1.3.7).
[[nodiscard]] id_token_reading read_id_token(std::string_view token, const std::vector<oidc_key>& keys,
                                             const id_token_expected& expected);

}  // namespace dossier::identity
