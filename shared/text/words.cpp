#include "shared/text/words.hpp"

#include <algorithm>
#include <iterator>

#include "shared/text/fold.hpp"

namespace dossier::text {
namespace {

struct code_range {
  char32_t first;
  char32_t last;
};

/// What parts words, sorted: ASCII, then Unicode 14's punctuation, symbols and spaces that are in common use.
/// Capital letters are no concern here, folded texts have none. Marks that merely accompany emoji
/// (U+20D0…U+20FF, U+FE00…U+FE0F) belong to the symbols.
constexpr code_range separators[] = {
    {0x0001, 0x002F}, {0x003A, 0x0040}, {0x005B, 0x0060}, {0x007B, 0x007F},    // ASCII
    {0x0080, 0x00A9}, {0x00AB, 0x00B4}, {0x00B6, 0x00B9}, {0x00BB, 0x00BF},    // Latin-1
    {0x00D7, 0x00D7}, {0x00F7, 0x00F7},                                        // × ÷
    {0x02C2, 0x02C5}, {0x02D2, 0x02DF}, {0x02E5, 0x02EB}, {0x02ED, 0x02ED},    // modifier symbols
    {0x02EF, 0x02FF}, {0x0375, 0x0375}, {0x037E, 0x037E}, {0x0384, 0x0385},    // …, Greek
    {0x0387, 0x0387}, {0x0482, 0x0482}, {0x055A, 0x055F}, {0x0589, 0x058A},    // Cyrillic, Armenian
    {0x058D, 0x058F}, {0x05BE, 0x05BE}, {0x05C0, 0x05C0}, {0x05C3, 0x05C3},    // Hebrew
    {0x05C6, 0x05C6}, {0x05F3, 0x05F4}, {0x0600, 0x060F}, {0x061B, 0x061F},    // Arabic
    {0x066A, 0x066D}, {0x06D4, 0x06D4}, {0x06DD, 0x06DE}, {0x06E9, 0x06E9},    //
    {0x06FD, 0x06FE}, {0x0964, 0x0965}, {0x0970, 0x0970}, {0x0E3F, 0x0E3F},    // Devanagari, Thai
    {0x0E4F, 0x0E4F}, {0x0E5A, 0x0E5B}, {0x0F04, 0x0F17}, {0x0F3A, 0x0F3D},    // Tibetan
    {0x10FB, 0x10FB}, {0x1360, 0x1368}, {0x1400, 0x1400}, {0x1680, 0x1680},    // Georgian, Ethiopic
    {0x17D4, 0x17D6}, {0x17D8, 0x17DB}, {0x1800, 0x180A}, {0x180E, 0x180E},    // Khmer, Mongolian
    {0x1FBD, 0x1FBD}, {0x1FBF, 0x1FC1}, {0x1FCD, 0x1FCF}, {0x1FDD, 0x1FDF},    // Greek accents
    {0x1FED, 0x1FEF}, {0x1FFD, 0x1FFE}, {0x2000, 0x206F}, {0x20A0, 0x20FF},    // general punctuation
    {0x2190, 0x2BFF}, {0x2CE5, 0x2CEA}, {0x2CF9, 0x2CFF}, {0x2E00, 0x2E7F},    // arrows … dingbats
    {0x3000, 0x3004}, {0x3008, 0x3020}, {0x3030, 0x3030}, {0x3036, 0x3037},    // CJK
    {0x303D, 0x303F}, {0x30A0, 0x30A0}, {0x30FB, 0x30FB}, {0xFE00, 0xFE1F},    //
    {0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF}, {0xFF00, 0xFF0F}, {0xFF1A, 0xFF20},    // full width
    {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFD}, {0x1F000, 0x1FAFF},  // emoji
};

bool is_separator(char32_t code_point) {
  const auto* const found =
      std::lower_bound(std::begin(separators), std::end(separators), code_point,
                       [](const code_range& range, char32_t wanted) { return range.last < wanted; });
  return found != std::end(separators) && found->first <= code_point;
}

struct decoded {
  char32_t code_point;
  std::size_t length;  ///< bytes, at least 1
};

/// The code point at the beginning of a text that is not empty. A byte that is not UTF-8 is a separator.
decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  const auto bits = [&](std::size_t i) { return byte(i) & 0x3FU; };
  if (byte(0) < 0x80U) return {byte(0) == 0 ? U' ' : byte(0), 1};
  if ((byte(0) & 0xE0U) == 0xC0U && continues(1)) return {(byte(0) & 0x1FU) << 6U | bits(1), 2};
  if ((byte(0) & 0xF0U) == 0xE0U && continues(1) && continues(2)) {
    return {(byte(0) & 0x0FU) << 12U | bits(1) << 6U | bits(2), 3};
  }
  if ((byte(0) & 0xF8U) == 0xF0U && continues(1) && continues(2) && continues(3)) {
    return {(byte(0) & 0x07U) << 18U | bits(1) << 12U | bits(2) << 6U | bits(3), 4};
  }
  return {U' ', 1};
}

void append_escaped(std::string& out, char32_t code_point) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const unsigned width = code_point > 0xFFFFU ? 8 : 4;
  out += width == 8 ? "\\U" : "\\u";
  for (unsigned i = width; i > 0; --i) out += digits[(code_point >> (4U * (i - 1U))) & 15U];
}

}  // namespace

std::vector<word> words_of(std::string_view utf8) {
  std::vector<word> words;
  bool inside = false;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t length = decode(utf8.substr(at)).length;
    // Folding looks at one code point at a time, and what it makes of one is of one sort.
    const std::string folded = fold(utf8.substr(at, length));
    const bool mark = folded.empty();
    if (!mark) {
      const bool separates = is_separator(decode(folded).code_point);
      if (!separates && !inside) words.push_back({{}, at, at});
      inside = !separates;
    }
    at += length;
    if (inside) {
      words.back().key += folded;
      words.back().end = at;
    }
  }
  return words;
}

std::string spaced_words(std::string_view folded) {
  std::string spaced;
  spaced.reserve(folded.size() + 2);
  bool inside = false;
  for (std::size_t at = 0; at < folded.size();) {
    const decoded next = decode(folded.substr(at));
    if (is_separator(next.code_point)) {
      inside = false;
    } else {
      if (!inside) spaced += ' ';
      inside = true;
      spaced += folded.substr(at, next.length);
    }
    at += next.length;
  }
  if (!spaced.empty()) spaced += ' ';
  return spaced;
}

std::string words_sql_class() {
  std::string text = "[";
  for (const code_range& range : separators) {
    append_escaped(text, range.first);
    if (range.last == range.first) continue;
    text += '-';
    append_escaped(text, range.last);
  }
  return text + "]";
}

}  // namespace dossier::text
