#include "shared/text/fold.hpp"

#include <gtest/gtest.h>

#include "shared/text/utf8.hpp"
#include "tests/unit/support/random_records.hpp"

namespace dossier::text {
namespace {

TEST(fold, makes_case_and_accents_no_difference) {
  EXPECT_EQ(fold("ACME"), "acme");
  EXPECT_EQ(fold("Société Générale"), "societe generale");
  EXPECT_EQ(fold("ŁÓDŹ"), "lodz");
  EXPECT_EQ(fold("Überlingen"), "uberlingen");
  EXPECT_EQ(fold("Ελλάδα"), fold("ΕΛΛΑΔΑ"));
  EXPECT_EQ(fold("Київ"), fold("КИЇВ"));
}

TEST(fold, spells_letters_that_have_no_base_letter) {
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("Æsir"), "aesir");
  EXPECT_EQ(fold("Ørsted"), "orsted");
  EXPECT_EQ(fold("Þór"), "thor");
}

TEST(fold, treats_composed_and_decomposed_letters_alike) {
  EXPECT_EQ(fold("e\xCC\x81"), fold("é"));
  EXPECT_EQ(fold("A\xCC\x8A"), fold("Å"));
}

TEST(fold, leaves_other_scripts_digits_and_signs) {
  EXPECT_EQ(fold("東京 株式会社"), "東京 株式会社");
  EXPECT_EQ(fold("3M & Co. №5 😀"), fold(fold("3M & Co. №5 😀")));
  EXPECT_EQ(fold("a-b_c+1"), "a-b_c+1");
  EXPECT_EQ(fold(""), "");
}

TEST(fold, copies_bytes_that_are_not_utf8) {
  EXPECT_EQ(fold("A\xFFZ"), "a\xFFz");
  EXPECT_EQ(fold("\xC3"), "\xC3");
  EXPECT_EQ(fold("\xE2\x82"), "\xE2\x82");
}

TEST(fold, changes_nothing_the_second_time_for_any_character) {
  for (std::uint32_t code_point = 1; code_point < 0x11000; ++code_point) {
    if (code_point >= 0xD800 && code_point < 0xE000) continue;
    std::string text;
    if (code_point < 0x80) {
      text += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
      text += static_cast<char>(0xC0U | (code_point >> 6U));
      text += static_cast<char>(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
      text += static_cast<char>(0xE0U | (code_point >> 12U));
      text += static_cast<char>(0x80U | ((code_point >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (code_point & 0x3FU));
    } else {
      text += static_cast<char>(0xF0U | (code_point >> 18U));
      text += static_cast<char>(0x80U | ((code_point >> 12U) & 0x3FU));
      text += static_cast<char>(0x80U | ((code_point >> 6U) & 0x3FU));
      text += static_cast<char>(0x80U | (code_point & 0x3FU));
    }
    const std::string once = fold(text);
    ASSERT_EQ(fold(once), once) << code_point;
    ASSERT_FALSE(find_unstorable(once).has_value()) << code_point;
  }
}

TEST(fold, changes_nothing_the_second_time_for_random_texts) {
  tests::random_records random(4);
  for (int i = 0; i < 2000; ++i) {
    const std::string once = fold(random.text(60, false));
    EXPECT_EQ(fold(once), once);
  }
}

TEST(utf8, that_is_well_formed_is_storable) {
  for (const char* text : {"", "plain", "é", "中", "😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_FALSE(find_unstorable(text).has_value()) << text;
  }
}

TEST(utf8, names_the_first_byte_that_cannot_be_stored) {
  using namespace std::string_view_literals;
  EXPECT_EQ(find_unstorable("ab\0c"sv), 2U);
  EXPECT_EQ(find_unstorable("ab\x80"), 2U);
  EXPECT_EQ(find_unstorable("\xC0\xAF"), 0U);          // overlong
  EXPECT_EQ(find_unstorable("\xE0\x80\xAF"), 0U);      // overlong
  EXPECT_EQ(find_unstorable("é\xED\xA0\x80"), 2U);     // surrogate
  EXPECT_EQ(find_unstorable("\xF4\x90\x80\x80"), 0U);  // above U+10FFFF
  EXPECT_EQ(find_unstorable("\xF0\x9F\x98"), 0U);      // cut off
  EXPECT_EQ(find_unstorable("a\xFF"), 1U);
}

}  // namespace
}  // namespace dossier::text
