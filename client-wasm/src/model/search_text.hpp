#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace dossier::model {

/// What a person writes into a search field: words to look for (`q`), a filter, or words and then a filter:
/// `rate cap AND brand.name = "Halden Foods"`.
struct search_text {
  std::string words;
  std::string filter;
  std::size_t filter_begin = 0;  ///< where in the text the filter begins; the text's size where there is none
  friend bool operator==(const search_text&, const search_text&) = default;
};

/// Tells the words from the filter, which begins with the first condition: a name that an operator follows,
/// with what NOT and parentheses stand before it.
[[nodiscard]] search_text split_search(std::string_view text);
/// The text that split_search takes apart into these two.
[[nodiscard]] std::string join_search(std::string_view words, std::string_view filter);

/// `text` as a query of the server's full-text search in which the last word may go on: `acme cor*`. What
/// would cross the limits of a search (shared/query/search.hpp) is left out at its end.
[[nodiscard]] std::string prefix_search(std::string_view text);

}  // namespace dossier::model
