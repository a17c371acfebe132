#include "server/records/search_query.hpp"

#include <algorithm>
#include <set>

#include "server/records/search_document.hpp"

namespace dossier::records {
namespace {

/// What is tried in the place of a character, beside the word's own.
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/// A text's characters, each as its bytes.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    characters.push_back(text.substr(at, end - at));
    at = end;
  }
  return characters;
}

std::string term_text(const query::search_term& term) {
  std::string text;
  for (const std::string& word : term.words) {
    if (!text.empty()) text += " <-> ";
    append_quoted_word(text, word);
  }
  if (term.prefix) text += ":*";
  return term.words.size() > 1 ? "(" + text + ")" : text;
}

std::string terms_text(const query::search& wanted, bool with_excluded) {
  std::string text;
  for (const query::search_term& term : wanted.terms) {
    if (term.excluded && !with_excluded) continue;
    if (!text.empty()) text += " & ";
    if (term.excluded) text += '!';
    text += term_text(term);
  }
  return text;
}

bool is_last(const query::search_term& term, std::size_t word) {
  return word + 1 == term.words.size();
}

/// Slips that a word of this many characters may have.
std::size_t slips_allowed(std::size_t characters) {
  if (characters <= 4) return 1;
  return characters <= 8 ? 2 : 3;
}

}  // namespace

std::string tsquery_of(const query::search& wanted) {
  return terms_text(wanted, true);
}

std::string rank_query_of(const query::search& wanted) {
  return terms_text(wanted, false);
}

std::string tsquery_of_word(std::string_view word, bool prefix) {
  std::string text;
  append_quoted_word(text, word);
  if (prefix) text += ":*";
  return text;
}

std::vector<searched_word> included_words(const query::search& wanted) {
  std::vector<searched_word> words;
  for (const query::search_term& term : wanted.terms) {
    if (term.excluded) continue;
    for (std::size_t i = 0; i < term.words.size(); ++i) {
      searched_word next{term.words[i], term.prefix && is_last(term, i)};
      if (std::find(words.begin(), words.end(), next) != words.end()) continue;
      if (words.size() < search_corrected_words_max) words.push_back(std::move(next));
    }
  }
  return words;
}

query::search replaced(const query::search& wanted, const searched_word& wrong, const std::string& right) {
  query::search corrected = wanted;
  for (query::search_term& term : corrected.terms) {
    if (term.excluded) continue;
    for (std::size_t i = 0; i < term.words.size(); ++i) {
      if (term.words[i] == wrong.word && (term.prefix && is_last(term, i)) == wrong.prefix)
        term.words[i] = right;
    }
  }
  return corrected;
}

std::vector<std::string> near_words(std::string_view word) {
  const std::vector<std::string_view> own = characters_of(word);
  if (own.size() > near_word_max) return {};
  std::set<std::string> near;
  const auto text_of = [](const std::vector<std::string_view>& characters) {
    std::string text;
    for (const std::string_view character : characters) text += character;
    return text;
  };
  std::vector<std::string_view> others = own;
  for (std::size_t i = 0; i < letters.size(); ++i) others.push_back(letters.substr(i, 1));
  for (std::size_t at = 0; at <= own.size(); ++at) {
    for (const std::string_view other : others) {
      std::vector<std::string_view> changed = own;
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), other);
      near.insert(text_of(changed));
      if (at == own.size()) continue;
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      near.insert(text_of(changed));
    }
    if (at == own.size()) break;
    std::vector<std::string_view> changed = own;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
    near.insert(text_of(changed));
    if (at + 1 == own.size()) continue;
    changed = own;
    std::swap(changed[at], changed[at + 1]);
    near.insert(text_of(changed));
  }
  near.erase(std::string());
  near.erase(std::string(word));
  return {near.begin(), near.end()};
}

std::size_t slips_between(std::string_view one, std::string_view other) {
  const std::vector<std::string_view> a = characters_of(one);
  const std::vector<std::string_view> b = characters_of(other);
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + differs});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

const std::string* likeliest(std::string_view misspelt, const std::vector<std::string>& words) {
  const std::string* best = nullptr;
  std::size_t fewest = slips_allowed(characters_of(misspelt).size()) + 1;
  for (const std::string& word : words) {
    const std::size_t slips = slips_between(misspelt, word);
    if (slips >= fewest) continue;
    fewest = slips;
    best = &word;
  }
  return best;
}

}  // namespace dossier::records
