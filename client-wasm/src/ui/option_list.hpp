#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/highlighted_row.hpp"

// Rows to choose from under a text field that keeps the keyboard: the suggestions of a query, values of a
// chip.
namespace dossier::ui {

/// Rows seen at once.
inline constexpr int option_rows_max = 8;

struct option_row {
  std::string label;
  std::string note;         ///< at the right: a kind, a count
  std::size_t matched = 0;  ///< letters of the label that were typed, in bytes
  std::size_t matched_size = 0;
  bool with_box = false;
  bool checked = false;
};

/// Which row is highlighted and which are in sight. Arrow keys move it even while a text field is edited.
class option_list {
 public:
  /// Begins anew with row `at` highlighted; -1 for none.
  void reset(int at = -1) { at_.reset(at), first_ = 0; }
  [[nodiscard]] int at() const { return at_.at(); }
  /// The row that was highlighted went: none is taken for it.
  [[nodiscard]] bool lost() const { return at_.lost(); }
  /// Takes Up and Down from the field that is edited; true when the highlight moved.
  bool keys(context& c, const std::vector<option_row>& rows);
  /// Draws `rows` in `r` (28 each) as a listbox; returns the row pressed, or -1.
  int draw(context& c, rect r, std::string_view name, const std::vector<option_row>& rows, face f);
  [[nodiscard]] static float height(std::size_t count);
  /// The width that the rows want, padding included.
  [[nodiscard]] static float width(const context& c, const std::vector<option_row>& rows, face f);

 private:
  void row(context& c, rect r, const option_row& one, bool highlighted, face f) const;

  highlighted_row at_;
  int first_ = 0;
  float wheel_ = 0;
};

/// Whether `k` was pressed without modifiers, also by its repeat and inside a text field; nobody else sees it
/// in this frame then.
bool take_key(context& c, key k);

}  // namespace dossier::ui
