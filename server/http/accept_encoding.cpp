#include "server/http/accept_encoding.hpp"

#include "server/http/field_text.hpp"

#include <algorithm>
#include <string>

namespace dossier::http {

namespace {

/// Thousandths; -1 = not named.
struct weights {
  int gzip = -1;
  int brotli = -1;
  int any = -1;
};

/// `q=0.5` as 500. What is not a weight counts as 0: a client that cannot say it gets plain bytes.
int parse_weight(std::string_view parameters) {
  const std::string_view text = trimmed(parameters);
  if (text.size() < 3 || (text[0] != 'q' && text[0] != 'Q') || text[1] != '=') return 0;
  const std::string_view number = text.substr(2);
  if (number[0] != '0' && number[0] != '1') return 0;
  int value = (number[0] - '0') * 1000;
  if (number.size() > 1 && number[1] != '.') return 0;
  int scale = 100;
  for (const char digit : number.substr(std::min<std::size_t>(number.size(), 2))) {
    if (digit < '0' || digit > '9' || scale == 0) return 0;
    value += (digit - '0') * scale;
    scale /= 10;
  }
  return std::min(value, 1000);
}

weights parse_weights(std::string_view field) {
  weights found;
  while (!field.empty()) {
    const std::size_t comma = std::min(field.find(','), field.size());
    const std::string_view item = field.substr(0, comma);
    field.remove_prefix(std::min(comma + 1, field.size()));
    const std::size_t semicolon = item.find(';');
    const std::string_view name = trimmed(item.substr(0, semicolon));
    const int weight = semicolon == std::string_view::npos ? 1000 : parse_weight(item.substr(semicolon + 1));
    if (same_without_case(name, "gzip") || same_without_case(name, "x-gzip")) found.gzip = weight;
    if (same_without_case(name, "br")) found.brotli = weight;
    if (name == "*") found.any = weight;
  }
  return found;
}

}  // namespace

content_coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli) {
  if (accept_encoding.empty()) return content_coding::identity;
  const weights asked = parse_weights(accept_encoding);
  const auto effective = [&](int named) { return std::max(named >= 0 ? named : asked.any, 0); };
  const int gzip = has_gzip ? effective(asked.gzip) : 0;
  const int brotli = has_brotli ? effective(asked.brotli) : 0;
  if (brotli > 0 && brotli >= gzip) return content_coding::brotli;
  return gzip > 0 ? content_coding::gzip : content_coding::identity;
}

}  // namespace dossier::http
