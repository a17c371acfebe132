#include "server/domains/identity/access_token.hpp"

#include <sodium.h>

#include <boost/json.hpp>
#include <optional>

#include "server/domains/identity/compact_token.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;
using codec::text_at;

constexpr std::size_t jti_bytes = 12;

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

problem not_valid() {
  return problems::unauthenticated("The access token is not valid.");
}

std::optional<std::int64_t> seconds_of(const json::object& from, std::string_view name) {
  const json::value* found = from.if_contains(name);
  if (found == nullptr || !found->is_int64()) return std::nullopt;
  return found->get_int64();
}

/// The key's id, of a header that is ours to the letter.
std::optional<std::string> key_of(std::string_view encoded) {
  const auto header = decode_part(encoded);
  if (!header || header->size() != 3 || text_at(*header, "alg") != "EdDSA" ||
      text_at(*header, "typ") != "JWT")
    return std::nullopt;
  return text_at(*header, "kid");
}

std::string header_of(std::string_view kid) {
  return to_base64url(R"({"alg":"EdDSA","typ":"JWT","kid":")" + std::string(kid) + "\"}");
}

}  // namespace

access_tokens::access_tokens(std::string_view installation, const key_ring& ring)
    : issuer_("urn:dossier:" + std::string(installation)), audience_(issuer_ + ":api"), ring_(ring) {}

std::string access_tokens::make(access_claims& about, timestamp now) const {
  const auto keys = ring_.current();
  about.issued_at = now.micros / 1'000'000;
  about.expires_at = about.issued_at + access_token_seconds;
  std::string payload = R"({"iss":")" + issuer_ + R"(","aud":")" + audience_ + R"(","sub":")" +
                        to_string(about.account_id) + R"(","tenant":")" + to_string(about.tenant_id) +
                        R"(","sid":")" + to_string(about.session_id) + R"(","iat":)" +
                        std::to_string(about.issued_at) + R"(,"exp":)" + std::to_string(about.expires_at) +
                        R"(,"jti":")" + to_base64url(random_bytes(jti_bytes)) + "\"}";
  std::string made = header_of(keys->own->open.kid) + "." + to_base64url(payload);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(static_cast<unsigned char*>(static_cast<void*>(signature.data())), nullptr,
                       bytes_of(made), made.size(), bytes_of(keys->own->secret));
  return made + "." + to_base64url(signature);
}

result<access_claims> access_tokens::read(std::string_view token, timestamp now) const {
  const auto cut = split_token(token, access_token_max_bytes);
  if (!cut) return not_valid();
  const auto kid = key_of(cut->head);
  if (!kid) return not_valid();
  const auto keys = ring_.current();
  const public_key* key = keys->find(*kid);
  if (key == nullptr || key->expires_at <= now) return not_valid();
  const auto signature = from_base64url(cut->signature);
  if (!signature || signature->size() != crypto_sign_BYTES ||
      crypto_sign_verify_detached(bytes_of(*signature), bytes_of(cut->signed_text), cut->signed_text.size(),
                                  bytes_of(key->bytes)) != 0) {
    return not_valid();
  }
  const auto payload = decode_part(cut->payload);
  if (!payload || text_at(*payload, "iss") != issuer_ || text_at(*payload, "aud") != audience_)
    return not_valid();
  const auto account = parse_uuid(text_at(*payload, "sub"));
  const auto tenant = parse_uuid(text_at(*payload, "tenant"));
  const auto session = parse_uuid(text_at(*payload, "sid"));
  const auto issued = seconds_of(*payload, "iat");
  const auto expires = seconds_of(*payload, "exp");
  if (!account || !tenant || !session || !issued || !expires) return not_valid();
  const std::int64_t second = now.micros / 1'000'000;
  if (*issued > second + clock_skew_seconds || *expires - *issued != access_token_seconds) return not_valid();
  if (*expires <= second) return problems::unauthenticated("The access token has ended.");
  return access_claims{*account, *tenant, *session, *issued, *expires};
}

}  // namespace dossier::identity
