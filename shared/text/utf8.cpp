#include "shared/text/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace dossier::text {

namespace {

constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

/// Length of the sequence at `p`, 0 when it is none. `left` > 0 bytes stand there.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const auto continues = [&](std::size_t i) { return (p[i] & 0xC0U) == 0x80U; };
  if (p[0] < 0x80U) return 1;
  if (p[0] >= 0xC2U && p[0] <= 0xDFU) return left >= 2 && continues(1) ? 2 : 0;
  if (p[0] >= 0xE0U && p[0] <= 0xEFU) {
    if (left < 3 || !continues(1) || !continues(2)) return 0;
    if (p[0] == 0xE0U && p[1] < 0xA0U) return 0;   // overlong
    if (p[0] == 0xEDU && p[1] >= 0xA0U) return 0;  // a surrogate
    return 3;
  }
  if (p[0] >= 0xF0U && p[0] <= 0xF4U) {
    if (left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    if (p[0] == 0xF0U && p[1] < 0x90U) return 0;   // overlong
    if (p[0] == 0xF4U && p[1] >= 0x90U) return 0;  // above U+10FFFF
    return 4;
  }
  return 0;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t i = 0;
  while (i < text.size()) {
    while (i + 8 <= text.size()) {  // eight ASCII bytes at a time
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + i, 8);
      if ((word & high_bits) != 0) break;
      i += 8;
    }
    if (i == text.size()) break;
    const std::size_t length = sequence_length(bytes + i, text.size() - i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::optional<std::size_t> find_unstorable(std::string_view text) {
  const std::size_t nul = text.find('\0');
  const auto invalid = find_invalid_utf8(text.substr(0, nul));
  if (invalid) return invalid;
  return nul == std::string_view::npos ? std::nullopt : std::optional(nul);
}

}  // namespace dossier::text
