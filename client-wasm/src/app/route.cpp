#include "client-wasm/src/app/route.hpp"

#include <utility>

#include "client-wasm/src/net/api_client.hpp"

namespace dossier::app {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string* part_named(route& where, std::string_view name) {
  if (name == "filter") return &where.filter;
  if (name == "q") return &where.q;
  if (name == "order") return &where.order;
  if (name == "open") return &where.open;
  if (name == "tab") return &where.tab;
  return nullptr;
}

void append_part(std::string& out, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  out += out.find('?') == std::string::npos ? '?' : '&';
  out += name;
  out += '=';
  out += net::percent_encode(value);
}

}  // namespace

route parse_route(std::string_view location) {
  route where;
  const std::size_t question = location.find('?');
  std::string_view path = location.substr(0, question);
  while (!path.empty() && (path.front() == '#' || path.front() == '/')) path.remove_prefix(1);
  if (!path.empty()) where.screen = percent_decode(path);
  if (question == std::string_view::npos) return where;
  std::string_view query = location.substr(question + 1);
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view part = query.substr(0, end);
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos) {
      const std::string_view name = part.substr(0, equals);
      std::string value = percent_decode(part.substr(equals + 1));
      if (std::string* to = part_named(where, name)) {
        *to = std::move(value);
      } else if (!value.empty()) {
        where.more[percent_decode(name)] = std::move(value);
      }
    }
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return where;
}

std::string to_location(const route& where) {
  std::string out = "/" + net::percent_encode(where.screen);
  append_part(out, "filter", where.filter);
  append_part(out, "q", where.q);
  append_part(out, "order", where.order);
  append_part(out, "open", where.open);
  append_part(out, "tab", where.tab);
  for (const auto& [name, value] : where.more) append_part(out, net::percent_encode(name), value);
  return out;
}

}  // namespace dossier::app
