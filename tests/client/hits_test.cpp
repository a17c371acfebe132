#include "client-wasm/src/model/hits.hpp"

#include <gtest/gtest.h>

#include "shared/records/insight.hpp"

namespace dossier::model {
namespace {

hit_finder finder(std::string_view q, std::string_view filter = {}) {
  const auto parsed = query::parse_filter(describe::type_of<insight>(), filter);
  EXPECT_TRUE(parsed.ok());
  return {q, *parsed};
}

std::string marked(std::string_view text, const std::vector<text_range>& hits) {
  std::string made;
  std::size_t at = 0;
  for (const text_range& hit : hits) {
    made += std::string(text.substr(at, hit.begin - at)) + "[";
    made += std::string(text.substr(hit.begin, hit.end - hit.begin)) + "]";
    at = hit.end;
  }
  return made + std::string(text.substr(at));
}

std::string found(const hit_finder& what, std::string_view text) {
  return marked(text, what.find(text));
}

TEST(hits_test, words_phrases_and_beginnings_are_found_whatever_their_case_and_accents) {
  EXPECT_EQ(found(finder("rate"), "Rate caps, rates and the RATE."), "[Rate] caps, rates and the [RATE].");
  EXPECT_EQ(found(finder("\"rate cap\""), "A rate-cap; a rate and a cap"), "A [rate-cap]; a rate and a cap");
  EXPECT_EQ(found(finder("cap*"), "Caps and capital, not recap"), "[Caps] and [capital], not recap");
  EXPECT_EQ(found(finder("societe"), "Soci\xC3\xA9t\xC3\xA9!"), "[Soci\xC3\xA9t\xC3\xA9]!");
  EXPECT_EQ(found(finder("rate -cap"), "rate cap"), "[rate] cap");
  EXPECT_EQ(found(finder("\"a b\" \"b c\""), "a b c"), "[a b c]");
}

TEST(hits_test, a_filter_that_wants_words_in_a_text_marks_them) {
  EXPECT_EQ(found(finder("", "title:\"rate cap\" AND tags:\"x\""), "A Rate Cap x"), "A [Rate Cap] x");
  EXPECT_EQ(found(finder("", "title:\"a\" OR source:\"b\""), "a b"), "[a] [b]");
  EXPECT_TRUE(finder("", "NOT title:\"a\" AND title = \"b\" AND title:* AND brand.name:\"c\"").empty());
}

TEST(hits_test, what_is_no_search_marks_nothing) {
  EXPECT_TRUE(finder("\"open").empty());
  EXPECT_TRUE(finder("").empty());
  EXPECT_TRUE(finder("").find("text").empty());
}

TEST(hits_test, no_more_than_a_bound_is_looked_for) {
  std::string text;
  for (std::size_t i = 0; i < most_hits + 10; ++i) text += "a b ";
  EXPECT_EQ(finder("a").find(text).size(), most_hits);
}

TEST(hits_test, a_snippet_begins_so_that_the_first_hit_is_seen) {
  const auto shown = [](std::string_view text, std::string_view q) {
    const snippet made = make_snippet(text, finder(q));
    return marked(made.text, made.hits);
  };
  EXPECT_EQ(shown("Borrowers near the  cap\nask twice.", "cap"), "Borrowers near the [cap] ask twice.");
  EXPECT_EQ(shown("One\n\ntwo", ""), "One two");
  const std::string lead(90, 'x');
  EXPECT_EQ(shown(lead + ". Then a cap follows.", "cap"), "\xE2\x80\xA6Then a [cap] follows.");
  EXPECT_EQ(shown(lead + " " + lead + " one two three cap", "cap"), "\xE2\x80\xA6one two three [cap]");
  EXPECT_EQ(shown("", "cap"), "");
}

TEST(hits_test, a_snippet_ends_at_a_character_and_knows_only_hits_that_it_shows) {
  std::string text = "cap ";
  while (text.size() < snippet_length - 1) text += "x";
  text += "\xC3\xA9 cap";
  const snippet made = make_snippet(text, finder("cap"));
  EXPECT_EQ(made.text.size(), snippet_length - 1);
  EXPECT_EQ(made.hits, (std::vector<text_range>{{0, 3}}));
}

}  // namespace
}  // namespace dossier::model
