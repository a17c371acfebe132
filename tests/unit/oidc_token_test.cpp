#include "server/domains/identity/oidc_token.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {
namespace {

constexpr timestamp noon{1'795'780'800'000'000};
constexpr std::int64_t noon_seconds = noon.micros / 1'000'000;
constexpr std::string_view issuer = "https://id.example";
constexpr std::string_view client = "dossier";
constexpr std::string_view nonce = "the nonce of this sign-in";

using pair = std::shared_ptr<EVP_PKEY>;

pair owned(EVP_PKEY* made) {
  return {made, [](EVP_PKEY* what) { EVP_PKEY_free(what); }};
}
/// Made once: it takes a while.
const pair& rsa_pair() {
  static const pair made = owned(EVP_RSA_gen(2048));
  return made;
}
const pair& small_rsa_pair() {
  static const pair made = owned(EVP_RSA_gen(1024));
  return made;
}
const pair& ed25519_pair() {
  static const pair made = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  return made;
}

std::string number(const pair& of, const char* name) {
  BIGNUM* read = nullptr;
  EVP_PKEY_get_bn_param(of.get(), name, &read);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(read)), '\0');
  BN_bn2bin(read, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(read);
  return bytes;
}
std::string modulus(const pair& of) {
  return number(of, OSSL_PKEY_PARAM_RSA_N);
}
std::string rsa_jwk(const pair& of, const std::string& more = R"("kid":"r","use":"sig","alg":"RS256")") {
  return R"({"kty":"RSA",)" + more + R"(,"n":")" + to_base64url(modulus(of)) + R"(","e":"AQAB"})";
}
std::string open_bytes(const pair& of) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(of.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
  return bytes;
}
std::string ed25519_jwk() {
  return R"({"kty":"OKP","crv":"Ed25519","kid":"e","x":")" + to_base64url(open_bytes(ed25519_pair())) +
         R"("})";
}
std::string jwks(const std::string& keys) {
  return R"({"keys":[)" + keys + "]}";
}
const std::vector<oidc_key>& all_keys() {
  static const std::vector<oidc_key> made =
      read_oidc_keys(jwks(rsa_jwk(rsa_pair()) + "," + ed25519_jwk())).value();
  return made;
}

std::string signature_of(const std::string& text, const pair& by) {
  const bool pure = EVP_PKEY_is_a(by.get(), "ED25519") == 1;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, pure ? nullptr : EVP_sha256(), nullptr, by.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  std::string made(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(made.data()), &size, bytes, text.size());
  EVP_MD_CTX_free(context);
  made.resize(size);
  return made;
}

std::string token(const std::string& head, const std::string& claims, const pair& by = rsa_pair()) {
  const std::string text = to_base64url(head) + "." + to_base64url(claims);
  return text + "." + to_base64url(signature_of(text, by));
}
const std::string rs256 = R"({"alg":"RS256","kid":"r"})";

