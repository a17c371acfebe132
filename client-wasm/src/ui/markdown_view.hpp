#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/markdown_layout.hpp"

namespace dossier::ui {

/// A Markdown text for reading: laid out once for a text, a width and the fonts; hits marked; its text can be
/// selected with the mouse, all of it with Ctrl A, and copied.
class markdown_view {
 public:
  /// Shows `source`, which is told apart from the one before by `key` (record and version). Lays out again
  /// only when something changed.
  void show(const context& c, std::string_view key, std::string_view source, float width,
            const model::hit_finder& finder);

  [[nodiscard]] float height() const { return layout_.height; }
  [[nodiscard]] const std::vector<reader_hit>& hits() const { return layout_.hits; }
  [[nodiscard]] const std::string& plain() const { return layout_.plain; }

  /// Draws with the top left at `origin`; `current` is the index of the hit with an outline. Returns the
  /// target of a link that was followed, empty for none; it lives until show().
  std::string_view draw(context& c, point origin, std::size_t current);

  /// True while the pointer selects; then the caller scrolls what it leaves.
  [[nodiscard]] bool selecting() const { return selecting_; }
  [[nodiscard]] std::string_view selected() const;
  void select_all() { selection_ = {0, layout_.plain.size()}; }
  void select_nothing() { selection_ = anchor_ = {}; }

 private:
  [[nodiscard]] std::size_t place_at(const context& c, point at) const;
  void select(context& c, point origin, rect all);
  void draw_figure(context& c, const figure& one, point origin) const;
  std::string_view links(context& c, point origin);
  void semantics(context& c, const placed_flow& one, std::size_t index, rect at) const;

  markdown_layout layout_;
  std::string key_;
  model::hit_finder finder_;
  float width_ = 0;
  int measures_ = 0;      ///< of the fonts
  text_range selection_;  ///< of layout_.plain
  text_range anchor_;     ///< what was pressed first: a place, or a word after a double press
  bool selecting_ = false;
};

}  // namespace dossier::ui
