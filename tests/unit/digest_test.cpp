#include "shared/live/digest.hpp"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "shared/core/sha256.hpp"
#include "shared/live/messages.hpp"

namespace dossier {
namespace {

std::string hex(const sha256_hash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += "0123456789abcdef"[byte >> 4U];
    text += "0123456789abcdef"[byte & 15U];
  }
  return text;
}

TEST(sha256, gives_the_published_examples) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(sha256, agrees_with_another_implementation_on_texts_of_every_length_around_a_block) {
  std::string text;
  for (int length = 0; length < 200; ++length) {
    sha256_hash theirs{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), theirs.data());
    EXPECT_EQ(hex(sha256(text)), hex(theirs)) << length;
    text += static_cast<char>(length * 37);
  }
}

TEST(digest, is_the_exclusive_or_of_the_hashes_of_id_and_version) {
  const uuid id = *parse_uuid("01939d2a-5f00-7000-8000-000000000001");
  live::digest_sum sum;
  EXPECT_EQ(sum.checksum(), "0000000000000000");
  sum.add(id, 3);
  EXPECT_EQ(sum.count(), 1);
  EXPECT_EQ(sum.checksum(), hex(sha256("01939d2a-5f00-7000-8000-000000000001:3")).substr(0, 16));
}

TEST(digest, does_not_depend_on_the_order_and_tells_one_version_from_the_next) {
  const uuid first = *parse_uuid("01939d2a-5f00-7000-8000-000000000001");
  const uuid second = *parse_uuid("01939d2a-5f00-7000-8000-000000000002");
  live::digest_sum one;
  one.add(first, 1);
  one.add(second, 7);
  live::digest_sum other;
  other.add(second, 7);
  other.add(first, 1);
  EXPECT_EQ(one.checksum(), other.checksum());
  other.remove(first, 1);
  other.add(first, 2);
  EXPECT_EQ(other.count(), 2);
  EXPECT_NE(one.checksum(), other.checksum());
}

TEST(digest, messages_are_read_as_they_were_written) {
  const uuid id = *parse_uuid("01939d2a-5f00-7000-8000-000000000001");
  const auto all = live::parse_client_message(live::to_json(live::digest_request{"s1"}));
  ASSERT_TRUE(all.ok());
  EXPECT_FALSE(std::get<live::digest_request>(*all).ids);
  const auto one = live::parse_client_message(live::to_json(live::digest_request{"s1", {{id}}}));
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(std::get<live::digest_request>(*one).ids, std::vector<uuid>{id});
  EXPECT_EQ(live::to_json(live::digest{"s1", 812, 31, "9f86d081884c7d65"}),
            R"({"op":"digest","id":"s1","seq":812,"count":31,"checksum":"9f86d081884c7d65"})");
}

TEST(digest, requests_name_at_most_so_many_records_and_every_one_by_an_id) {
  const uuid id = *parse_uuid("01939d2a-5f00-7000-8000-000000000001");
  const std::vector<uuid> most(live::max_digest_ids, id);
  EXPECT_TRUE(live::parse_client_message(live::to_json(live::digest_request{"s1", most})).ok());
  EXPECT_LT(live::to_json(live::digest_request{"s1", most}).size(), live::max_message_bytes);
  const std::vector<uuid> too_many(live::max_digest_ids + 1, id);
  EXPECT_FALSE(live::parse_client_message(live::to_json(live::digest_request{"s1", too_many})).ok());
  EXPECT_FALSE(live::parse_client_message(R"({"op":"digest","id":"s1","ids":["x"]})").ok());
  EXPECT_FALSE(live::parse_client_message(R"({"op":"digest","id":"s1","ids":7})").ok());
  EXPECT_FALSE(live::parse_client_message(R"({"op":"digest","ids":[]})").ok());
}

}  // namespace
}  // namespace dossier
