#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "shared/core/result.hpp"

namespace dossier::audit {

inline constexpr std::size_t public_key_bytes = 32;
inline constexpr std::size_t signature_bytes = 64;
inline constexpr std::size_t seed_bytes = 32;

/// The public half of a key that heads are signed with (Ed25519, RFC 8032).
struct public_key {
  std::array<unsigned char, public_key_bytes> bytes{};

  /// 16 hexadecimal digits: the beginning of its SHA-256.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] std::string hex() const;
  /// `signature` is of signature_bytes.
  [[nodiscard]] bool verifies(std::string_view text, std::string_view signature) const;
};

/// From 64 hexadecimal digits; nullopt for anything else.
[[nodiscard]] std::optional<public_key> parse_public_key(std::string_view hex);

/// A key that heads are signed with. Lives in a file that only its owner may read.
class signing_key {
 public:
  explicit signing_key(const std::array<unsigned char, seed_bytes>& seed);

  [[nodiscard]] const public_key& open() const { return open_; }
  /// signature_bytes.
  [[nodiscard]] std::string sign(std::string_view text) const;

 private:
  public_key open_;
  std::array<unsigned char, 64> secret_{};
};

/// The key of a file that holds 64 hexadecimal digits and a line feed; 400 when it cannot be read, holds
/// something else, or others than its owner may read it.
[[nodiscard]] result<signing_key> read_signing_key(const std::filesystem::path& file);

/// The same, after making the file, with mode 0600, where there is none.
[[nodiscard]] result<signing_key> ensure_signing_key(const std::filesystem::path& file);

/// Two hexadecimal digits a byte, in lower case; and back, nullopt for anything else.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

}  // namespace dossier::audit
