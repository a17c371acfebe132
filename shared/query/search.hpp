#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/text/words.hpp"

/// What full-text search (`q`) asks for:
///
///   search = { term } ;                                       (white space between terms)
///   term   = [ "-" ] ( word | '"' { character } '"' ) [ "*" ] ;
///
/// A record is found when each term stands in one of its searchable fields, and none of those with `-` in
/// any. Words are those of shared/text/words.hpp, so neither case, accents nor punctuation matter; several in
/// one term (`"société générale"`, `e-mail`) are a phrase: they stand side by side in this order. `*` lets
/// the term's last word be the beginning of one. Terms of nothing but punctuation (`&`) are passed over.
namespace dossier::query {

inline constexpr std::size_t search_max_length = 500;  ///< bytes
inline constexpr std::size_t search_max_terms = 20;
inline constexpr std::size_t search_max_highlights = 100;  ///< of one text

struct search_term {
  bool excluded = false;
  bool prefix = false;             ///< the last word may go on
  std::vector<std::string> words;  ///< folded, one at least
  bool operator==(const search_term&) const = default;
};

struct search {
  std::vector<search_term> terms;  ///< one at least is not excluded, or there is none

  [[nodiscard]] bool empty() const { return terms.empty(); }
  bool operator==(const search&) const = default;
};

/// Parses the text of `q`; blank is the empty search, which finds everything. The problem is a 400 with the
/// position in bytes: a quote that is not closed, `*` elsewhere than behind a word, nothing but excluded
/// terms or punctuation, a text that crosses a limit or is not UTF-8.
[[nodiscard]] result<search> parse_search(std::string_view text);

/// The search as text, in one spelling for all that ask the same. Parsing it gives the same search; only one
/// of nearly `search_max_length` may grow beyond it (`a-b` is printed as `"a b"`).
[[nodiscard]] std::string to_string(const search& what);

/// Where the terms that are not excluded stand in a text: [first, last) in characters (code points),
/// ascending, not overlapping, the first `search_max_highlights`.
[[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> highlights(const search& what,
                                                                            std::string_view text);

/// The words of a record's searchable texts; those of each text, and of each item of a list, by themselves.
[[nodiscard]] std::vector<std::vector<text::word>> searchable_words(const describe::any_record& record);

/// Whether a search finds the record of these words. What PostgreSQL finds by its index, misspellings aside.
[[nodiscard]] bool matches(const search& what, const std::vector<std::vector<text::word>>& words);

}  // namespace dossier::query
