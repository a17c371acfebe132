#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/filter_walk.hpp"

namespace dossier::model {

/// Suggestions of one completion at most, the best first.
inline constexpr std::size_t filter_suggestions_max = 100;

/// A value that records are known to have.
struct known_value {
  std::string text;   ///< as the server tells it: a text without quotes, a number, an id, true
  std::string label;  ///< what people call it; empty: the text itself
  std::string note;   ///< how often, for example
};
/// The values known of a field; may not know any, and find them out for another time.
using value_source = std::function<std::vector<known_value>(const filter_path&)>;

enum class suggestion_kind : std::uint8_t { field, operation, keyword, value };

/// One thing that may stand at the caret.
struct filter_suggestion {
  suggestion_kind kind{};
  std::string label;
  std::string hint;       ///< what it is: "number", "contains", "7 days ago", a count
  std::size_t begin = 0;  ///< the range of the filter that it replaces
  std::size_t end = 0;
  std::string insert;            ///< by this text, with the blanks that belong around it
  std::size_t matched = 0;       ///< letters of the label that were typed already: from here,
  std::size_t matched_size = 0;  ///< so many bytes
  bool follows = false;          ///< goes after what is typed instead of completing it

  [[nodiscard]] std::size_t caret_after() const { return begin + insert.size(); }
};
/// The filter once a suggestion was taken.
[[nodiscard]] std::string with_suggestion(std::string_view filter, const filter_suggestion& taken);

struct filter_completion {
  filter_place place{};
  bool typing = false;  ///< the caret stands in or right after a word, which the suggestions complete
  std::vector<filter_suggestion> items;
};

/// What may stand at byte `caret` of `filter`, whatever the filter is like before and after. Taking a
/// suggestion at the end of a filter that is right so far leaves it right so far.
[[nodiscard]] filter_completion complete_filter(const describe::record_type& type, std::string_view filter,
                                                std::size_t caret, const value_source& values = {});

/// `text` in double quotes, as the language writes it.
[[nodiscard]] std::string quoted_text(std::string_view text);
/// What an operator says of a field: "contains", "at least", "after".
[[nodiscard]] std::string_view operator_words(query::comparison_operator op, describe::kind kind);
/// Where `wanted` stands in `text` when neither case nor accents matter, at the beginning of a word if it
/// does at one; npos where it does not. `size` becomes the bytes of `text` that it takes.
[[nodiscard]] std::size_t find_folded(std::string_view text, std::string_view wanted, std::size_t& size);

}  // namespace dossier::model
