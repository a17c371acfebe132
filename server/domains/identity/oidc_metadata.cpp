#include "server/domains/identity/oidc_metadata.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/domains/identity/oidc_json.hpp"
#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

/// An address that may be asked: by TLS, or on this machine.
std::optional<net::outgoing_url> safe_url(std::string_view text) {
  auto made = net::parse_outgoing_url(text);
  if (!made || (!made->tls && !net::is_loopback(*made))) return std::nullopt;
  return made;
}

/// Whether a list has the text; `absent` where there is no list.
bool lists(const json::object& from, std::string_view name, std::string_view wanted, bool absent) {
  const json::value* found = from.if_contains(name);
  if (found == nullptr || !found->is_array()) return absent;
  const json::array& all = found->get_array();
  return std::any_of(all.begin(), all.end(), [wanted](const json::value& each) {
    return each.is_string() && std::string_view(each.get_string().data(), each.get_string().size()) == wanted;
  });
}

}  // namespace

std::optional<net::outgoing_url> oidc_metadata_place(std::string_view issuer) {
  if (issuer.find('?') != std::string_view::npos) return std::nullopt;
  std::string place(issuer);
  if (place.ends_with('/')) place.pop_back();
  return safe_url(place + "/.well-known/openid-configuration");
}

std::optional<oidc_metadata> read_oidc_metadata(std::string_view text, std::string_view issuer) {
  const auto document = codec::parse_json_object(text);
  if (!document || codec::text_at(*document, "issuer") != issuer) return std::nullopt;
  const std::string page = codec::text_at(*document, "authorization_endpoint");
  const auto token = safe_url(codec::text_at(*document, "token_endpoint"));
  const auto keys = safe_url(codec::text_at(*document, "jwks_uri"));
  if (!safe_url(page) || !token || !keys) return std::nullopt;
  oidc_metadata made;
  made.authorization_endpoint = page;
  made.token_endpoint = *token;
  made.keys = *keys;
  made.userinfo = safe_url(codec::text_at(*document, "userinfo_endpoint"));
  made.names_itself = oidc::is_true(*document, "authorization_response_iss_parameter_supported");
  constexpr std::string_view methods = "token_endpoint_auth_methods_supported";
  made.secret_in_body = !lists(*document, methods, "client_secret_basic", true) &&
                        lists(*document, methods, "client_secret_post", false);
  return made;
}

}  // namespace dossier::identity
