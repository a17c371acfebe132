#include "shared/text/markdown.hpp"

namespace dossier::text::markdown {

std::string plain_text(const std::vector<span>& spans, std::string_view source) {
  std::string text;
  for (const span& s : spans) {
    if (s.kind == span_kind::text)
      text += s.range.of(source);
    else
      text += ' ';
  }
  return text;
}

std::string plain_text(const document& read, std::string_view source) {
  std::string text;
  const auto end_line = [&] {
    if (!text.empty() && text.back() != '\n') text += '\n';
  };
  for (const block& b : read.blocks) {
    end_line();
    for (const span& s : b.spans) {
      if (s.kind == span_kind::text)
        text += s.range.of(source);
      else
        text += s.kind == span_kind::soft_break ? ' ' : '\n';
    }
    for (const source_range& line : b.lines) {
      text += line.of(source);
      text += '\n';
    }
    for (const auto& row : b.rows) {
      end_line();
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text += '\t';
        text += plain_text(row[i], source);
      }
    }
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::size_t count_words(std::string_view plain) {
  std::size_t words = 0;
  bool counted = false;  // the run of characters that we are in
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ') counted = false;
    bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte >= 0xC3;
    // U+2000 to U+207F: dashes, quotes and spaces.
    if (byte == 0xE2 && i + 1 < plain.size() && (plain[i + 1] == '\x80' || plain[i + 1] == '\x81'))
      letter = false;
    if (letter && !counted) {
      counted = true;
      ++words;
    }
  }
  return words;
}

std::size_t reading_minutes(std::size_t words) {
  return (words + words_per_minute - 1) / words_per_minute;
}

}  // namespace dossier::text::markdown
