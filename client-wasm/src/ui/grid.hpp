#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/row_cache.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// A grid over a row cache, its columns made from the record's description.
namespace dossier::ui {

/// A column: a field and where it stands, in CSS pixels from the grid's left.
struct grid_column {
  const describe::field* field = nullptr;
  float x = 0;
  float width = 0;
};
/// The columns that the description shows by default, spread over `width` (checkbox column and all).
[[nodiscard]] std::vector<grid_column> grid_columns(const describe::record_type& type, float width);

/// What the grid shows. Everything outlives the call.
struct grid_data {
  const describe::record_type* type = nullptr;
  model::row_cache* rows = nullptr;  ///< nullptr before the first page
  const describe::field* sort = nullptr;
  bool descending = false;
  uuid focused;  ///< the row that the keyboard is on
  uuid open;     ///< the row in the panel
  std::function<bool(const uuid&)> checked;
  std::function<bool(const uuid&)> has_draft;  ///< edits that are not saved
  bool any_checked = false;
  bool all_checked = false;
  std::optional<double> loading_since;  ///< clock of context::now
  std::string_view failure;             ///< why nothing can be shown; empty for none
  bool filtered = false;
  model::wall_time now;
};

/// What the person did with it.
struct grid_events {
  const describe::field* sort = nullptr;
  std::optional<uuid> focus;
  std::optional<uuid> open;
  std::optional<uuid> toggle;
  std::optional<uuid> edit;
  bool toggle_all = false;
  bool check_all = false;
  bool remove = false;  ///< the checked rows, or the focused one
  bool create = false;  ///< the button of the empty state
  bool clear_filter = false;
  bool retry = false;
  bool show_new = false;
};

/// A grid with its own scrollbar. Keeps what belongs to looking, not to the data: the focused column, the
/// thumb.
class grid {
 public:
  /// Draws header and rows in `r` (header 32, scrollbar 12 at the right).
  grid_events draw(context& c, rect r, const grid_data& d);
  /// Gives the grid the keyboard.
  void take_focus(context& c);

 private:
  struct frame_state {
    const grid_data& d;
    grid_events& out;
    std::vector<grid_column> columns;
    rect rows;  ///< where rows are, without the scrollbar
    widget_id id;
    bool focused;
  };
  void header(context& c, rect r, frame_state& f);
  void body(context& c, frame_state& f);
  void row(context& c, rect r, std::int64_t index, frame_state& f);
  void skeleton(context& c, rect r, const frame_state& f, std::int64_t seed) const;
  void cell(context& c, rect r, const grid_column& column, const model::grid_row& row,
            const frame_state& f) const;
  void placeholder(context& c, frame_state& f);
  void scroll(context& c, rect bar, frame_state& f);
  void bubble(context& c, rect bar, const frame_state& f) const;
  void keys(context& c, frame_state& f);
  void move_focus(frame_state& f, std::int64_t to);
  void copy(context& c, const frame_state& f) const;

  scroll_state bar_;
  int focused_column_ = 0;
  widget_id id_ = 0;
};

}  // namespace dossier::ui
