#include "client-wasm/src/model/search_text.hpp"

#include <vector>

#include "client-wasm/src/model/filter_walk.hpp"
#include "shared/query/search.hpp"
#include "shared/text/words.hpp"

namespace dossier::model {
namespace {

bool is_comparison(std::string_view text) {
  return text == "=" || text == "!=" || text == "<" || text == "<=" || text == ">" || text == ">=" ||
         text == ":" || text == "IN";
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

search_text split_search(std::string_view text) {
  const std::vector<filter_piece> pieces = filter_pieces(text);
  const auto at = [&](std::size_t i) {
    return text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
  };
  std::size_t first = pieces.size();
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    if (pieces[i].kind != filter_token_kind::field || !is_comparison(at(i + 1))) continue;
    first = i;
    break;
  }
  if (first == pieces.size()) return {std::string(trimmed(text)), {}, text.size()};
  while (first > 0 && (at(first - 1) == "NOT" || at(first - 1) == "(")) --first;
  const std::size_t begin = pieces[first].begin;
  const bool joined = first > 0 && at(first - 1) == "AND";
  const std::size_t end = joined ? pieces[first - 1].begin : begin;
  return {std::string(trimmed(text.substr(0, end))), std::string(trimmed(text.substr(begin))), begin};
}

std::string join_search(std::string_view words, std::string_view filter) {
  std::string text(words);
  if (!words.empty() && !filter.empty()) text += " AND ";
  return text.append(filter);
}

std::string prefix_search(std::string_view text) {
  std::string out;
  std::size_t terms = 0;
  for (const text::word& word : text::words_of(text)) {
    const std::size_t size = out.size() + word.key.size() + std::string_view(" *").size();
    if (++terms > query::search_max_terms || size > query::search_max_length) break;
    if (!out.empty()) out += ' ';
    out += word.key;
  }
  if (!out.empty()) out += '*';
  return out;
}

}  // namespace dossier::model
