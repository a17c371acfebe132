#include "shared/core/uuid.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/random_records.hpp"

namespace dossier {
namespace {

TEST(uuid, is_read_in_either_case_and_written_in_lower_case) {
  const auto id = parse_uuid("0192F0C1-7A2B-7C3D-8E4F-0123456789AB");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(to_string(*id), "0192f0c1-7a2b-7c3d-8e4f-0123456789ab");
}

TEST(uuid, survives_being_written_and_read) {
  tests::random_records random(1);
  for (int i = 0; i < 1000; ++i) {
    const uuid id = random.id();
    EXPECT_EQ(parse_uuid(to_string(id)), id);
  }
}

TEST(uuid, is_refused_in_any_other_form) {
  for (const char* text :
       {"", "0192f0c1", "{0192f0c1-7a2b-7c3d-8e4f-0123456789ab}", "0192f0c17a2b7c3d8e4f0123456789ab",
        "0192f0c1-7a2b-7c3d-8e4f-0123456789a", "0192f0c1-7a2b-7c3d-8e4f-0123456789abc",
        "0192f0c1-7a2b-7c3d-8e4f-0123456789ag", "0192f0c1_7a2b-7c3d-8e4f-0123456789ab",
        "0192f0c17-a2b-7c3d-8e4f-0123456789ab", " 0192f0c1-7a2b-7c3d-8e4f-0123456789a"}) {
    EXPECT_FALSE(parse_uuid(text).has_value()) << text;
  }
}

TEST(uuid, of_version_7_sorts_by_the_millisecond_it_was_made_in) {
  tests::random_records random(2);
  uuid before = make_uuid_v7(1'700'000'000'000, {});
  for (std::uint64_t ms = 1'700'000'000'001; ms < 1'700'000'000'500; ++ms) {
    std::array<std::uint8_t, 10> noise{};
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random.pick(256));
    const uuid next = make_uuid_v7(ms, noise);
    EXPECT_LT(before, next);
    EXPECT_LT(to_string(before), to_string(next));
    before = next;
  }
}

TEST(uuid, of_version_7_says_its_version_and_variant) {
  std::array<std::uint8_t, 10> noise{};
  noise.fill(0xFF);
  // The example time of RFC 9562, A.6.
  EXPECT_EQ(to_string(make_uuid_v7(0x017F22E279B0, noise)), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

TEST(uuid, nil_means_not_set) {
  EXPECT_TRUE(uuid{}.is_nil());
  EXPECT_FALSE(make_uuid_v7(1, {}).is_nil());
}

}  // namespace
}  // namespace dossier
