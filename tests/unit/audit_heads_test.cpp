#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "server/domains/audit/signed_head.hpp"

namespace dossier::audit {
namespace {

signing_key key_of(unsigned char filler) {
  std::array<unsigned char, seed_bytes> seed{};
  seed.fill(filler);
  return signing_key(seed);
}

head example() {
  head made;
  made.tenant_id.bytes[15] = 1;
  made.seq = 813;
  made.hash.fill(0xAB);
  made.at = {1'795'000'000'000'000};
  return made;
}

TEST(audit_heads, a_line_says_what_was_signed_and_by_whom) {
  const signing_key key = key_of(7);
  const auto read = read_line(line_of(example(), key));
  ASSERT_TRUE(read);
  EXPECT_EQ(signed_text(read->of), signed_text(example()));
  EXPECT_EQ(read->key_id, key.open().id());
  EXPECT_TRUE(key.open().verifies(signed_text(read->of), read->signature));
  EXPECT_FALSE(key_of(8).open().verifies(signed_text(read->of), read->signature));
}

TEST(audit_heads, a_signature_fits_no_other_head) {
  const signing_key key = key_of(7);
  const std::string signature = key.sign(signed_text(example()));
  const auto fits = [&](void (*alter)(head&)) {
    head other = example();
    alter(other);
    return key.open().verifies(signed_text(other), signature);
  };
  EXPECT_TRUE(fits([](head&) {}));
  EXPECT_FALSE(fits([](head& of) { of.tenant_id.bytes[0] = 1; }));
  EXPECT_FALSE(fits([](head& of) { ++of.seq; }));
  EXPECT_FALSE(fits([](head& of) { of.hash[0] = 0; }));
  EXPECT_FALSE(fits([](head& of) { ++of.at.micros; }));
}

TEST(audit_heads, other_lines_are_no_heads) {
  const std::string line = line_of(example(), key_of(7));
  for (const std::string& wrong : {std::string(), std::string("{}"), std::string("[1]"), line.substr(1),
                                   line + "x", std::string(head_line_max + 1, ' ') + line}) {
    EXPECT_FALSE(read_line(wrong)) << wrong;
  }
}

TEST(audit_heads, a_key_is_made_once_for_its_owner_alone) {
  const auto file = std::filesystem::temp_directory_path() / ("audit-key-" + std::to_string(getpid()));
  const auto made = ensure_signing_key(file);
  ASSERT_TRUE(made) << made.error().detail;
  struct stat facts {};
  ASSERT_EQ(stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  EXPECT_EQ(ensure_signing_key(file).value().open().hex(), made->open().hex());
  EXPECT_EQ(parse_public_key(made->open().hex())->id(), made->open().id());

  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  EXPECT_FALSE(read_signing_key(file)) << "others may read it";
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  std::ofstream(file) << "no key\n";
  EXPECT_FALSE(ensure_signing_key(file)) << "it is not overwritten";
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace dossier::audit
