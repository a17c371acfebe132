#include "server/http/target.hpp"

#include <algorithm>

#include "shared/text/utf8.hpp"

namespace dossier::http {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

result<void> parse_parameter(std::string_view piece, std::size_t offset,
                             std::vector<query_parameter>& query) {
  const std::size_t equals = piece.find('=');
  query_parameter parsed;
  std::string spaced(piece);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  const std::string_view text = spaced;
  if (auto done = percent_decode(text.substr(0, equals), offset, parsed.name); !done) return done;
  if (equals != std::string_view::npos) {
    auto done = percent_decode(text.substr(equals + 1), offset + equals + 1, parsed.value);
    if (!done) return done;
  }
  if (parsed.name.empty()) return problems::malformed("A query parameter has no name.", offset);
  for (const query_parameter& other : query) {
    if (other.name == parsed.name) {
      return problems::malformed("The query parameter '" + parsed.name + "' stands twice.", offset);
    }
  }
  query.push_back(std::move(parsed));
  return {};
}

}  // namespace

result<void> percent_decode(std::string_view text, std::size_t offset, std::string& out) {
  out.clear();
  out.reserve(text.size());
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] != '%') {
      out += text[i++];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return problems::malformed("A '%' must be followed by two hexadecimal digits.", offset + i);
    }
    if (high == 0 && low == 0) return problems::malformed("The address must not contain NUL.", offset + i);
    out += static_cast<char>(high * 16 + low);
    i += 3;
  }
  if (text::find_invalid_utf8(out)) return problems::malformed("The address is not UTF-8.", offset);
  return {};
}

result<void> parse_target(std::string_view target, std::string& path, std::vector<query_parameter>& query) {
  query.clear();
  path.clear();
  if (target.empty() || target.front() != '/') {
    return problems::malformed("The request's target must be a path that begins with '/'.", 0);
  }
  if (const auto fragment = target.find('#'); fragment != std::string_view::npos) {
    return problems::malformed("A request's target has no fragment.", fragment);
  }
  const std::size_t question = target.find('?');
  const std::string_view raw_path = target.substr(0, question);
  for (std::size_t i = 0; i + 2 < raw_path.size(); ++i) {
    if (raw_path[i] == '%' && raw_path[i + 1] == '2' && (raw_path[i + 2] == 'F' || raw_path[i + 2] == 'f')) {
      return problems::malformed("A path must not contain an encoded slash.", i);
    }
  }
  if (auto done = percent_decode(raw_path, 0, path); !done) {
    path.clear();
    return done;
  }
  std::size_t at = question == std::string_view::npos ? target.size() : question + 1;
  while (at < target.size()) {
    const std::size_t end = std::min(target.find('&', at), target.size());
    if (end > at) {
      if (auto done = parse_parameter(target.substr(at, end - at), at, query); !done) return done;
    }
    at = end + 1;
  }
  return {};
}

}  // namespace dossier::http
