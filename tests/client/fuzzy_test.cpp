#include "client-wasm/src/model/fuzzy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dossier::model {
namespace {

int score(std::string_view pattern, std::string_view text) {
  const auto match = match_fuzzy(pattern, text);
  return match ? match->score : -1;
}

/// The matched letters in brackets.
std::string marked(std::string_view pattern, std::string_view text) {
  const auto match = match_fuzzy(pattern, text);
  if (!match) return "none";
  std::string out(text);
  for (auto r = match->ranges.rbegin(); r != match->ranges.rend(); ++r) {
    out.insert(r->end, "]");
    out.insert(r->begin, "[");
  }
  return out;
}

TEST(fuzzy, finds_letters_in_their_order_and_only_so) {
  EXPECT_EQ(marked("cast", "Castellan Freight"), "[Cast]ellan Freight");
  EXPECT_EQ(marked("cf", "Castellan Freight"), "[C]astellan [F]reight");
  EXPECT_EQ(marked("fc", "Castellan Freight"), "none");
  EXPECT_EQ(marked("castellan freight and more", "Castellan Freight"), "none");
}

TEST(fuzzy, prefers_a_run_in_the_middle_to_scattered_letters) {
  EXPECT_EQ(marked("cast", "Newcast Alloys"), "New[cast] Alloys");
  EXPECT_EQ(marked("cast", "Cost of a miscast campaign"), "Cost of a mis[cast] campaign");
}

TEST(fuzzy, ranks_starts_of_words_before_middles_and_whole_names_first) {
  EXPECT_GT(score("cast", "Castellan"), score("cast", "Newcast"));
  EXPECT_GT(score("in", "Insights"), score("in", "Imports done"));
  EXPECT_GT(score("nb", "New brand"), score("nb", "Carbon baseline"));
  EXPECT_GT(score("brands", "Brands"), score("brands", "Brands in Spain"));
}

TEST(fuzzy, case_and_accents_do_not_matter_and_ranges_are_bytes_of_the_text_as_given) {
  EXPECT_EQ(marked("muller", "Dr. M\xC3\xBCller"), "Dr. [M\xC3\xBCller]");
  EXPECT_EQ(marked("M\xC3\x9CLLER", "muller"), "[muller]");
  EXPECT_EQ(marked("strasse",
                   "Stra\xC3\x9F"
                   "e"),
            "[Stra\xC3\x9F"
            "e]");
  EXPECT_EQ(marked("e", "Cafe\xCC\x81!"), "Caf[e\xCC\x81]!");
}

TEST(fuzzy, spaces_of_the_pattern_are_left_out_and_nothing_matches_everything) {
  EXPECT_EQ(marked("new br", "New brand"), "[New] [br]and");
  EXPECT_EQ(score("", "anything"), 0);
  EXPECT_EQ(score(" ", "anything"), 0);
}

TEST(fuzzy, looks_at_bounded_lengths_only) {
  const std::string long_text(fuzzy_text_max, 'a');
  EXPECT_GE(score("a", long_text + "b"), 0);
  EXPECT_EQ(score("b", long_text + "b"), -1);
  EXPECT_GE(score(std::string(fuzzy_pattern_max, 'a') + "zzz", long_text), 0);
}

TEST(fuzzy, bytes_that_are_no_text_do_no_harm) {
  EXPECT_EQ(score("a", "\xFF\xC3"), -1);
  EXPECT_GE(score("\xC3", "\xC3"), 0);
}

TEST(fuzzy, marks_of_a_record_stand_where_the_words_begin) {
  using ranges = std::vector<match_range>;
  EXPECT_EQ(prefix_ranges("cast fr", "Castellan Freight, cast"), (ranges{{0, 4}, {10, 12}, {19, 23}}));
  EXPECT_EQ(prefix_ranges("ast", "Castellan"), (ranges{{1, 4}}));
  EXPECT_EQ(prefix_ranges("clf", "Castellan Freight"), ranges{});
}

}  // namespace
}  // namespace dossier::model
