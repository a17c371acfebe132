#include <gtest/gtest.h>

#include "server/domains/identity/oidc_metadata.hpp"
#include "server/domains/identity/oidc_state.hpp"
#include "server/net/outgoing_url.hpp"

namespace dossier::identity {
namespace {

constexpr timestamp noon{1'795'780'800'000'000};

std::string document(const std::string& issuer, const std::string& token_endpoint,
                     const std::string& more = {}) {
  return R"({"issuer":")" + issuer +
         R"(","authorization_endpoint":"https://id.example/auth","token_endpoint":")" + token_endpoint +
         R"(","jwks_uri":"https://keys.example/jwks")" + more + "}";
}

TEST(oidc_metadata, is_taken_from_its_own_issuer_and_by_tls) {
  const std::string issuer = "https://id.example";
  const std::string token = "https://id.example/token";
  const auto got = read_oidc_metadata(document(issuer, token), issuer);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->token_endpoint.host, "id.example");
  EXPECT_EQ(got->keys.host, "keys.example");
  EXPECT_FALSE(got->names_itself);
  EXPECT_FALSE(got->secret_in_body);
  EXPECT_FALSE(read_oidc_metadata(document("https://evil.example", token), issuer));
  EXPECT_FALSE(read_oidc_metadata(document(issuer + "/", token), issuer));
  EXPECT_FALSE(read_oidc_metadata(document(issuer, "http://id.example/token"), issuer));
  EXPECT_FALSE(read_oidc_metadata(document(issuer, "file:///etc/passwd"), issuer));
  EXPECT_FALSE(read_oidc_metadata(R"({"issuer":"https://id.example"})", issuer));
  EXPECT_FALSE(read_oidc_metadata("<html>", issuer));
}

TEST(oidc_metadata, says_how_the_provider_wants_it) {
  const std::string issuer = "https://id.example";
  const auto with = [&](const std::string& more) {
    return read_oidc_metadata(document(issuer, "https://id.example/token", more), issuer).value();
  };
  EXPECT_TRUE(with(R"(,"authorization_response_iss_parameter_supported":true)").names_itself);
  EXPECT_TRUE(with(R"(,"token_endpoint_auth_methods_supported":["client_secret_post"])").secret_in_body);
  EXPECT_FALSE(
      with(R"(,"token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"])")
          .secret_in_body);
  EXPECT_TRUE(with(R"(,"userinfo_endpoint":"https://id.example/me")").userinfo);
  EXPECT_FALSE(with(R"(,"userinfo_endpoint":"http://id.example/me")").userinfo);
}

TEST(oidc_metadata, is_asked_for_by_tls_or_on_this_machine) {
  EXPECT_EQ(oidc_metadata_place("https://id.example/tenant/")->target,
            "/tenant/.well-known/openid-configuration");
  EXPECT_TRUE(oidc_metadata_place("http://127.0.0.1:4000"));
  EXPECT_TRUE(oidc_metadata_place("http://localhost:4000"));
  EXPECT_TRUE(oidc_metadata_place("http://[::1]:4000"));
  EXPECT_FALSE(oidc_metadata_place("http://id.example"));
  EXPECT_FALSE(oidc_metadata_place("http://127.0.0.1.evil.example"));
  EXPECT_FALSE(oidc_metadata_place("https://id.example?x"));
  EXPECT_FALSE(oidc_metadata_place("id.example"));
}

TEST(oidc_state, is_read_where_it_was_sealed_and_while_it_is_young) {
  const oidc_state_seal seal(std::string(32, 'k'));
  const oidc_state what{"acme", "s", "n", "v", "#/leads", {noon.micros + 10}};
  const std::string sealed = seal.seal(what);
  const auto got = seal.open(sealed, noon);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->provider + got->state + got->nonce + got->verifier + got->next, "acmesnv#/leads");
  EXPECT_FALSE(seal.open(sealed, {noon.micros + 10})) << "its time is over";
  EXPECT_FALSE(oidc_state_seal(std::string(32, 'x')).open(sealed, noon)) << "another installation's";
  EXPECT_NE(seal.seal(what), sealed) << "no two are alike";
  EXPECT_FALSE(seal.open({}, noon));
  EXPECT_FALSE(seal.open("x", noon));
  EXPECT_FALSE(seal.open(std::string(10'000, 'A'), noon));
  for (std::size_t i = 0; i < sealed.size(); i += 7) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal.open(changed, noon)) << i;
  }
}

TEST(outgoing_url, is_taken_apart_as_it_is_and_refused_when_it_hides_something) {
  const auto got = net::parse_outgoing_url("https://id.example:8443/a?b=c");
  ASSERT_TRUE(got);
  EXPECT_EQ(got->host + " " + got->port + " " + got->target, "id.example 8443 /a?b=c");
  EXPECT_EQ(net::parse_outgoing_url("https://id.example?x=1")->target, "/?x=1");
  EXPECT_EQ(net::parse_outgoing_url("http://[::1]:80/")->host, "::1");
  for (const std::string_view wrong :
       {"ftp://id.example", "https://", "https:///x", "https://user@id.example/", "https://id.example/#x",
        "https://id.example:/", "https://id.example:x/", "https://id.example:123456/", "https://id example/",
        "https://id.example/\r\nHost: evil", "https://[::1/", "https://id.example\\@evil.example/"})
    EXPECT_FALSE(net::parse_outgoing_url(wrong)) << wrong;
  EXPECT_FALSE(net::parse_outgoing_url("https://id.example/" + std::string(2048, 'x')));
  EXPECT_EQ(net::percent_encode("a b&c=ü~"), "a%20b%26c%3D%C3%BC~");
}

}  // namespace
}  // namespace dossier::identity
