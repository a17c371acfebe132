#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/row_cache.hpp"
#include "client-wasm/src/ui/column_picker.hpp"
#include "client-wasm/src/ui/completer.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// A grid over a row cache, its columns made from the record's description.
namespace dossier::ui {

/// Someone who is at a row elsewhere.
struct row_presence {
  std::string text;  ///< "T. Keller is editing Headcount"
  std::string initials;
  std::uint32_t hash = 0;
};

/// What became of an edit in a cell.
enum class cell_mark : std::uint8_t { none, sent, refused };

/// Rows [begin, end) that could not be loaded, and why.
struct failed_rows {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::string why;
};

/// What the grid shows. Everything outlives the call; what is not set is not shown.
struct grid_data {
  const describe::record_type* type = nullptr;
  model::row_cache* rows = nullptr;  ///< nullptr before the first page
  model::column_layout* layout = nullptr;
  const model::sort_order* order = nullptr;
  uuid focused;  ///< the row that the keyboard is on
  uuid open;     ///< the row in the panel
  std::function<bool(const uuid&)> checked;
  std::function<bool(const uuid&)> has_draft;  ///< edits that are not saved
  /// A row as it will be once the edits under way are answered; nullptr: as it is stored.
  std::function<const describe::any_record*(const uuid&)> edited;
  std::function<cell_mark(const uuid&, const describe::field&)> mark;
  std::function<const row_presence*(const uuid&)> presence;
  /// The text of a figure; nullopt while it is not known.
  std::function<std::optional<std::string>(const uuid&, std::string_view figure)> figure;
  /// What is wrong with a text for a field of a row; empty for nothing.
  std::function<std::string(const uuid&, const describe::field&, const std::string&)> fault;
  /// Whether the person may edit a row; absent: every one.
  std::function<bool(const model::grid_row&)> may_edit;
  bool may_create = true;  ///< a new record is offered where there is none
  /// What stands in a cell, where it is not the field's own text.
  std::function<std::optional<std::string>(const model::grid_row&, const describe::field&)> text;
  /// Draws a cell in `ink`; false: nothing was drawn, and its text is. `cut`: not all of it had room.
  std::function<bool(context&, rect, const model::grid_row&, const describe::field&, color ink, bool& cut)>
      paint;
  bool read_only = false;  ///< rows are looked at: neither checked, nor edited, nor removed; no monograms
  completer* complete = nullptr;  ///< for tags and references; nullptr: edited as text, or not at all
  std::vector<failed_rows> failed;
  bool any_checked = false;
  bool all_checked = false;
  std::optional<double> loading_since;  ///< clock of context::now
  std::string_view failure;             ///< why nothing can be shown; empty for none
  bool filtered = false;
  model::wall_time now;
  /// The clock that flashes fade by, where it stands still; absent: context::now.
  std::optional<double> flash_clock;
};

/// Rows from `first` to `last`, both included.
struct row_range {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool checked = true;
};

/// A text that was entered into a cell.
struct cell_entry {
  uuid id;
  const describe::field* field = nullptr;
  std::string text;
};

/// What the person did with it.
struct grid_events {
  const describe::field* sort = nullptr;
  bool sort_add = false;  ///< as one more key
  std::optional<bool> sort_descending;
  std::optional<uuid> focus;
  std::optional<uuid> open;
  std::optional<uuid> peek;  ///< open it, the keyboard stays; the same again closes it
  std::optional<uuid> toggle;
  std::optional<row_range> range;
  std::optional<cell_entry> entry;
  std::optional<cell_entry> edit_in_panel;  ///< a field that has no room in a cell
  std::string go_to;                        ///< what was entered at ":": a position, or how a row begins
  std::string notice;                       ///< why nothing happened
  bool toggle_all = false;
  bool check_all = false;
  bool remove = false;  ///< the checked rows, or the focused one
  bool create = false;  ///< the button of the empty state
  bool clear_filter = false;
  bool retry = false;
  bool show_new = false;
};

/// A grid with its own scrollbars. Keeps what belongs to looking, not to the data: the focused column, what
/// is being dragged, the cell being edited.
class grid {
 public:
  /// Draws header and rows in `r` (header 32, scrollbar 12 at the right).
  grid_events draw(context& c, rect r, const grid_data& d);
  /// Gives the grid the keyboard.
  void take_focus(context& c);
  /// Edits the focused row's cell of `field` with the next frame.
  void edit(const describe::field& field) { edit_wanted_ = &field; }
  /// The row at `index` gets the keyboard as soon as it is loaded.
  void focus_row(std::int64_t index) { focus_waits_ = index; }
  [[nodiscard]] bool editing() const { return edit_.field != nullptr; }
  /// The cell that is edited; no field: none.
  [[nodiscard]] cell_entry edited_cell() const { return {edit_.id, edit_.field, {}}; }

