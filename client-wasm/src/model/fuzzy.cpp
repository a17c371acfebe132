#include "client-wasm/src/model/fuzzy.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "shared/text/fold.hpp"
#include "shared/text/words.hpp"

namespace dossier::model {
namespace {

constexpr int letter_score = 1;
constexpr int run_score = 8;         ///< the letter follows the one matched before it
constexpr int word_start_score = 8;  ///< the letter begins a word
constexpr int text_start_score = 4;  ///< on top of it: the letter begins the text
constexpr int gap_cost = 6;          ///< a jump, whatever its width
constexpr int whole_score = 20;      ///< nothing of the text is left over

/// One character of a folded text and the bytes of the original that it came from.
struct letter {
  std::string key;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool starts_word = false;
};

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t wanted = first < 0x80U    ? 1
                             : first >= 0xF0U ? 4
                             : first >= 0xE0U ? 3
                             : first >= 0xC0U ? 2
                                              : 1;
  std::size_t length = 1;
  while (length < wanted && at + length < text.size() &&
         (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return length;
}

bool is_separator(std::string_view key) {
  if (key.size() != 1) return false;
  const char c = key[0];
  return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) && static_cast<unsigned char>(c) < 0x80U;
}

std::vector<letter> letters_of(std::string_view text, std::size_t most) {
  std::vector<letter> out;
  bool after_separator = true;
  for (std::size_t at = 0; at < text.size() && out.size() < most;) {
    const std::size_t length = character_length(text, at);
    const std::string key = text::fold(text.substr(at, length));
    if (key.empty() && !out.empty()) {
      out.back().end = at + length;  // a combining mark belongs to the letter before it
    } else if (!key.empty()) {
      const bool separates = is_separator(key);
      // A letter that folds to two (sharp s to ss) counts as both.
      for (std::size_t part = 0; part < key.size();) {
        const std::size_t part_length = character_length(key, part);
        out.push_back(
            {key.substr(part, part_length), at, at + length, after_separator && !separates && part == 0});
        part += part_length;
      }
      after_separator = separates;
    }
    at += length;
  }
  return out;
}

constexpr int impossible = std::numeric_limits<int>::min() / 2;

/// Dynamic programming over (letter of the pattern, letter of the text): the best score of a match that ends
/// there, and where the letter before it was matched.
class table {
 public:
  table(const std::vector<letter>& pattern, const std::vector<letter>& text)
      : pattern_(pattern), text_(text), cells_(pattern.size() * text.size()) {
    for (std::size_t i = 0; i < pattern.size(); ++i) fill_row(i);
  }

  [[nodiscard]] std::optional<fuzzy_match> best() const {
    std::size_t at = 0;
    const std::size_t last = pattern_.size() - 1;
    for (std::size_t j = 1; j < text_.size(); ++j) {
      if (cell(last, j).score > cell(last, at).score) at = j;
    }
    if (cell(last, at).score <= impossible / 2) return std::nullopt;
    fuzzy_match out;
    out.score = cell(last, at).score + (pattern_.size() == text_.size() ? whole_score : 0);
    for (std::size_t i = last + 1; i-- > 0;) {
      out.ranges.push_back({text_[at].begin, text_[at].end});
      at = cell(i, at).from;
    }
    std::reverse(out.ranges.begin(), out.ranges.end());
    return out;
  }

 private:
  struct entry {
    int score = impossible;
    std::size_t from = 0;
  };
  [[nodiscard]] const entry& cell(std::size_t i, std::size_t j) const { return cells_[i * text_.size() + j]; }

  void fill_row(std::size_t i) {
    int best_before = i == 0 ? 0 : impossible;  // best score of the row above, left of j - 1
    std::size_t best_at = 0;
    for (std::size_t j = 0; j < text_.size(); ++j) {
      if (i > 0 && j >= 2 && cell(i - 1, j - 2).score > best_before) {
        best_before = cell(i - 1, j - 2).score;
        best_at = j - 2;
      }
      if (text_[j].key != pattern_[i].key) continue;
      const int own =
          letter_score + (text_[j].starts_word ? word_start_score : 0) + (j == 0 ? text_start_score : 0);
      entry& here = cells_[i * text_.size() + j];
      here = {best_before + own - (i > 0 ? gap_cost : 0), best_at};
      if (i > 0 && j > 0 && cell(i - 1, j - 1).score + own + run_score > here.score) {
        here = {cell(i - 1, j - 1).score + own + run_score, j - 1};
      }
    }
  }

  const std::vector<letter>& pattern_;
  const std::vector<letter>& text_;
  std::vector<entry> cells_;
};

void join_runs(std::vector<match_range>& ranges) {
  std::vector<match_range> joined;
  for (const match_range& r : ranges) {
    if (!joined.empty() && joined.back().end >= r.begin) {
      joined.back().end = r.end;
    } else {
      joined.push_back(r);
    }
  }
  ranges = std::move(joined);
}

}  // namespace

std::optional<fuzzy_match> match_fuzzy(std::string_view pattern, std::string_view text) {
  std::vector<letter> wanted = letters_of(pattern, fuzzy_pattern_max);
  std::erase_if(wanted, [](const letter& l) { return l.key == " "; });
  if (wanted.empty()) return fuzzy_match{};
  const std::vector<letter> given = letters_of(text, fuzzy_text_max);
  if (given.size() < wanted.size()) return std::nullopt;
  auto found = table(wanted, given).best();
  if (found) join_runs(found->ranges);
  return found;
}

std::vector<match_range> prefix_ranges(std::string_view pattern, std::string_view text) {
  std::vector<match_range> out;
  const auto given = text::words_of(text);
  for (const text::word& wanted : text::words_of(pattern)) {
    for (const text::word& w : given) {
      if (w.key.compare(0, wanted.key.size(), wanted.key) != 0) continue;
      const auto match = match_fuzzy(wanted.key, text.substr(w.begin, w.end - w.begin));
      if (match) {
        for (const match_range& r : match->ranges) out.push_back({w.begin + r.begin, w.begin + r.end});
      }
    }
  }
  if (out.empty()) {
    // Only a run reads as a find; scattered letters would be noise in a record's name.
    auto match = match_fuzzy(pattern, text);
    if (match && match->ranges.size() == 1) out = std::move(match->ranges);
  }
  std::sort(out.begin(), out.end(),
            [](const match_range& a, const match_range& b) { return a.begin < b.begin; });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace dossier::model
