#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What a word is, for `:` in filters and for full-text search. A word is a maximal run of word characters of
/// the *folded* text (see text::fold). Word characters are ASCII letters and digits and every code point from
/// U+0080 on that is not in a fixed table of punctuation, symbols and spaces (words.cpp). A text without
/// spaces between its words, as Chinese and Japanese, is one word a run.
namespace dossier::text {

/// A word of a text and where it stands.
struct word {
  std::string key;        ///< folded
  std::size_t begin = 0;  ///< bytes of the text as it was given: [begin, end)
  std::size_t end = 0;
  bool operator==(const word&) const = default;
};

/// The words of a UTF-8 text, in its order.
[[nodiscard]] std::vector<word> words_of(std::string_view utf8);

/// The words of a text that is *folded already*, each between single spaces: ` acme corp `; empty when there
/// is none. Consecutive whole words `b` stand in `a` exactly when the one's result is a part of the other's.
[[nodiscard]] std::string spaced_words(std::string_view folded);

/// All characters that are not word characters, but NUL, as a bracket expression of PostgreSQL's regular
/// expressions. `' ' || regexp_replace(name_key, '<this>+', ' ', 'g') || ' '` holds ` acme corp ` exactly
/// where spaced_words(name_key) does.
[[nodiscard]] std::string words_sql_class();

}  // namespace dossier::text
