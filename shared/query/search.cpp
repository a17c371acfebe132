#include "shared/query/search.hpp"

#include <algorithm>

#include "shared/text/utf8.hpp"

namespace dossier::query {
namespace {

using words = std::vector<text::word>;

problem refused(std::size_t position, std::string detail) {
  return problems::malformed("The search is not understood: " + std::move(detail), position);
}

/// Length of the white space at `at`, 0 for none; that of other scripts' keyboards included.
std::size_t space_length(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return 1;
  for (const std::string_view wide : {"\u00A0", "\u2003", "\u2009", "\u202F", "\u3000"}) {
    if (text.substr(at, wide.size()) == wide) return wide.size();
  }
  return 0;
}

/// A term as it stands in the text.
struct raw_term {
  std::size_t position = 0;
  bool excluded = false;
  std::string_view text;  ///< without sign, quotes and star
  std::size_t star = std::string_view::npos;
};

class parser {
 public:
  explicit parser(std::string_view text) : text_(text) {}

  result<search> run() {
    search parsed;
    std::size_t first = std::string_view::npos;
    for (skip_space(); at_ < text_.size(); skip_space()) {
      auto raw = next();
      if (!raw) return std::move(raw).error();
      first = std::min(first, raw->position);
      auto term = read(*raw);
      if (!term) return std::move(term).error();
      if (term->words.empty()) continue;
      if (parsed.terms.size() == search_max_terms) {
        return refused(raw->position, "it has more than " + std::to_string(search_max_terms) + " terms");
      }
      parsed.terms.push_back(*std::move(term));
    }
    if (first == std::string_view::npos) return parsed;
    if (parsed.empty()) return refused(first, "there is no word in it");
    if (std::all_of(parsed.terms.begin(), parsed.terms.end(),
                    [](const search_term& term) { return term.excluded; })) {
      return refused(first, "it says only what to leave out; name a word to look for, too");
    }
    return parsed;
  }

 private:
  void skip_space() {
    while (at_ < text_.size()) {
      const std::size_t length = space_length(text_, at_);
      if (length == 0) return;
      at_ += length;
    }
  }

  result<raw_term> next() {
    raw_term made;
    made.position = at_;
    made.excluded = text_[at_] == '-';
    if (made.excluded) ++at_;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    const std::size_t begin = quoted ? at_ + 1 : at_;
    if (quoted) {
      const std::size_t end = text_.find('"', begin);
      if (end == std::string_view::npos) return refused(at_, "the quote that opens here is not closed");
      made.text = text_.substr(begin, end - begin);
      at_ = end + 1;
      if (at_ < text_.size() && text_[at_] == '*') made.star = at_++;
      return made;
    }
    while (at_ < text_.size() && text_[at_] != '"' && space_length(text_, at_) == 0) ++at_;
    made.text = text_.substr(begin, at_ - begin);
    const std::size_t star = made.text.find('*');
    if (star != std::string_view::npos) {
      if (star + 1 != made.text.size()) {
        return refused(begin + star, "`*` stands only at the end of a word, as in acm*");
      }
      made.star = begin + star;
      made.text.remove_suffix(1);
    }
    return made;
  }

  static result<search_term> read(const raw_term& raw) {
    search_term made{raw.excluded, raw.star != std::string_view::npos, {}};
    for (text::word& one : text::words_of(raw.text)) made.words.push_back(std::move(one.key));
    const bool ends_in_word = !made.words.empty() && text::words_of(raw.text).back().end == raw.text.size();
    if (made.prefix && !ends_in_word) return refused(raw.star, "`*` stands only behind a word, as in acm*");
    return made;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool stands_at(const search_term& term, const words& in, std::size_t at) {
  const std::size_t last = term.words.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const std::string& key = in[at + i].key;
    const bool fits = i == last && term.prefix ? key.compare(0, term.words[i].size(), term.words[i]) == 0
                                               : key == term.words[i];
    if (!fits) return false;
  }
  return true;
}

/// The first place at or behind `from` where a term stands; the number of words for none.
std::size_t find_term(const search_term& term, const words& in, std::size_t from) {
  for (std::size_t at = from; at + term.words.size() <= in.size(); ++at) {
    if (stands_at(term, in, at)) return at;
  }
  return in.size();
}

struct words_reader {
  std::vector<words>& into;

  template <class T>
  void operator()(const std::optional<T>& member) const {
    if (member) (*this)(*member);
  }
  void operator()(const std::string& member) const { into.push_back(text::words_of(member)); }
  void operator()(const std::vector<std::string>& member) const {
    for (const std::string& item : member) into.push_back(text::words_of(item));
  }
  template <class T>
  void operator()(const T&) const {}
};

using byte_range = std::pair<std::size_t, std::size_t>;

/// Sorted, and one where several touch.
std::vector<byte_range> merged(std::vector<byte_range> ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<byte_range> made;
  for (const byte_range& next : ranges) {
    if (!made.empty() && next.first <= made.back().second) {
      made.back().second = std::max(made.back().second, next.second);
    } else {
      made.push_back(next);
    }
  }
  return made;
}

}  // namespace

result<search> parse_search(std::string_view text) {
  if (text.size() > search_max_length) {
    return refused(search_max_length, "it is longer than " + std::to_string(search_max_length) + " bytes");
  }
  if (const auto bad = text::find_unstorable(text)) {
    return refused(*bad, "this byte is not part of a UTF-8 text without NUL");
  }
  return parser(text).run();
}

std::string to_string(const search& what) {
  std::string text;
  for (const search_term& term : what.terms) {
    if (!text.empty()) text += ' ';
    if (term.excluded) text += '-';
    const bool phrase = term.words.size() > 1;
    if (phrase) text += '"';
    for (std::size_t i = 0; i < term.words.size(); ++i) {
      if (i != 0) text += ' ';
      text += term.words[i];
    }
    if (phrase) text += '"';
    if (term.prefix) text += '*';
  }
  return text;
}

std::vector<std::pair<std::int64_t, std::int64_t>> highlights(const search& what, std::string_view text) {
  const words in = text::words_of(text);
  std::vector<byte_range> found;
  for (const search_term& term : what.terms) {
    if (term.excluded) continue;
    for (std::size_t at = find_term(term, in, 0); at < in.size(); at = find_term(term, in, at + 1)) {
      found.emplace_back(in[at].begin, in[at + term.words.size() - 1].end);
    }
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  std::size_t byte = 0;
  std::int64_t character = 0;
  const auto count_to = [&](std::size_t end) {
    for (; byte < end; ++byte) character += (static_cast<unsigned char>(text[byte]) & 0xC0U) != 0x80U ? 1 : 0;
    return character;
  };
  for (const byte_range& range : merged(std::move(found))) {
    if (ranges.size() == search_max_highlights) break;
    const std::int64_t first = count_to(range.first);
    ranges.emplace_back(first, count_to(range.second));
  }
  return ranges;
}

std::vector<std::vector<text::word>> searchable_words(const describe::any_record& record) {
  std::vector<words> all;
  for (const describe::field& described : record.type().fields) {
    if (described.is_searchable) describe::visit(described, record.data(), words_reader{all});
  }
  return all;
}

bool matches(const search& what, const std::vector<std::vector<text::word>>& all) {
  return std::all_of(what.terms.begin(), what.terms.end(), [&all](const search_term& term) {
    const bool found = std::any_of(all.begin(), all.end(),
                                   [&term](const words& in) { return find_term(term, in, 0) < in.size(); });
    return found != term.excluded;
  });
}

}  // namespace dossier::query
