#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/highlighted_row.hpp"

// What is offered below a field while one types in it.
namespace dossier::ui {

struct suggestion {
  std::string label;
  std::string note{};  ///< at the right: how often it is used
  std::string key{};   ///< what the caller knows it by
};

struct suggestion_row {
  std::string label;
  std::string note;
  char32_t icon = 0;
  std::string monogram;  ///< a record's: the letter on a square of its color
  std::uint32_t hash = 0;
  std::size_t marked_begin = 0;  ///< bytes of the label that were typed
  std::size_t marked_end = 0;
};

/// Rows to choose from while a text field keeps the keyboard: arrow keys move, Enter and Tab choose.
class suggestion_list {
 public:
  void reset(int at = 0) { at_.reset(at); }
  /// Takes the keys from the field that is edited; call it before the field is drawn. Returns which of `rows`
  /// was chosen, or -1.
  int keys(context& c, const std::vector<suggestion_row>& rows, bool tab_chooses);
  /// Draws the rows below `anchor` over all else. Returns the row pressed, or -1.
  int draw(context& c, rect anchor, float width, std::string_view name,
           const std::vector<suggestion_row>& rows);
  /// Whether the pointer is on the rows: then the field is not left by a press.
  [[nodiscard]] bool holds(point at) const { return shown_.contains(at); }
  [[nodiscard]] bool shown() const { return shown_.h > 0; }
  void hide() { shown_ = {}; }

 private:
  void row(context& c, rect r, const suggestion_row& one, bool highlighted) const;

  highlighted_row at_;
  rect shown_;
};

/// Where `typed` stands at the beginning of a word of `label`, without case and accents; both 0 where
/// nowhere.
void mark_typed(suggestion_row& row, std::string_view typed);

}  // namespace dossier::ui
