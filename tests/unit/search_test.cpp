#include "shared/query/search.hpp"

#include <gtest/gtest.h>

#include "shared/records/brand.hpp"
#include "tests/support/random_filters.hpp"

namespace dossier::query {
namespace {

using describe::any_record;
using describe::type_of;
using ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;

search parsed(std::string_view text) {
  auto made = parse_search(text);
  EXPECT_TRUE(made.ok()) << text << ": " << (made.ok() ? "" : made.error().detail);
  return made.ok() ? *std::move(made) : search{};
}

std::string fault(std::string_view text) {
  const auto made = parse_search(text);
  EXPECT_FALSE(made.ok()) << text;
  if (made.ok()) return {};
  EXPECT_EQ(made.error().status, 400);
  return std::to_string(made.error().position.value_or(9999)) + made.error().detail.substr(30);
}

bool finds(std::string_view text, const std::string& name, const std::string& description = "") {
  any_record record(type_of<brand>());
  record.get_if<brand>()->name = name;
  if (!description.empty()) record.get_if<brand>()->description = description;
  return matches(parsed(text), searchable_words(record));
}

TEST(search, that_is_blank_finds_everything) {
  EXPECT_TRUE(parsed("").empty());
  EXPECT_TRUE(parsed(" \t\n\u3000").empty());
  EXPECT_TRUE(finds("", "Acme"));
}

TEST(search, finds_records_that_have_every_word_in_any_field) {
  EXPECT_TRUE(finds("acme", "Acme"));
  EXPECT_TRUE(finds("rockets ACME", "Acme", "They make rockets."));
  EXPECT_FALSE(finds("rockets acme", "Acme", "They make trains."));
  EXPECT_FALSE(finds("acm", "Acme"));
}

TEST(search, looks_past_case_accents_and_punctuation) {
  EXPECT_TRUE(finds("societe generale", "SOCIÉTÉ GÉNÉRALE"));
  EXPECT_TRUE(finds("Société", "societe"));
  EXPECT_TRUE(finds("l'oréal", "L’Oréal"));
  EXPECT_TRUE(finds("Johnson & Johnson", "Johnson&Johnson"));
  EXPECT_TRUE(finds("e-mail", "E mail"));
  EXPECT_FALSE(finds("e-mail", "mail e"));
}

TEST(search, takes_what_stands_in_quotes_as_a_phrase) {
  EXPECT_TRUE(finds("\"acme corp\"", "The Acme, Corp."));
  EXPECT_FALSE(finds("\"acme corp\"", "Corp Acme"));
  EXPECT_FALSE(finds("\"acme corp\"", "Acme", "Corp"));
  EXPECT_TRUE(finds("\"a b\"\"c\"", "c a b"));
}

TEST(search, leaves_out_what_has_a_minus) {
  EXPECT_TRUE(finds("acme -rockets", "Acme", "trains"));
  EXPECT_FALSE(finds("acme -rockets", "Acme", "Rockets"));
  EXPECT_FALSE(finds("acme -\"fast trains\"", "Acme", "fast trains"));
  EXPECT_TRUE(finds("acme -\"fast trains\"", "Acme", "trains fast"));
  EXPECT_FALSE(finds("acme -tra*", "Acme", "trains"));
  EXPECT_TRUE(finds("acme - corp", "Acme Corp"));
}

TEST(search, takes_a_star_for_the_rest_of_a_word) {
  EXPECT_TRUE(finds("acm*", "Acme"));
  EXPECT_TRUE(finds("acme*", "Acme"));
  EXPECT_FALSE(finds("cme*", "Acme"));
  EXPECT_TRUE(finds("\"acme co\"*", "Acme Corp"));
  EXPECT_TRUE(finds("acme-co*", "Acme Corp"));
  EXPECT_FALSE(finds("acme-co*", "Acme & Sons Corp"));
}

TEST(search, says_where_and_why_it_is_not_understood) {
  EXPECT_EQ(fault("acme \"corp"), "5the quote that opens here is not closed");
  EXPECT_EQ(fault("acme -\"corp"), "6the quote that opens here is not closed");
  EXPECT_EQ(fault("acme *"), "5`*` stands only behind a word, as in acm*");
  EXPECT_EQ(fault("acme-*"), "5`*` stands only behind a word, as in acm*");
  EXPECT_EQ(fault("\"\"*"), "2`*` stands only behind a word, as in acm*");
  EXPECT_EQ(fault("a*me"), "1`*` stands only at the end of a word, as in acm*");
  EXPECT_EQ(fault("acme**"), "4`*` stands only at the end of a word, as in acm*");
  EXPECT_EQ(fault(" -acme -corp"), "1it says only what to leave out; name a word to look for, too");
  EXPECT_EQ(fault(" & -"), "1there is no word in it");
  EXPECT_EQ(fault("a\xFF"), "1this byte is not part of a UTF-8 text without NUL");
}

TEST(search, is_refused_beyond_its_limits) {
  EXPECT_TRUE(parse_search(std::string(search_max_length, 'x')).ok());
  EXPECT_EQ(fault(std::string(search_max_length + 1, 'x')).substr(0, 3), std::to_string(search_max_length));
  std::string terms;
  for (std::size_t i = 0; i < search_max_terms; ++i) terms += "x ";
  EXPECT_TRUE(parse_search(terms).ok());
  EXPECT_TRUE(parse_search(terms + "&").ok());
  EXPECT_EQ(fault(terms + "x"), std::to_string(terms.size()) + "it has more than 20 terms");
}

TEST(search, prints_in_one_spelling_that_parses_to_the_same) {
  EXPECT_EQ(to_string(parsed(" Société -\"Acme, Corp\"  e-mail co*  & ")),
            "societe -\"acme corp\" \"e mail\" co*");
  tests::random_filters random(22);
  const describe::field any{};
  for (int i = 0; i < 2000; ++i) {
    std::string text = "x";
    for (std::uint32_t more = random.pick(5); more > 0; --more) {
      const text_literal part = make_text(random.text(any));
      text += random.pick(3) == 0 ? " -" : " ";
      std::string quoted = part.words.substr(1, part.words.size() - 2);
      text += random.pick(2) == 0 ? "\"" + quoted + "\"" : quoted;
      if (random.pick(3) == 0) text += '*';
    }
    const search made = parsed(text);
    EXPECT_EQ(parsed(to_string(made)), made) << text;
  }
}

TEST(search, shows_where_its_terms_stand_in_characters) {
  EXPECT_EQ(highlights(parsed("societe"), "La Société, société"), (ranges{{3, 10}, {12, 19}}));
  EXPECT_EQ(highlights(parsed("\"acme corp\" co*"), "Acme Corp cooks"), (ranges{{0, 9}, {10, 15}}));
  EXPECT_EQ(highlights(parsed("acme -corp"), "Acme Corp"), (ranges{{0, 4}}));
  EXPECT_EQ(highlights(parsed("cafe"), "😀 Cafe\u0301!"), (ranges{{2, 7}}));
  EXPECT_EQ(highlights(parsed("x"), "Acme"), ranges{});
  EXPECT_EQ(highlights(parsed("x"), ""), ranges{});
}

TEST(search, shows_overlapping_terms_as_one_range_and_not_too_many) {
  EXPECT_EQ(highlights(parsed("\"a b\" \"b c\""), "a b c"), (ranges{{0, 5}}));
  std::string many;
  for (int i = 0; i < 150; ++i) many += "x y ";
  EXPECT_EQ(highlights(parsed("x"), many).size(), search_max_highlights);
}

TEST(search, survives_every_cut_and_every_changed_byte) {
  const std::string text = "Société -\"Acme, Corp\" e-mail co* \"a b\"*";
  const auto check = [](const std::string& broken) {
    const auto made = parse_search(broken);
    if (!made.ok()) {
      EXPECT_LE(made.error().position.value_or(9999), broken.size());
      return;
    }
    EXPECT_EQ(parsed(to_string(*made)), *made) << broken;
    for (const auto& [first, last] : highlights(*made, broken)) EXPECT_LT(first, last);
  };
  for (std::size_t i = 0; i <= text.size(); ++i) check(text.substr(0, i));
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = text;
      changed[i] = static_cast<char>(byte);
      check(changed);
    }
  }
}

}  // namespace
}  // namespace dossier::query
