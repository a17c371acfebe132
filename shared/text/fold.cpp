#include "shared/text/fold.hpp"

#include <algorithm>

#include "shared/text/fold_table.hpp"

namespace dossier::text {
namespace {

struct decoded {
  char32_t code_point;
  std::size_t length;  ///< bytes; 0 where the text is not UTF-8
};

/// Decodes two- and three-byte sequences, all that the table holds; others answer length 0 and are copied.
decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  if ((byte(0) & 0xE0U) == 0xC0U && continues(1)) {
    return {static_cast<char32_t>(((byte(0) & 0x1FU) << 6U) | (byte(1) & 0x3FU)), 2};
  }
  if ((byte(0) & 0xF0U) == 0xE0U && continues(1) && continues(2)) {
    return {static_cast<char32_t>(((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU)),
            3};
  }
  return {0, 0};
}

bool is_combining_mark(char32_t code_point) {
  return code_point >= 0x0300 && code_point <= 0x036F;
}

}  // namespace

std::string fold(std::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const char c = utf8[at];
    if (static_cast<unsigned char>(c) < 0x80U) {
      folded += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
      ++at;
      continue;
    }
    const decoded next = decode(utf8.substr(at));
    if (next.length == 0) {
      folded += c;
      ++at;
      continue;
    }
    if (!is_combining_mark(next.code_point)) {
      const auto found = std::lower_bound(
          detail::fold_table.begin(), detail::fold_table.end(), next.code_point,
          [](const detail::fold_entry& entry, char32_t code_point) { return entry.code_point < code_point; });
      if (found != detail::fold_table.end() && found->code_point == next.code_point) {
        folded += found->replacement;
      } else {
        folded += utf8.substr(at, next.length);
      }
    }
    at += next.length;
  }
  return folded;
}

}  // namespace dossier::text
