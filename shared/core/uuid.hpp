#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dossier {

/// A 128-bit identifier (RFC 9562) in network byte order. All ids of ours are version 7: their order is the
/// order of their creation. The nil value (all zero) stands for "not set".
struct uuid {
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const uuid&, const uuid&) = default;
  // Written out: the WebAssembly library's arrays have no three-way comparison.
  friend std::strong_ordering operator<=>(const uuid& a, const uuid& b) {
    return a.bytes == b.bytes  ? std::strong_ordering::equal
           : a.bytes < b.bytes ? std::strong_ordering::less
                               : std::strong_ordering::greater;
  }
  [[nodiscard]] bool is_nil() const { return *this == uuid{}; }
};

/// Length of the canonical text form, 8-4-4-4-12 hexadecimal digits.
inline constexpr std::size_t uuid_text_length = 36;

/// Reads the canonical text form, in either case; anything else (braces, no dashes, other lengths) is
/// refused.
[[nodiscard]] std::optional<uuid> parse_uuid(std::string_view text);

/// The canonical text form in lower case.
[[nodiscard]] std::string to_string(const uuid& id);

/// Appends the canonical text form, for writers that build long texts.
void append_uuid(std::string& out, const uuid& id);

/// A version 7 id (RFC 9562, 5.7) from `unix_ms` milliseconds since the epoch (48 bits are kept) and 10
/// random bytes. The caller provides the randomness: this library has no I/O.
[[nodiscard]] uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random);

}  // namespace dossier

template <>
struct std::hash<dossier::uuid> {
  std::size_t operator()(const dossier::uuid& id) const noexcept {
    std::uint64_t value = 0;  // the last bytes are random in version 7
    for (std::size_t i = 8; i < 16; ++i) value = (value << 8U) | id.bytes[i];
    return static_cast<std::size_t>(value ^ (value >> 29U));
  }
};
