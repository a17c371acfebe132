#pragma once
#include <string_view>
#include <vector>

#include "shared/text/markdown.hpp"

namespace dossier::text::markdown {

/// Where inline text stands: decides the color of what has no style of its own.
enum class surroundings : std::uint8_t { body, heading, quote };

/// Reads the inline text on `lines` (ranges of the source without the line ends, in order; a line that a hard
/// break may end keeps its trailing spaces). Adds links, tokens and warnings to `out`.
[[nodiscard]] std::vector<span> parse_inline(std::string_view source, const std::vector<source_range>& lines,
                                             surroundings around, document& out);

/// Characters that a backslash takes their meaning from.
[[nodiscard]] constexpr bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

}  // namespace dossier::text::markdown
