#include "server/domains/identity/compact_token.hpp"

#include <utility>

#include "server/domains/identity/secrets.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {

std::optional<compact_token> split_token(std::string_view token, std::size_t max_bytes) {
  if (token.size() > max_bytes) return std::nullopt;
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return std::nullopt;
  return compact_token{token.substr(0, first), token.substr(first + 1, second - first - 1),
                       token.substr(second + 1), token.substr(0, second)};
}

std::optional<boost::json::object> decode_part(std::string_view encoded) {
  const auto text = from_base64url(encoded);
  if (!text) return std::nullopt;
  auto parsed = codec::parse_json_object(*text);
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

}  // namespace dossier::identity
