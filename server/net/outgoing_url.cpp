#include "server/net/outgoing_url.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace dossier::net {
namespace {

constexpr std::size_t url_max_bytes = 2048;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_printable(char c) {
  return c > ' ' && c <= '~';
}

/// The host of `host[:port]`; the rest stays in `from`.
std::string_view take_host(std::string_view& from) {
  std::size_t end = std::min(from.find(':'), from.size());
  std::string_view host = from.substr(0, end);
  if (from.starts_with('[')) {
    end = from.find(']');
    if (end == std::string_view::npos) return {};
    host = from.substr(1, end - 1);
    ++end;
  }
  from.remove_prefix(end);
  return host;
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == ':';
  });
}

}  // namespace

std::optional<outgoing_url> parse_outgoing_url(std::string_view text) {
  if (text.size() > url_max_bytes || !std::all_of(text.begin(), text.end(), is_printable))
    return std::nullopt;
  outgoing_url made;
  made.tls = text.starts_with("https://");
  if (!made.tls && !text.starts_with("http://")) return std::nullopt;
  text.remove_prefix(text.find("//") + 2);
  if (text.find_first_of("#@\\\"<>^`{|}") != std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view place = text.substr(0, end);
  const std::string_view host = take_host(place);
  if (!is_host(host)) return std::nullopt;
  made.host = host;
  made.port = made.tls ? "443" : "80";
  if (!place.empty()) {
    place.remove_prefix(1);
    if (place.empty() || place.size() > 5 || !std::all_of(place.begin(), place.end(), is_digit))
      return std::nullopt;
    made.port = place;
  }
  made.target = text.substr(end);
  if (!made.target.starts_with('/')) made.target.insert(0, "/");
  return made;
}

bool is_loopback(const outgoing_url& where) {
  if (where.host == "localhost") return true;
  boost::system::error_code not_numeric;
  const auto address = boost::asio::ip::make_address(where.host, not_numeric);
  return !not_numeric && address.is_loopback();
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      made += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    made += '%';
    made += digits[byte >> 4U];
    made += digits[byte & 15U];
  }
  return made;
}

}  // namespace dossier::net
