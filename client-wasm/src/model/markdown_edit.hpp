#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What the buttons above a Markdown source do to the text that is selected.
namespace dossier::model {

enum class markdown_command : std::uint8_t { bold, italic, code, link, heading, list, quote, table };

/// Replaces bytes [begin, end) of the source by `text`, and then selects [select_begin, select_end).
struct text_edit {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  std::size_t select_begin = 0;
  std::size_t select_end = 0;
};

/// The edit that carries out `what` on the selection [begin, end) of `source` (a caret where both are the
/// same). Marks that are there already are taken away. Places beyond the source are brought into it.
[[nodiscard]] text_edit edit_markdown(markdown_command what, std::string_view source, std::size_t begin,
                                      std::size_t end);

/// `edit` carried out.
[[nodiscard]] std::string applied(const text_edit& edit, std::string_view source);

}  // namespace dossier::model