 private:
  struct column {
    const model::column_spec* spec = nullptr;
    float x = 0;  ///< from the left of the rows, scrolled
    float width = 0;
  };
  struct frame_state {
    const grid_data& d;
    grid_events& out;
    std::vector<column> columns;
    rect rows;  ///< where rows are, without the scrollbar
    int room;   ///< what the columns have, without the checks
    float row_height;
    float checks;  ///< width of the checks
    float sticky;  ///< where the columns that scroll begin
    widget_id id;
    bool focused;
  };
  /// The cell being edited; no field: none.
  struct edit_state {
    uuid id;
    const describe::field* field = nullptr;
    std::string text;
    std::string before;
    std::string fault;
    rect at;              ///< of the cell, in this frame
    rect covers;          ///< what the field covers, in the frame before
    std::string label{};  ///< what the record is called that a reference holds
    bool typed = false;   ///< begun by a character: it stays, the caret behind it
    bool active = false;  ///< the caret is there
    bool seen = false;    ///< its row was drawn in this frame
  };
  struct header_drag {
    std::string name;
    float grab = 0;
    bool moves = false;  ///< past the threshold
  };

  // grid.cpp
  [[nodiscard]] frame_state begin_frame(context& c, rect rows, const grid_data& d, grid_events& out);
  [[nodiscard]] bool shows_focus(const frame_state& f) const;
  void body(context& c, frame_state& f);
  void failures(context& c, frame_state& f);
  void skeleton(context& c, rect r, const frame_state& f, std::int64_t seed) const;
  void placeholder(context& c, frame_state& f);

  // grid_header.cpp
  void header(context& c, rect r, frame_state& f);
  void header_cell(context& c, rect r, const column& at, std::int32_t index, frame_state& f);
  void resize_handle(context& c, rect r, const column& at, frame_state& f);
  void drop_line(context& c, rect r, frame_state& f);
  void header_menu(context& c, rect r, frame_state& f);
  [[nodiscard]] float content_width(context& c, const model::column_spec& spec, const frame_state& f) const;

  // grid_row.cpp
  void row(context& c, rect r, std::int64_t index, frame_state& f);
  void row_mark(context& c, rect r, const model::grid_row& row, const frame_state& f) const;
  void cell(context& c, rect r, const column& at, const model::grid_row& row, frame_state& f, std::size_t n);
  void title(context& c, rect& text, const model::grid_row& row, std::string_view value,
             const frame_state& f) const;
  void row_pressed(context& c, const model::grid_row& row, std::int64_t index, frame_state& f);

  // grid_edit.cpp
  bool begin_edit(context& c, const model::grid_row& row, frame_state& f, std::string typed = {});
  void edit_cell(context& c, frame_state& f);
  void edit_choice(context& c, frame_state& f);
  void edit_completed(context& c, frame_state& f);
  bool draw_tags(context& c, const frame_state& f);
  bool draw_reference(context& c, const frame_state& f);
  void focus_completed(context& c) const;
  [[nodiscard]] rect place_over_cell(const frame_state& f, float least, float height) const;
  [[nodiscard]] static bool can_edit(const describe::field& field, const frame_state& f);
  [[nodiscard]] static bool is_completed(const describe::field& field, const frame_state& f);
  void end_edit(context& c, frame_state& f, bool commit);
  void edit_next_column(context& c, frame_state& f, int step);
  void fault_card(context& c) const;

  // grid_keys.cpp
  void keys(context& c, frame_state& f);
  void move_keys(context& c, frame_state& f, std::int64_t here);
  void header_keys(context& c, frame_state& f);
  void move_focus(frame_state& f, std::int64_t to);
  void reveal_column(frame_state& f);
  void go_to(context& c, frame_state& f);
  void copy(context& c, const frame_state& f) const;

  // grid_scroll.cpp
  void scroll(context& c, rect bar, frame_state& f);
  void bubble(context& c, rect bar, const frame_state& f) const;

  scroll_state bar_;
  scroll_state bar_across_;
  float across_ = 0;  ///< pixels of the columns scrolled away to the left
  float across_most_ = 0;
  int focused_column_ = 0;
  bool on_header_ = false;                   ///< the keyboard is on the header's cell
  std::optional<std::int64_t> focus_waits_;  ///< the row that gets the keyboard once it is loaded
  std::optional<uuid> range_from_;           ///< where a range of checks begins
  std::string menu_column_;
  header_drag drag_;
  column_picker picker_;
  edit_state edit_;
  tag_field edit_tags_;
  reference_field edit_reference_;
  std::optional<uuid> edit_pressed_;  ///< the row that was double pressed in this frame
  bool double_pressed_ = false;       ///< the release of a double press is no press of the row
  const describe::field* edit_wanted_ = nullptr;
  std::string go_to_;
  widget_id id_ = 0;
};

}  // namespace dossier::ui
