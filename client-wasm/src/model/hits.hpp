#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/query/filter.hpp"
#include "shared/query/search.hpp"

// Where what was searched for stands in a text that is shown.
namespace dossier::model {

/// Hits of one text that are looked for at most.
inline constexpr std::size_t most_hits = 1'000;

/// Bytes [begin, end) of a text.
struct text_range {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const text_range&) const = default;
};

/// The words and phrases to mark: those of the search, and those that the filter wants to stand in a text
/// (`title:"rate cap"`). What is excluded is not marked. Neither case nor accents matter.
class hit_finder {
 public:
  hit_finder() = default;
  /// A search or a filter that is not understood looks for nothing.
  hit_finder(std::string_view q, const query::filter& filter);

  [[nodiscard]] bool empty() const { return terms_.empty(); }
  /// Ascending, not overlapping, the first `most_hits`.
  [[nodiscard]] std::vector<text_range> find(std::string_view text) const;
  bool operator==(const hit_finder&) const = default;

 private:
  void take(const query::node& part);
  std::vector<query::search_term> terms_;
};

/// What a list shows of a text around its first hit.
struct snippet {
  std::string text;              ///< one line, with an ellipsis before where something is left out
  std::vector<text_range> hits;  ///< in `text`
  bool operator==(const snippet&) const = default;
};

/// Bytes of a snippet, which is more than two lines of a card hold.
inline constexpr std::size_t snippet_length = 320;
/// A hit so far from the beginning still shows when the text is shown from its beginning.
inline constexpr std::size_t snippet_lead = 80;

/// The snippet of a plain text: from its beginning where the first hit is near it, else from the beginning of
/// the sentence, or a few words before it. White space becomes single spaces.
[[nodiscard]] snippet make_snippet(std::string_view plain, const hit_finder& finder);

}  // namespace dossier::model
