#include "server/http/site_check.hpp"

#include <algorithm>
#include <array>

namespace dossier::http {

namespace {

constexpr std::array<std::string_view, 3> loopback_names = {"localhost", "127.0.0.1", "[::1]"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool is_port(std::string_view text) {
  return text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view host_name(std::string_view host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    end = host.find(']');
    if (end == std::string_view::npos) return {};
    ++end;
  } else {
    end = std::min(host.find(':'), host.size());
  }
  const std::string_view port = host.substr(end);
  if (!port.empty() && (port.front() != ':' || !is_port(port.substr(1)))) return {};
  std::string_view name = host.substr(0, end);
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

bool host_allowed(std::string_view host, const std::vector<std::string>& configured) {
  const std::string_view name = host_name(host);
  if (name.empty()) return false;
  const auto is_name = [name](std::string_view allowed) { return same_word(name, allowed); };
  return std::any_of(loopback_names.begin(), loopback_names.end(), is_name) ||
         std::any_of(configured.begin(), configured.end(), is_name);
}

bool origin_is_ours(std::string_view origin, std::string_view host, bool secure,
                    const std::vector<std::string>& configured) {
  const std::size_t scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return false;  // "null" as well
  const bool may_be_ours = !secure || same_word(origin.substr(0, scheme_end), "https");
  if (may_be_ours && !host.empty() && same_word(origin.substr(scheme_end + 3), host)) return true;
  return std::any_of(configured.begin(), configured.end(),
                     [origin](const std::string& allowed) { return same_word(origin, allowed); });
}

}  // namespace dossier::http
