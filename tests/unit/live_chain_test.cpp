#include <gtest/gtest.h>

#include <set>

#include "server/live/chain.hpp"

namespace dossier::live {
namespace {

std::string hex(const chain_hash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

chain_link example() {
  chain_link link;
  link.tenant_id.bytes[15] = 1;
  link.seq = 7;
  link.sequenced_at = {1795000000'000001};
  link.at = {1795000000'000000};
  link.actor_name = "Ada Lovelace";
  link.origin = "api";
  link.resource = "brands";
  link.kind = "updated";
  link.version = 2;
  link.before = R"({"name":"Acme"})";
  link.after = R"({"name":"Acme Ltd"})";
  link.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  link.xid = 1000;
  return link;
}

TEST(live_chain, a_hash_is_the_same_on_every_machine_and_in_every_version) {
  // Computed apart, from the bytes that chain.hpp describes.
  EXPECT_EQ(hex(hash_link(chain_start, example())),
            "b2a2184da8fdbff128c81aa194bf4663e1fd57ffb42359ec5d1b00a94be5dce3");
}

TEST(live_chain, every_member_and_everything_before_is_covered) {
  std::set<std::string> hashes;
  const auto add = [&](const chain_link& link, const chain_hash& previous = chain_start) {
    EXPECT_TRUE(hashes.insert(hex(hash_link(previous, link))).second);
  };
  add(example());
  chain_hash other = chain_start;
  other[0] = 1;
  add(example(), other);
  const auto changed = [&](auto change) {
    chain_link link = example();
    change(link);
    add(link);
  };
  changed([](chain_link& link) { link.tenant_id.bytes[0] = 1; });
  changed([](chain_link& link) { ++link.seq; });
  changed([](chain_link& link) { ++link.sequenced_at.micros; });
  changed([](chain_link& link) { ++link.at.micros; });
  changed([](chain_link& link) { link.actor_id.bytes[3] = 9; });
  changed([](chain_link& link) { link.actor_name = "Ada"; });
  changed([](chain_link& link) { link.origin = "demo"; });
  changed([](chain_link& link) { link.reason = ""; });
  changed([](chain_link& link) { link.reason = "typo"; });
  changed([](chain_link& link) { link.resource = "insights"; });
  changed([](chain_link& link) { link.record_id.bytes[7] = 9; });
  changed([](chain_link& link) { link.kind = "deleted"; });
  changed([](chain_link& link) { ++link.version; });
  changed([](chain_link& link) { link.before = std::nullopt; });
  changed([](chain_link& link) { link.before = ""; });
  changed([](chain_link& link) { link.after = ""; });
  changed([](chain_link& link) { link.trace_id = "0"; });
  changed([](chain_link& link) { ++link.xid; });
}

TEST(live_chain, text_cannot_move_from_one_member_to_the_next) {
  chain_link left = example();
  chain_link right = example();
  left.actor_name = "Ada";
  left.origin = "api";
  right.actor_name = "Adaa";
  right.origin = "pi";
  EXPECT_NE(hash_link(chain_start, left), hash_link(chain_start, right));
}

TEST(live_chain, images_longer_than_the_buffer_are_covered_to_their_last_byte) {
  std::string image(100'000, 'x');
  chain_link link = example();
  link.after = image;
  const chain_hash before = hash_link(chain_start, link);
  image.back() = 'y';
  link.after = image;
  EXPECT_NE(hash_link(chain_start, link), before);
}

}  // namespace
}  // namespace dossier::live
