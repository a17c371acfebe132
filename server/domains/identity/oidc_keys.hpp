#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace dossier::identity {

/// How an ID token may be signed. There is no other way: neither `none` nor a shared secret.
enum class oidc_algorithm : std::uint8_t { rs256, eddsa };

/// `alg` of a token's head; nullopt for whatever is not accepted.
[[nodiscard]] std::optional<oidc_algorithm> parse_oidc_algorithm(std::string_view name);

/// A public key of a provider's. It checks one algorithm, whatever a token says.
struct oidc_key {
  std::string kid;  ///< may be empty
  oidc_algorithm algorithm = oidc_algorithm::rs256;
  std::shared_ptr<evp_pkey_st> key;
};

/// Keys of a set beyond are not read.
inline constexpr std::size_t oidc_keys_max = 50;
inline constexpr int rsa_least_bits = 2048;
inline constexpr int rsa_most_bits = 8192;

/// The keys of a JWK set (RFC 7517) that signatures of ours can be checked with: RSA and Ed25519. Others, of
/// which providers have some for other purposes, are passed over; nullopt: it is no such document.
[[nodiscard]] std::optional<std::vector<oidc_key>> read_oidc_keys(std::string_view json);

/// The keys that a token of that head may be signed with: of its algorithm, and of its id if it names one.
[[nodiscard]] std::vector<oidc_key> keys_for(const std::vector<oidc_key>& all, std::string_view kid,
                                             oidc_algorithm algorithm);

[[nodiscard]] bool is_signed_by(const oidc_key& key, std::string_view text, std::string_view signature);

}  // namespace dossier::identity
