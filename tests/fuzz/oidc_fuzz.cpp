// What a sign-in provider answers: what it says about itself, its keys, its tokens. Whatever it is, nobody
// gets in without a signature by a key that this program chose.
#include "server/domains/identity/oidc_keys.hpp"
#include "server/domains/identity/oidc_metadata.hpp"
#include "server/domains/identity/oidc_token.hpp"
#include "tests/fuzz/target.hpp"

namespace dossier::fuzz {
namespace {

/// RFC 8037, A.2.
constexpr std::string_view known_keys =
    R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})";

}  // namespace

void run(std::string_view input) {
  constexpr std::string_view issuer = "https://id.example";
  if (const auto metadata = identity::read_oidc_metadata(input, issuer)) {
    expect(metadata->token_endpoint.tls || net::is_loopback(metadata->token_endpoint), "secrets go by TLS");
    expect(metadata->keys.tls || net::is_loopback(metadata->keys), "keys come by TLS");
  }
  if (const auto keys = identity::read_oidc_keys(input))
    expect(keys->size() <= identity::oidc_keys_max, "no more keys than may be");
  const auto known = identity::read_oidc_keys(known_keys);
  expect(known && known->size() == 1, "the key is read");
  const auto read =
      identity::read_id_token(input, *known, {issuer, "client", "nonce", {1'795'780'800'000'000}});
  expect(!read.claims && !read.refused.empty(), "nobody can sign without the key");
  identity::id_token_claims who;
  who.subject = "somebody";
  (void)identity::read_userinfo(input, who);
}

}  // namespace dossier::fuzz
