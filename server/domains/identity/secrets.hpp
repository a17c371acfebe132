#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace dossier::identity {

/// Bytes of a secret that is handed out, and of its hash.
inline constexpr std::size_t secret_bytes = 32;

/// `count` bytes that nobody can guess.
[[nodiscard]] std::string random_bytes(std::size_t count);

/// SHA-256, as bytes. Enough for secrets of ours: they are random and long, unlike passwords.
[[nodiscard]] std::string hash_of(std::string_view secret);

/// HMAC-SHA-256 of `text`: a value that only who knows `key` (32 bytes) can make, as bytes.
[[nodiscard]] std::string derive(std::string_view key, std::string_view text);

/// Compares in a time that depends on the lengths alone.
[[nodiscard]] bool same_secret(std::string_view left, std::string_view right);

/// RFC 4648, 5 without padding. Reading is strict: nullopt for any other byte, padding or stray bits.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// Lower case hexadecimal digits.
[[nodiscard]] std::string to_hex(std::string_view bytes);

}  // namespace dossier::identity