/// Good ones, but for what `more` puts in place of a member.
std::string claims(std::map<std::string, std::string> changed = {}) {
  std::map<std::string, std::string> all{{"iss", R"("https://id.example")"},
                                         {"aud", R"("dossier")"},
                                         {"sub", R"("somebody")"},
                                         {"nonce", "\"" + std::string(nonce) + "\""},
                                         {"iat", std::to_string(noon_seconds)},
                                         {"exp", std::to_string(noon_seconds + 300)},
                                         {"email", R"("ada@lovelace.example")"},
                                         {"email_verified", "true"}};
  for (const auto& [name, value] : changed) all[name] = value;
  std::string made;
  for (const auto& [name, value] : all) {
    if (!value.empty()) made += (made.empty() ? "\"" : ",\"") + name + "\":" + value;
  }
  return "{" + made + "}";
}

id_token_reading read(const std::string& what, const std::vector<oidc_key>& keys = all_keys()) {
  return read_id_token(what, keys, {issuer, client, nonce, noon});
}
bool taken(std::map<std::string, std::string> changed) {
  return read(token(rs256, claims(std::move(changed)))).claims.has_value();
}

TEST(oidc_token, is_taken_when_all_is_as_it_has_to_be) {
  const auto got = read(token(rs256, claims({{"name", R"("Ada Lovelace")"}})));
  ASSERT_TRUE(got.claims) << got.refused;
  EXPECT_EQ(got.claims->subject, "somebody");
  EXPECT_EQ(got.claims->email, "ada@lovelace.example");
  EXPECT_EQ(got.claims->name, "Ada Lovelace");
  EXPECT_TRUE(got.claims->email_verified);
  EXPECT_TRUE(read(token(R"({"alg":"EdDSA","kid":"e"})", claims(), ed25519_pair())).claims);
  EXPECT_TRUE(read(token(R"({"alg":"RS256"})", claims())).claims) << "a key need not be named";
}

TEST(oidc_token, is_refused_when_its_algorithm_is_another_than_the_key_has) {
  // What a library may take for a shared secret, that everybody has.
  const std::string text = to_base64url(R"({"alg":"HS256","kid":"r"})") + "." + to_base64url(claims());
  for (const std::string& secret : {modulus(rsa_pair()), rsa_jwk(rsa_pair())})
    EXPECT_FALSE(read(text + "." + to_base64url(derive(hash_of(secret), text))).claims);
  for (const std::string alg : {"none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ""}) {
    const std::string head = R"({"alg":")" + alg + R"(","kid":"r"})";
    EXPECT_FALSE(read(token(head, claims())).claims) << alg;
    EXPECT_FALSE(read(to_base64url(head) + "." + to_base64url(claims()) + ".").claims) << alg;
  }
  EXPECT_FALSE(read(token(R"({"alg":"EdDSA","kid":"r"})", claims())).claims);
  EXPECT_FALSE(read(token(R"({"alg":"RS256","kid":"e"})", claims(), ed25519_pair())).claims);
  EXPECT_FALSE(read(token(R"({"kid":"r"})", claims())).claims);
}

TEST(oidc_token, is_refused_when_it_is_not_whole) {
  const std::string good = token(rs256, claims());
  EXPECT_FALSE(read(good.substr(0, good.size() - 4)).claims);
  EXPECT_FALSE(read(good + "AA").claims);
  EXPECT_FALSE(read(good + ".").claims);
  EXPECT_FALSE(read(good + "=").claims);
  EXPECT_FALSE(read("").claims);
  EXPECT_FALSE(read("..").claims);
  EXPECT_FALSE(read(good, {}).claims) << "without keys";
  const std::size_t dot = good.find('.');
  const std::string other = token(rs256, claims({{"sub", R"("somebody else")"}}));
  EXPECT_FALSE(read(other.substr(0, other.rfind('.')) + good.substr(good.rfind('.'))).claims);
  EXPECT_FALSE(read(good.substr(0, dot)).claims);
  EXPECT_FALSE(read(token(R"({"alg":"RS256","kid":"r","crit":["b64"],"b64":false})", claims())).claims);
  EXPECT_FALSE(read(token(R"({"alg":"RS256","alg":"none","kid":"r"})", claims())).claims);
  EXPECT_FALSE(read(token(R"({"alg":"RS256","kid":7})", claims())).claims);
  EXPECT_FALSE(
      read(token(rs256, claims({{"x", "\"" + std::string(id_token_max_bytes, 'x') + "\""}}))).claims);
}

TEST(oidc_token, is_refused_when_it_is_not_for_us) {
  EXPECT_FALSE(taken({{"iss", R"("https://id.example/")"}}));
  EXPECT_FALSE(taken({{"iss", ""}}));
  EXPECT_FALSE(taken({{"aud", R"("another")"}}));
  EXPECT_FALSE(taken({{"aud", ""}}));
  EXPECT_FALSE(taken({{"aud", "[]"}}));
  EXPECT_TRUE(taken({{"aud", R"(["dossier"])"}}));
  EXPECT_FALSE(taken({{"aud", R"(["dossier","another"])"}})) << "several, and who asked is not said";
  EXPECT_TRUE(taken({{"aud", R"(["dossier","another"])"}, {"azp", R"("dossier")"}}));
  EXPECT_FALSE(taken({{"aud", R"(["dossier","another"])"}, {"azp", R"("another")"}}));
  EXPECT_FALSE(taken({{"azp", R"("another")"}}));
  EXPECT_FALSE(taken({{"nonce", R"("another")"}}));
  EXPECT_FALSE(taken({{"nonce", ""}}));
  EXPECT_FALSE(taken({{"sub", R"("")"}}));
  EXPECT_FALSE(taken({{"sub", "7"}}));
  EXPECT_FALSE(taken({{"sub", R"("somebody\u0000else")"}}));
  EXPECT_FALSE(taken({{"sub", R"("s\u00f6mebody")"}}));
  EXPECT_TRUE(taken({{"sub", "\"" + std::string(255, 's') + "\""}}));
  EXPECT_FALSE(taken({{"sub", "\"" + std::string(256, 's') + "\""}}));
}

TEST(oidc_token, is_refused_when_its_time_is_another) {
  const auto at = [](std::int64_t seconds) { return std::to_string(noon_seconds + seconds); };
  EXPECT_TRUE(taken({{"exp", at(-oidc_skew_seconds + 1)}}));
  EXPECT_FALSE(taken({{"exp", at(-oidc_skew_seconds)}}));
  EXPECT_FALSE(taken({{"exp", ""}}));
  EXPECT_FALSE(taken({{"exp", R"("soon")"}}));
  EXPECT_TRUE(taken({{"iat", at(oidc_skew_seconds)}}));
  EXPECT_FALSE(taken({{"iat", at(oidc_skew_seconds + 1)}}));
  EXPECT_TRUE(taken({{"iat", at(-id_token_age_seconds - oidc_skew_seconds)}}));
  EXPECT_FALSE(taken({{"iat", at(-id_token_age_seconds - oidc_skew_seconds - 1)}}));
  EXPECT_FALSE(taken({{"iat", ""}}));
  EXPECT_TRUE(taken({{"iat", at(0) + ".5"}}));
  EXPECT_FALSE(taken({{"nbf", at(oidc_skew_seconds + 1)}}));
}

TEST(oidc_token, says_an_address_is_verified_only_where_it_says_true) {
  for (const std::string value : {"false", R"("true")", "1", "null", ""}) {
    const auto got = read(token(rs256, claims({{"email_verified", value}})));
    ASSERT_TRUE(got.claims);
    EXPECT_FALSE(got.claims->email_verified) << value;
  }
  for (const std::string value :
       {R"("ada")", R"("ada@")", R"("@x.example")", R"("a@b@c.example")", R"("a b@c.example")", "7"}) {
    const auto got = read(token(rs256, claims({{"email", value}})));
    ASSERT_TRUE(got.claims);
    EXPECT_TRUE(got.claims->email.empty() && !got.claims->email_verified) << value;
  }
}

TEST(oidc_token, takes_what_is_told_beside_it_of_the_same_person_alone) {
  id_token_claims who;
  who.subject = "somebody";
  EXPECT_FALSE(
      read_userinfo(R"({"sub":"another","email":"ada@lovelace.example","email_verified":true})", who));
  EXPECT_FALSE(read_userinfo(R"({"email":"ada@lovelace.example","email_verified":true})", who));
  EXPECT_FALSE(read_userinfo("eyJ", who));
  EXPECT_TRUE(who.email.empty());
  EXPECT_TRUE(
      read_userinfo(R"({"sub":"somebody","email":"ada@lovelace.example","email_verified":true})", who));
  EXPECT_TRUE(who.email_verified);
}

TEST(oidc_keys, are_read_where_they_are_of_use_and_passed_over_elsewhere) {
  const auto count = [](const std::string& key) { return read_oidc_keys(jwks(key)).value().size(); };
  EXPECT_EQ(count(rsa_jwk(rsa_pair(), R"("kid":"r")")), 1U);
  EXPECT_EQ(count(rsa_jwk(rsa_pair(), R"("kid":"r","use":"enc")")), 0U);
  EXPECT_EQ(count(rsa_jwk(rsa_pair(), R"("kid":"r","alg":"RS512")")), 0U);
  EXPECT_EQ(count(rsa_jwk(rsa_pair(), R"("kid":"r","alg":"HS256")")), 0U);
  EXPECT_EQ(count(rsa_jwk(small_rsa_pair())), 0U) << "1024 bits are too few";
  EXPECT_EQ(count(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), 0U);
  EXPECT_EQ(count(R"({"kty":"RSA","n":")" + to_base64url(modulus(rsa_pair())) + R"(","e":"AQ"})"), 0U)
      << "with 1 everybody signs";
  EXPECT_EQ(count(R"({"kty":"oct","k":"c2VjcmV0","alg":"HS256"})"), 0U);
  EXPECT_EQ(count(R"({"kty":"OKP","crv":"X25519","x":")" + std::string(43, 'A') + R"("})"), 0U);
  EXPECT_EQ(count(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})"), 0U);
  EXPECT_EQ(count(R"(7,null,{},[])"), 0U);
  std::string many = ed25519_jwk();
  for (std::size_t i = 0; i < oidc_keys_max; ++i) many += "," + ed25519_jwk();
  EXPECT_EQ(count(many), oidc_keys_max);
  EXPECT_FALSE(read_oidc_keys("{}"));
  EXPECT_FALSE(read_oidc_keys(R"({"keys":{}})"));
  EXPECT_FALSE(read_oidc_keys("<html>"));
}

}  // namespace
}  // namespace dossier::identity
