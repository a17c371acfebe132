#pragma once
#include <cstddef>
#include <string_view>

#include "shared/text/markdown.hpp"

// The parts of links that stand on one line of the source, which ends at `line_end`.
namespace dossier::text::markdown {

/// Reads `(target "title")` at `at`. Returns the place after it and gives the target; 0 when it is none.
[[nodiscard]] std::size_t read_link_tail(std::string_view source, std::size_t at, std::size_t line_end,
                                         source_range& target);
/// Where an address that begins at `at` ends: as GFM has it, without the punctuation that ends a sentence and
/// without a parenthesis that was opened before it.
[[nodiscard]] std::size_t bare_link_end(std::string_view source, std::size_t at, std::size_t line_end);

[[nodiscard]] constexpr bool is_space(char c) {
  return c == ' ' || c == '\t';
}
[[nodiscard]] constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
[[nodiscard]] constexpr bool starts_with(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

}  // namespace dossier::text::markdown
