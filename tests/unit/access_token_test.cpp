#include "server/domains/identity/access_token.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {
namespace {

constexpr timestamp noon{1'795'780'800'000'000};

timestamp after(std::int64_t seconds) {
  return {noon.micros + seconds * 1'000'000};
}

uuid some_id(std::uint8_t number) {
  std::array<std::uint8_t, 10> random{};
  random[9] = number;
  return make_uuid_v7(1'795'000'000'000, random);
}

class access_token : public testing::Test {
 protected:
  access_token() { use(make_key_pair(noon)); }

  void use(key_pair pair) {
    const auto own = std::make_shared<const key_pair>(std::move(pair));
    ring.put(own, {own->open});
  }
  std::string token(timestamp at = noon) {
    access_claims about{some_id(1), some_id(2), some_id(3)};
    return tokens.make(about, at);
  }
  /// A token of our own key with whatever claims.
  std::string signed_by_us(const std::string& payload) {
    const auto keys = ring.current();
    std::string made = to_base64url(R"({"alg":"EdDSA","typ":"JWT","kid":")" + keys->own->open.kid + "\"}") +
                       "." + to_base64url(payload);
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(made.data()),
                         made.size(), reinterpret_cast<const unsigned char*>(keys->own->secret.data()));
    return made + "." + to_base64url({reinterpret_cast<const char*>(signature.data()), signature.size()});
  }
  std::string claims(const std::string& issuer, const std::string& audience, std::int64_t issued,
                     std::int64_t expires) {
    return R"({"iss":")" + issuer + R"(","aud":")" + audience + R"(","sub":")" + to_string(some_id(1)) +
           R"(","tenant":")" + to_string(some_id(2)) + R"(","sid":")" + to_string(some_id(3)) +
           R"(","iat":)" + std::to_string(issued) + R"(,"exp":)" + std::to_string(expires) + R"(,"jti":"x"})";
  }

  key_ring ring;
  access_tokens tokens{"0011223344556677", ring};
};

TEST_F(access_token, says_who_it_is_until_it_ends) {
  const std::string made = token();
  const auto read = tokens.read(made, after(599));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->account_id, some_id(1));
  EXPECT_EQ(read->tenant_id, some_id(2));
  EXPECT_EQ(read->session_id, some_id(3));
  EXPECT_EQ(read->expires_at - read->issued_at, access_token_seconds);
  EXPECT_EQ(tokens.read(made, after(600)).error().detail, "The access token has ended.");
}

TEST_F(access_token, of_another_installation_or_audience_is_refused) {
  const std::int64_t now = noon.micros / 1'000'000;
  EXPECT_TRUE(
      tokens.read(signed_by_us(claims(tokens.issuer(), tokens.audience(), now, now + 600)), noon).ok());
  EXPECT_FALSE(
      tokens.read(signed_by_us(claims("urn:dossier:ff", tokens.audience(), now, now + 600)), noon).ok());
  EXPECT_FALSE(
      tokens.read(signed_by_us(claims(tokens.issuer(), tokens.issuer(), now, now + 600)), noon).ok());
  const access_tokens other{"8899aabbccddeeff", ring};
  EXPECT_FALSE(other.read(token(), noon).ok());
}

TEST_F(access_token, from_the_future_or_for_longer_than_ours_is_refused) {
  const std::int64_t now = noon.micros / 1'000'000;
  const auto read = [&](std::int64_t issued, std::int64_t expires) {
    return tokens.read(signed_by_us(claims(tokens.issuer(), tokens.audience(), issued, expires)), noon).ok();
  };
  EXPECT_TRUE(read(now + clock_skew_seconds, now + clock_skew_seconds + 600));
  EXPECT_FALSE(read(now + clock_skew_seconds + 1, now + clock_skew_seconds + 601));
  EXPECT_FALSE(read(now, now + 601));
  EXPECT_FALSE(read(now - 600, now));
}

TEST_F(access_token, without_a_claim_or_with_one_of_another_type_is_refused) {
  const std::int64_t now = noon.micros / 1'000'000;
  const std::string whole = claims(tokens.issuer(), tokens.audience(), now, now + 600);
  ASSERT_TRUE(tokens.read(signed_by_us(whole), noon).ok());
  for (const char* name : {"iss", "aud", "sub", "tenant", "sid", "iat", "exp"}) {
    std::string without = whole;
    without.replace(without.find("\"" + std::string(name) + "\""), std::string(name).size() + 2, "\"other\"");
    EXPECT_FALSE(tokens.read(signed_by_us(without), noon).ok()) << name;
  }
  std::string text = whole;
  text.replace(text.find("\"exp\":"), 6, "\"exp\":1e3,\"x\":");
  EXPECT_FALSE(tokens.read(signed_by_us(text), noon).ok());
}

TEST_F(access_token, stays_good_while_its_key_is_known_and_no_longer) {
  const std::string made = token();
  const auto former = ring.current()->own;
  const auto next = std::make_shared<const key_pair>(make_key_pair(after(10)));
  ring.put(next, {next->open, former->open});
  EXPECT_TRUE(tokens.read(made, after(20)).ok());
  EXPECT_TRUE(tokens.read(token(after(20)), after(20)).ok());
  ring.put(next, {next->open});
  EXPECT_FALSE(tokens.read(made, after(20)).ok());
}

TEST_F(access_token, changed_in_any_byte_is_refused) {
  const std::string made = token();
  for (std::size_t i = 0; i < made.size(); ++i) {
    std::string other = made;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.read(other, noon).ok()) << i;
  }
  EXPECT_FALSE(tokens.read(made + std::string(access_token_max_bytes, 'A'), noon).ok());
  EXPECT_FALSE(tokens.read("", noon).ok());
}

TEST(signing_keys, are_told_until_they_end) {
  const key_pair pair = make_key_pair(noon);
  key_ring::keys keys;
  keys.known = {pair.open};
  EXPECT_NE(to_jwks(keys, noon).find("\"kid\":\"" + pair.open.kid + "\""), std::string::npos);
  EXPECT_EQ(to_jwks(keys, pair.open.expires_at), R"({"keys":[]})");
}

}  // namespace
}  // namespace dossier::identity
