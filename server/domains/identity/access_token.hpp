#pragma once
#include <string>
#include <string_view>

#include "server/domains/identity/key_ring.hpp"
#include "shared/core/result.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::identity {

/// How long an access token is good.
inline constexpr std::int64_t access_token_seconds = 10 * 60;
/// By how much the clocks of two servers may differ.
inline constexpr std::int64_t clock_skew_seconds = 60;
/// A longer token is nobody's.
inline constexpr std::size_t access_token_max_bytes = 2048;

/// What an access token says, beside who made it and for whom.
struct access_claims {
  uuid account_id;  ///< sub
  uuid tenant_id;
  uuid session_id;              ///< sid
  std::int64_t issued_at = 0;   ///< iat, seconds since the epoch
  std::int64_t expires_at = 0;  ///< exp
};

/// Makes and checks access tokens: JWTs (RFC 7519) signed with Ed25519 (RFC 8037). What is checked is the
/// form that we make and no other: one algorithm, a known key, exactly these members.
class access_tokens {
 public:
  /// `installation` is the hexadecimal id that tokens are bound to; `ring` outlives this object.
  access_tokens(std::string_view installation, const key_ring& ring);

  /// A token for `access_token_seconds` from `now`. The ring has a pair of its own. Sets the times of
  /// `about`.
  [[nodiscard]] std::string make(access_claims& about, timestamp now) const;

  /// The claims of a token that is good at `now`; else 401.
  [[nodiscard]] result<access_claims> read(std::string_view token, timestamp now) const;

  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const std::string& audience() const { return audience_; }

 private:
  std::string issuer_;
  std::string audience_;
  const key_ring& ring_;
};

}  // namespace dossier::identity
