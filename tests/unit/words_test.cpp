#include "shared/text/words.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "shared/text/fold.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::text {
namespace {

std::vector<std::string> keys(std::string_view text) {
  std::vector<std::string> found;
  for (const word& one : words_of(text)) found.push_back(one.key);
  return found;
}

using list = std::vector<std::string>;

std::string utf8(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0U | c >> 6U), byte(0x80U | (c & 0x3FU))};
  if (c < 0x10000) {
    return {byte(0xE0U | c >> 12U), byte(0x80U | (c >> 6U & 0x3FU)), byte(0x80U | (c & 0x3FU))};
  }
  return {byte(0xF0U | c >> 18U), byte(0x80U | (c >> 12U & 0x3FU)), byte(0x80U | (c >> 6U & 0x3FU)),
          byte(0x80U | (c & 0x3FU))};
}

TEST(words, are_runs_of_letters_and_digits_without_case_and_accents) {
  EXPECT_EQ(keys("Acme Corp."), (list{"acme", "corp"}));
  EXPECT_EQ(keys("L’Oréal & L'OREAL"), (list{"l", "oreal", "l", "oreal"}));
  EXPECT_EQ(keys("C3PO, R2-D2"), (list{"c3po", "r2", "d2"}));
  EXPECT_EQ(keys("Ærøskøbing"), (list{"aeroskobing"}));
  EXPECT_EQ(keys("snake_case a/b\tc\nd"), (list{"snake", "case", "a", "b", "c", "d"}));
  EXPECT_EQ(keys("Москва — Αθήνα"), (list{"москва", "αθηνα"}));
}

TEST(words, of_scripts_without_spaces_are_whole_runs) {
  EXPECT_EQ(keys("東京、佐々木。"), (list{"東京", "佐々木"}));
}

TEST(words, are_not_made_of_punctuation_symbols_and_emoji) {
  EXPECT_EQ(keys(""), list{});
  EXPECT_EQ(keys(" .,;:!?\"'()[]{}<>|\\/@#$%^&*-_=+`~"), list{});
  EXPECT_EQ(keys("«—…»¿£€№½×→█❤️😀\u00A0\u3000\uFEFF"), list{"№"});
  EXPECT_EQ(keys("a😀b"), (list{"a", "b"}));
}

TEST(words, stand_where_they_were_found_with_their_combining_marks) {
  const std::string text = "«Cafe\u0301» bar";
  const auto found = words_of(text);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].key, "cafe");
  EXPECT_EQ(text.substr(found[0].begin, found[0].end - found[0].begin), "Cafe\u0301");
  EXPECT_EQ(text.substr(found[1].begin, found[1].end - found[1].begin), "bar");
  EXPECT_EQ(keys("\u0301"), list{});
}

TEST(words, of_a_text_are_those_of_its_folded_text) {
  tests::random_filters random(21);
  const describe::field any{};
  for (int i = 0; i < 2000; ++i) {
    const std::string text = random.text(any);
    std::string spaced;
    for (const std::string& key : keys(text)) spaced += " " + key;
    if (!spaced.empty()) spaced += ' ';
    EXPECT_EQ(spaced_words(fold(text)), spaced) << text;
  }
}

TEST(words, do_not_change_where_a_folded_character_is_several) {
  for (char32_t c = 1; c <= 0x1FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string around = "x" + utf8(c) + "y";
    const std::string folded = spaced_words(fold(around));
    std::string spaced;
    for (const word& one : words_of(around)) spaced += " " + one.key;
    ASSERT_EQ(folded, spaced + " ") << "U+" << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(words, of_bytes_that_are_not_utf8_harm_nothing) {
  EXPECT_EQ(keys("a\xFF\xC3"), list{"a"});
  EXPECT_EQ(keys("\xF0\x9F"), list{});
  using namespace std::string_view_literals;
  EXPECT_EQ(keys("a\0b"sv), (list{"a", "b"}));
}

TEST(words, give_postgresql_the_same_separators) {
  const std::string sql = words_sql_class();
  EXPECT_EQ(sql.substr(0, 34), "[\\u0001-\\u002F\\u003A-\\u0040\\u005B-");
  EXPECT_EQ(sql.substr(sql.size() - 22), "\\U0001F000-\\U0001FAFF]");
  const std::regex form(R"(\[(\\u[0-9A-F]{4}(-\\u[0-9A-F]{4})?|\\U[0-9A-F]{8}-\\U[0-9A-F]{8})+\])");
  EXPECT_TRUE(std::regex_match(sql, form));
}

}  // namespace
}  // namespace dossier::text
