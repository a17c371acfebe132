#include "server/records/search_document.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "shared/codec/record_json.hpp"
#include "shared/text/words.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::kind;
using describe::record_type;

/// Positions between the last word of a field and the first of the next.
constexpr std::size_t field_gap = 2;
/// Bytes that a position takes, and that a word takes beside its letters.
constexpr std::size_t position_bytes = 2;
constexpr std::size_t word_overhead_bytes = 4;

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// At most `bytes` of a text, cut between two characters.
std::string_view cut(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

char weight_of(const record_type& type, const field& described) {
  if (described.name == type.names.title_field) return 'A';
  return described.is_multiline ? 'C' : 'B';
}

/// Calls `use(field, text)` with every searchable text of a record: the title first, long texts last, so that
/// what is short has its positions whatever the length of the rest.
template <class Use>
struct text_visitor {
  const field& described;
  const Use& use;

  void operator()(const std::string& text) const { use(described, text); }
  void operator()(const std::optional<std::string>& text) const {
    if (text) use(described, *text);
  }
  void operator()(const std::vector<std::string>& items) const {
    for (const std::string& item : items) use(described, item);
  }
  template <class Other>
  void operator()(const Other&) const {}  // only texts are searchable
};

template <class Use>
void for_each_text(const record_type& type, const void* record, const Use& use) {
  for (const char weight : {'A', 'B', 'C'}) {
    for (const field& described : type.fields) {
      if (!described.is_searchable || weight_of(type, described) != weight) continue;
      describe::visit(described, record, text_visitor<Use>{described, use});
    }
  }
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

bool is_remembered(std::string_view word) {
  if (std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  const std::size_t characters = count_characters(word);
  return characters >= remembered_word_min && characters <= remembered_word_max;
}

struct occurrences {
  std::size_t count = 0;
  std::string positions;  ///< `1A,7B`
};

/// Collects words in the order of their positions.
class document_writer {
 public:
  void begin_text() { position_ += field_gap; }

  void add(std::string_view word, char weight) {
    position_ += 1;
    word = cut(word, document_word_max);
    auto found = words_.find(word);
    if (found == words_.end()) {
      const std::size_t bytes = word.size() + word_overhead_bytes;
      if (bytes_ + bytes > document_bytes_max) return;
      bytes_ += bytes;
      found = words_.emplace(word, occurrences{}).first;
    }
    occurrences& known = found->second;
    if (position_ > document_positions_max || known.count == document_word_positions_max) return;
    if (bytes_ + position_bytes > document_bytes_max) return;
    bytes_ += position_bytes;
    known.count += 1;
    if (known.count > 1) known.positions += ',';
    known.positions += std::to_string(position_);
    known.positions += weight;
  }

  [[nodiscard]] std::string literal() const {
    std::string out;
    for (const auto& [word, where] : words_) {
      if (!out.empty()) out += ' ';
      append_quoted_word(out, word);
      if (where.count == 0) continue;
      out += ':';
      out += where.positions;
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> remembered() const {
    std::vector<std::string> words;
    for (const auto& [word, where] : words_) {
      if (is_remembered(word)) words.push_back(word);
    }
    return words;
  }

 private:
  std::map<std::string, occurrences, std::less<>> words_;
  std::size_t position_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

bool is_searchable(const record_type& type) {
  return std::any_of(type.fields.begin(), type.fields.end(),
                     [](const field& described) { return described.is_searchable; });
}

bool searchable_text_differs(const record_type& type, const void* before, const void* after) {
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const field& described) {
    return described.is_searchable && !codec::same_value(described, before, after);
  });
}

void append_quoted_word(std::string& out, std::string_view word) {
  out += '\'';
  // No word holds a quote or a backslash; were there one, it would stay a part of the word.
  for (const char c : word) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  out += '\'';
}

search_text search_text_of(const record_type& type, const void* record) {
  document_writer writer;
  for_each_text(type, record, [&](const field& described, const std::string& text) {
    writer.begin_text();
    for (const text::word& word : text::words_of(text)) writer.add(word.key, weight_of(type, described));
  });
  return {writer.literal(), writer.remembered()};
}

std::string document_of(const record_type& type, const void* record) {
  return search_text_of(type, record).document;
}

}  // namespace dossier::records
