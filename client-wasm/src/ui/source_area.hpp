#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/hits.hpp"
#include "client-wasm/src/model/markdown_edit.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/text/markdown.hpp"

namespace dossier::ui {

struct source_options {
  std::string_view error;
  std::string_view placeholder;
  std::string_view other_editor;  ///< who else is in this text; empty for nobody
  std::uint32_t other_hash = 0;   ///< chooses their color
  /// Bytes [begin, end) to mark, ascending (hits of a search).
  const std::vector<model::text_range>* marks = nullptr;
};

struct source_result {
  bool changed = false;
  bool active = false;
  bool committed = false;  ///< Ctrl Enter
};

/// A Markdown source with line numbers and colors. The letters are always drawn here; while it is edited, the
/// browser's text area lies over them with the same face, lines and padding, its own letters unseen: caret,
/// selection, spelling, input methods and undo are the browser's.
class source_area {
 public:
  source_result draw(context& c, rect r, std::string_view name, std::string& source, const source_options& o);
  /// Acts on the selection, the last one where the text is not being edited, with the next draw().
  void run(model::markdown_command what) { wanted_ = what; }
  /// Puts the caret into the text with the next draw().
  void focus() { focus_wanted_ = true; }
  /// Brings a line (counted from 0) into view with the next draw().
  void show_line(std::size_t line) { line_wanted_ = line; }
  /// What was read of the source that was drawn last.
  [[nodiscard]] const text::markdown::document& read() const { return read_; }
  /// The line of a byte, from 0.
  [[nodiscard]] std::size_t line_of(std::size_t byte) const;

 private:
  struct row {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t number = 0;  ///< of the line that begins here, from 1; 0 where it goes on
  };
  void lay_out(context& c, const std::string& source, float width);
  [[nodiscard]] float x_of(const context& c, const row& line, std::size_t byte) const;
  [[nodiscard]] std::size_t byte_at(const context& c, point at) const;
  [[nodiscard]] rect text_rect(rect r) const;
  void open(context& c, widget_id id, std::string_view name);
  void follow(context& c, widget_id id, rect text, std::string& source, source_result& out);
  void keep_in_range(rect text);
  void draw_frame(context& c, rect r, const source_options& o, bool active, bool hover) const;
  void draw_rows(context& c, rect r, rect text, const source_options& o) const;
  void draw_row(context& c, const row& line, float x, float y) const;
  void draw_marks(context& c, const row& line, float x, float y, const source_options& o) const;

  std::string source_;
  float width_ = -1;
  text::markdown::document read_;
  std::vector<row> rows_;
  double scroll_ = 0;  ///< CSS pixels
  scroll_state bar_;
  std::size_t select_begin_ = 0;
  std::size_t select_end_ = 0;
  bool focus_wanted_ = false;
  std::optional<std::size_t> line_wanted_;
  std::optional<model::markdown_command> wanted_;
};

}  // namespace dossier::ui
