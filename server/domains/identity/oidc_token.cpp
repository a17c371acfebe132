#include "server/domains/identity/oidc_token.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/domains/identity/compact_token.hpp"
#include "server/domains/identity/email_address.hpp"
#include "server/domains/identity/oidc_json.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t subject_max_bytes = 255;  // OpenID Connect Core, 2
constexpr std::size_t name_max_bytes = 200;

/// For us, and for others only where it says that we were the one who asked.
bool is_for(const json::object& claims, std::string_view client_id) {
  if (claims.contains("azp") && codec::text_at(claims, "azp") != client_id) return false;
  const json::value* audience = claims.if_contains("aud");
  if (audience == nullptr) return false;
  if (audience->is_string()) return codec::text_at(claims, "aud") == client_id;
  if (!audience->is_array()) return false;
  const json::array& all = audience->get_array();
  const bool named = std::any_of(all.begin(), all.end(), [&](const json::value& each) {
    return each.is_string() &&
           std::string_view(each.get_string().data(), each.get_string().size()) == client_id;
  });
  return named && (all.size() == 1 || claims.contains("azp"));
}

bool is_email(std::string_view text) {
  return text.size() <= email_max_bytes && looks_like_email(text);
}

/// The standard wants ASCII. A NUL would end the text for the database and make it somebody else's.
bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= subject_max_bytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// As a person's name may stand with us: without control characters, not too long.
std::string name_of(std::string_view text) {
  if (text.size() > name_max_bytes) return {};
  const bool clean =
      std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  return clean ? std::string(text) : std::string();
}

/// Name and address, as far as they are told.
void read_person(const json::object& claims, id_token_claims& to) {
  to.name = name_of(codec::text_at(claims, "name"));
  if (std::string email = codec::text_at(claims, "email"); is_email(email)) {
    to.email = std::move(email);
    to.email_verified = oidc::is_true(claims, "email_verified");
  }
}

std::string_view why_not(const json::object& claims, const id_token_expected& expected) {
  if (codec::text_at(claims, "iss") != expected.issuer) return "the ID token is another issuer's";
  if (!is_for(claims, expected.client_id)) return "the ID token is for another client";
  const auto issued = oidc::seconds_of(claims, "iat");
  const auto ends = oidc::seconds_of(claims, "exp");
  if (!issued || !ends) return "the ID token has no times";
  const std::int64_t now = expected.now.micros / 1'000'000;
  if (*ends <= now - oidc_skew_seconds) return "the ID token has ended";
  if (*issued > now + oidc_skew_seconds) return "the ID token is from the future";
  if (*issued < now - id_token_age_seconds - oidc_skew_seconds) return "the ID token is old";
  if (const auto begins = oidc::seconds_of(claims, "nbf"); begins && *begins > now + oidc_skew_seconds)
    return "the ID token is not good yet";
  if (!same_secret(codec::text_at(claims, "nonce"), expected.nonce))
    return "the ID token answers another sign-in";
  if (!is_subject(codec::text_at(claims, "sub"))) return "the ID token names nobody";
  return {};
}

}  // namespace

std::optional<id_token_head> read_id_token_head(std::string_view token) {
  const auto cut = split_token(token, id_token_max_bytes);
  if (!cut) return std::nullopt;
  const auto head = decode_part(cut->head);
  if (!head || head->contains("crit")) return std::nullopt;
  const auto algorithm = parse_oidc_algorithm(codec::text_at(*head, "alg"));
  if (!algorithm || (head->contains("kid") && !head->at("kid").is_string())) return std::nullopt;
  return id_token_head{codec::text_at(*head, "kid"), *algorithm};
}

id_token_reading read_id_token(std::string_view token, const std::vector<oidc_key>& keys,
                               const id_token_expected& expected) {
  const auto head = read_id_token_head(token);
  const auto cut = split_token(token, id_token_max_bytes);
  if (!head || !cut) return {std::nullopt, "the ID token is not signed as it has to be"};
  const auto signature = from_base64url(cut->signature);
  const auto fitting = keys_for(keys, head->kid, head->algorithm);
  const bool is_signed = signature && std::any_of(fitting.begin(), fitting.end(), [&](const oidc_key& key) {
                           return is_signed_by(key, cut->signed_text, *signature);
                         });
  if (!is_signed) return {std::nullopt, "the ID token is not signed by the provider"};
  const auto claims = decode_part(cut->payload);
  if (!claims) return {std::nullopt, "the ID token cannot be read"};
  if (const std::string_view why = why_not(*claims, expected); !why.empty()) return {std::nullopt, why};
  id_token_claims made;
  made.subject = codec::text_at(*claims, "sub");
  read_person(*claims, made);
  return {std::move(made), {}};
}

bool read_userinfo(std::string_view text, id_token_claims& to) {
  const auto claims = codec::parse_json_object(text);
  if (!claims || codec::text_at(*claims, "sub") != to.subject) return false;
  read_person(*claims, to);
  return true;
}

}  // namespace dossier::identity
