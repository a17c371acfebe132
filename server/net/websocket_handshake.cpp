#include "server/net/websocket_handshake.hpp"

#include <openssl/evp.h>
#include <array>

#include "server/http/transport_problems.hpp"

namespace dossier::net {

namespace {

constexpr std::size_t key_length = 24;  // 16 bytes in base64
constexpr std::size_t sha1_bytes = 20;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether a comma-separated list has `word` (lower case) as a member.
bool lists(std::string_view field, std::string_view word) {
  while (!field.empty()) {
    const std::size_t comma = std::min(field.find(','), field.size());
    std::string_view member = field.substr(0, comma);
    field.remove_prefix(std::min(comma + 1, field.size()));
    while (!member.empty() && (member.front() == ' ' || member.front() == '\t')) member.remove_prefix(1);
    while (!member.empty() && (member.back() == ' ' || member.back() == '\t')) member.remove_suffix(1);
    if (std::equal(member.begin(), member.end(), word.begin(), word.end(),
                   [](char a, char b) { return lower(a) == b; })) {
      return true;
    }
  }
  return false;
}

bool is_key(std::string_view key) {
  return key.size() == key_length && key.ends_with("==") &&
         std::all_of(key.begin(), key.end() - 2, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
                  c == '/';
         });
}

}  // namespace

std::string accept_of(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
  std::array<unsigned char, sha1_bytes> hash{};
  if (EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("SHA-1 is not available");
  }
  std::array<unsigned char, (sha1_bytes + 2) / 3 * 4 + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), hash.data(), static_cast<int>(hash.size()));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

result<std::string> check_upgrade(const http::request& of, const http::pipeline& pipeline, bool served) {
  if (!served) return problems::not_found("Live connections are not served here.");
  const auto field = [&of](std::string_view name) { return of.header(name).value_or(std::string_view{}); };
  if (!lists(field("upgrade"), "websocket") || !lists(field("connection"), "upgrade") ||
      field("sec-websocket-version") != "13") {
    return problems::upgrade_required("This address is for WebSocket connections (RFC 6455, version 13).");
  }
  const std::string_view key = field("sec-websocket-key");
  if (!is_key(key)) return problems::malformed("Sec-WebSocket-Key must be 16 bytes in base64.");
  if (!pipeline.origin_allowed(of)) {
    return problems::forbidden("A page of another origin must not open a live connection.");
  }
  if (!lists(field("sec-websocket-protocol"), live_subprotocol)) {
    return problems::malformed("The sub-protocol must be " + std::string(live_subprotocol) + ".");
  }
  return accept_of(key);
}

}  // namespace dossier::net
