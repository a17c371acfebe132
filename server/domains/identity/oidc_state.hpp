#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/core/timestamp.hpp"

namespace dossier::identity {

/// How long somebody may take at the provider's page.
inline constexpr std::int64_t oidc_state_seconds = 10 * 60;

/// What this browser has to bring back from the provider, in a cookie that only this installation can read
/// and make.
struct oidc_state {
  std::string provider;
  std::string state;     ///< comes back in the address
  std::string nonce;     ///< comes back in the ID token
  std::string verifier;  ///< proves to the provider that who redeems the code is who asked (RFC 7636)
  std::string next;      ///< where in the dashboard to go on; empty, or begins with "#/"
  timestamp expires_at;
};

/// Encrypts and reads such cookies (XChaCha20-Poly1305). Thread-safe.
class oidc_state_seal {
 public:
  /// `key`: 32 bytes.
  explicit oidc_state_seal(std::string key) : key_(std::move(key)) {}

  [[nodiscard]] std::string seal(const oidc_state& what) const;
  /// nullopt: not made here, or too old.
  [[nodiscard]] std::optional<oidc_state> open(std::string_view sealed, timestamp now) const;

 private:
  std::string key_;
};

}  // namespace dossier::identity
