#include "server/records/page_tokens.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/random_records.hpp"

namespace dossier::records {
namespace {

std::array<unsigned char, page_token_signer::key_bytes> key_of(unsigned char byte) {
  std::array<unsigned char, page_token_signer::key_bytes> key{};
  key.fill(byte);
  return key;
}

TEST(page_token_signer, opens_what_it_sealed) {
  tests::random_records random(13);
  const page_token_signer signer(key_of(1));
  for (int i = 0; i < 200; ++i) {
    const query::page_position position{{random.text(40, true), std::int64_t{i}}, random.id()};
    const std::string token = signer.seal(position, "list");
    EXPECT_EQ(signer.open(token, "list"), position);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos)
        << "it stands in a URL as it is";
  }
}

TEST(page_token_signer, opens_nothing_of_another_list_or_another_key) {
  const page_token_signer signer(key_of(1));
  const std::string token = signer.seal({{std::int64_t{5}}, make_uuid_v7(1, {})}, "list a");
  EXPECT_FALSE(signer.open(token, "list b").has_value());
  EXPECT_FALSE(signer.open(token, "").has_value());
  EXPECT_FALSE(page_token_signer(key_of(2)).open(token, "list a").has_value());
}

TEST(page_token_signer, opens_nothing_that_was_changed_anywhere) {
  const page_token_signer signer(key_of(1));
  const std::string token = signer.seal({{std::string("acme")}, make_uuid_v7(1, {})}, "list");
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string other = token;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(signer.open(other, "list").has_value()) << at;
    EXPECT_FALSE(signer.open(token.substr(0, at), "list").has_value()) << at;
  }
  EXPECT_FALSE(signer.open(token + "A", "list").has_value());
  EXPECT_FALSE(signer.open(token + "=", "list").has_value());
  EXPECT_FALSE(signer.open(" " + token, "list").has_value());
}

}  // namespace
}  // namespace dossier::records
