#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/query/search.hpp"

/// Searches as PostgreSQL and people read them.
namespace dossier::records {

/// The search as a tsquery literal: every included term, none of the excluded. Not for the empty search.
[[nodiscard]] std::string tsquery_of(const query::search& wanted);

/// What a hit's rank is computed by: the included terms only.
[[nodiscard]] std::string rank_query_of(const query::search& wanted);

/// A word as a tsquery literal.
[[nodiscard]] std::string tsquery_of_word(std::string_view word, bool prefix);

/// The words of included terms, each once, at most `search_corrected_words_max`; `prefix`: some term wants it
/// as the beginning of a word.
struct searched_word {
  std::string word;
  bool prefix = false;
  bool operator==(const searched_word&) const = default;
};
inline constexpr std::size_t search_corrected_words_max = 20;
[[nodiscard]] std::vector<searched_word> included_words(const query::search& wanted);

/// The search with `wrong` replaced by `right` in every included term.
[[nodiscard]] query::search replaced(const query::search& wanted, const searched_word& wrong,
                                     const std::string& right);

/// Everything that one slip of a finger makes of a word: a character left out, too much, another, or two of
/// them swapped. None for a word of more than `near_word_max` characters.
inline constexpr std::size_t near_word_max = 24;
[[nodiscard]] std::vector<std::string> near_words(std::string_view word);

/// How many such slips lie between two words (optimal string alignment), in characters.
[[nodiscard]] std::size_t slips_between(std::string_view one, std::string_view other);

/// Of the words that exist, the one that `misspelt` is most likely meant to be: the fewest slips, then the
/// first. nullptr when all are too different.
[[nodiscard]] const std::string* likeliest(std::string_view misspelt, const std::vector<std::string>& words);

}  // namespace dossier::records
