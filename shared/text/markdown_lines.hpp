#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "shared/text/markdown.hpp"

// What the reader of blocks needs of a single line.
namespace dossier::text::markdown {

inline constexpr std::size_t tab_stop = 4;

[[nodiscard]] constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// A place in a line, counted in columns, too: tabs go to the next multiple of four.
class line_cursor {
 public:
  line_cursor(std::string_view source, std::size_t begin, std::size_t end)
      : source_(source), pos_(begin), end_(end) {}

  [[nodiscard]] std::size_t pos() const { return pos_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] bool done() const { return pos_ >= end_; }
  [[nodiscard]] char operator[](std::size_t ahead) const {
    return pos_ + ahead < end_ ? source_[pos_ + ahead] : '\n';
  }
  [[nodiscard]] std::string_view rest() const { return source_.substr(pos_, end_ - pos_); }

  /// Columns of white space from here on.
  [[nodiscard]] std::size_t indent() const {
    std::size_t columns = owed_;
    std::size_t column = column_ + owed_;
    for (std::size_t at = pos_; at < end_ && is_blank(source_[at]); ++at) {
      const std::size_t step = source_[at] == '\t' ? tab_stop - column % tab_stop : 1;
      columns += step;
      column += step;
    }
    return columns;
  }
  [[nodiscard]] bool blank() const { return rest().find_first_not_of(" \t") == std::string_view::npos; }

  /// Passes `columns` of white space; of a tab that is wider, the rest stays.
  void skip_columns(std::size_t columns) {
    while (columns > 0) {
      if (owed_ == 0) {
        if (done() || !is_blank(source_[pos_])) return;
        owed_ = source_[pos_] == '\t' ? tab_stop - column_ % tab_stop : 1;
        ++pos_;
      }
      const std::size_t step = std::min(columns, owed_);
      owed_ -= step;
      column_ += step;
      columns -= step;
    }
  }
  void skip_indent() { skip_columns(indent()); }
  /// Passes characters that are no white space.
  void skip(std::size_t characters) {
    pos_ += characters;
    column_ += characters;
  }

 private:
  std::string_view source_;
  std::size_t pos_;
  std::size_t end_;
  std::size_t column_ = 0;
  std::size_t owed_ = 0;  ///< columns of a tab that was passed in part
};

/// The cells of a table's row, without the spaces around them; `bars` gets the places of the bars.
[[nodiscard]] std::vector<source_range> split_row(std::string_view source, source_range row,
                                                  std::vector<std::size_t>& bars);
/// What a cell of the line below a table's header says; nullopt when it is none.
[[nodiscard]] std::optional<cell_align> read_delimiter(std::string_view cell);

}  // namespace dossier::text::markdown
