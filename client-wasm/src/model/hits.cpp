#include "client-wasm/src/model/hits.hpp"

#include <algorithm>
#include <utility>

#include "shared/text/words.hpp"

namespace dossier::model {
namespace {

using words = std::vector<text::word>;

constexpr std::string_view ellipsis = "\xE2\x80\xA6";
/// How far before a hit a snippet begins at most, bytes.
constexpr std::size_t snippet_before = 48;

bool stands_at(const query::search_term& term, const words& in, std::size_t at) {
  const std::size_t last = term.words.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const std::string& key = in[at + i].key;
    const bool begins = i == last && term.prefix;
    if (begins ? key.compare(0, term.words[i].size(), term.words[i]) != 0 : key != term.words[i])
      return false;
  }
  return true;
}

/// Sorted, and one where several overlap.
std::vector<text_range> merged(std::vector<text_range> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const text_range& a, const text_range& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::vector<text_range> made;
  for (const text_range& next : ranges) {
    if (!made.empty() && next.begin < made.back().end) {
      made.back().end = std::max(made.back().end, next.end);
    } else if (made.size() == most_hits) {
      break;
    } else {
      made.push_back(next);
    }
  }
  return made;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string on_one_line(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  for (const char c : text) {
    if (!is_space(c)) {
      made += c;
    } else if (!made.empty() && made.back() != ' ') {
      made += ' ';
    }
  }
  return made;
}

/// The largest boundary of a character at or before `at`.
std::size_t character_at(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

/// Where a snippet begins whose first hit stands at `hit`.
std::size_t begin_of(std::string_view text, std::size_t hit) {
  if (hit <= snippet_lead) return 0;
  const std::size_t earliest = character_at(text, hit - snippet_before);
  const std::size_t sentence = text.substr(0, hit).rfind(". ");
  if (sentence != std::string_view::npos && sentence + 2 >= earliest) return sentence + 2;
  const std::size_t space = text.find(' ', earliest);
  return space < hit ? space + 1 : earliest;
}

}  // namespace

hit_finder::hit_finder(std::string_view q, const query::filter& filter) {
  if (auto searched = query::parse_search(q)) {
    for (query::search_term& term : searched->terms) {
      if (!term.excluded) terms_.push_back(std::move(term));
    }
  }
  if (filter.root) take(*filter.root);
}

void hit_finder::take(const query::node& part) {
  if (const auto* all = std::get_if<query::conjunction>(&part.what)) {
    for (const query::node& one : all->parts) take(one);
  } else if (const auto* either = std::get_if<query::disjunction>(&part.what)) {
    for (const query::node& one : either->parts) take(one);
  } else if (const auto* compared = std::get_if<query::comparison>(&part.what)) {
    const bool own_text = compared->through == nullptr && compared->field->kind == describe::kind::text;
    if (!own_text || compared->op != query::comparison_operator::has || compared->values.empty()) return;
    const auto* wanted = std::get_if<query::text_literal>(&compared->values.front());
    if (wanted == nullptr) return;
    query::search_term term;
    for (text::word& one : text::words_of(wanted->text)) term.words.push_back(std::move(one.key));
    if (!term.words.empty()) terms_.push_back(std::move(term));
  }
}

std::vector<text_range> hit_finder::find(std::string_view text) const {
  std::vector<text_range> found;
  if (empty()) return found;
  const words in = text::words_of(text);
  for (const query::search_term& term : terms_) {
    const std::size_t length = term.words.size();
    for (std::size_t at = 0; at + length <= in.size(); ++at) {
      if (stands_at(term, in, at)) found.push_back({in[at].begin, in[at + length - 1].end});
    }
  }
  return merged(std::move(found));
}

snippet make_snippet(std::string_view plain, const hit_finder& finder) {
  const std::string text = on_one_line(plain);
  const std::vector<text_range> hits = finder.find(text);
  const std::size_t begin = hits.empty() ? 0 : begin_of(text, hits.front().begin);
  const std::size_t end = character_at(text, std::min(text.size(), begin + snippet_length));
  snippet made;
  if (begin > 0) made.text = ellipsis;
  const std::size_t shift = made.text.size();
  made.text += std::string_view(text).substr(begin, end - begin);
  for (const text_range& hit : hits) {
    if (hit.begin < begin || hit.end > end) continue;
    made.hits.push_back({hit.begin - begin + shift, hit.end - begin + shift});
  }
  return made;
}

}  // namespace dossier::model
