#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// Finding a name by some of its letters: what the command palette and completions rank by.
namespace dossier::model {

// Longer patterns and texts are not looked at beyond these (characters), so that a match stays cheap.
inline constexpr std::size_t fuzzy_pattern_max = 64;
inline constexpr std::size_t fuzzy_text_max = 256;

/// A part of a text in bytes: [begin, end).
struct match_range {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const match_range&, const match_range&) = default;
};

struct fuzzy_match {
  int score = 0;                    ///< greater is better; only comparable for the same pattern
  std::vector<match_range> ranges;  ///< the matched letters of the text as it was given, runs joined
};

/// Whether the characters of `pattern`, spaces left out, appear in `text` in this order; accents and case do
/// not matter (text::fold). Of several ways the best is taken: letters at the start of words and letters that
/// follow each other count most, the text's own start most of all. An empty pattern matches anything, with
/// score 0.
[[nodiscard]] std::optional<fuzzy_match> match_fuzzy(std::string_view pattern, std::string_view text);

/// Where the words of `pattern` begin words of `text` (as the server's prefix search finds them); letters in
/// the middle of a word where no word begins so.
[[nodiscard]] std::vector<match_range> prefix_ranges(std::string_view pattern, std::string_view text);

}  // namespace dossier::model
