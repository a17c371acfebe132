#include "shared/live/digest.hpp"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "shared/core/sha256.hpp"

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

}  // namespace
}  // namespace dossier
