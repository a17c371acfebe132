#include "shared/core/uuid.hpp"

namespace dossier {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool dash_stands_at(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

}  // namespace

std::optional<uuid> parse_uuid(std::string_view text) {
  if (text.size() != uuid_text_length) return std::nullopt;
  uuid id;
  std::size_t byte = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (dash_stands_at(i)) {
      if (text[i] != '-') return std::nullopt;
      ++i;
      continue;
    }
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[byte++] = static_cast<std::uint8_t>(high * 16 + low);
    i += 2;
  }
  return id;
}

void append_uuid(std::string& out, const uuid& id) {
  char text[uuid_text_length];
  std::size_t at = 0;
  for (const std::uint8_t byte : id.bytes) {
    if (dash_stands_at(at)) text[at++] = '-';
    text[at++] = hex_digits[byte >> 4U];
    text[at++] = hex_digits[byte & 15U];
  }
  out.append(text, uuid_text_length);
}

std::string to_string(const uuid& id) {
  std::string text;
  text.reserve(uuid_text_length);
  append_uuid(text, id);
  return text;
}

uuid make_uuid_v7(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random) {
  uuid id;
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(unix_ms >> (40U - 8U * i));
  for (std::size_t i = 0; i < 10; ++i) id.bytes[6 + i] = random[i];
  id.bytes[6] = static_cast<std::uint8_t>(0x70U | (id.bytes[6] & 0x0FU));  // version 7
  id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3FU));  // variant of RFC 9562
  return id;
}

}  // namespace dossier
