#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

/// The form that access tokens and ID tokens have in common (RFC 7515, 7.1): head, payload and signature,
/// each in base64url, between dots.
namespace dossier::identity {

struct compact_token {
  std::string_view head;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;  ///< head and payload, with the dot
};

/// nullopt for a longer text, and for any other number of parts.
[[nodiscard]] std::optional<compact_token> split_token(std::string_view token, std::size_t max_bytes);
/// A head or a payload; nullopt when it is no JSON object.
[[nodiscard]] std::optional<boost::json::object> decode_part(std::string_view encoded);

}  // namespace dossier::identity
