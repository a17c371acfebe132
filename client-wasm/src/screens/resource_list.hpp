#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "client-wasm/src/app/reference_counts.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/screens/bulk_bar.hpp"
#include "client-wasm/src/screens/field_completer.hpp"
#include "client-wasm/src/screens/query_line.hpp"
#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The list of one resource: query bar, chips or bulk actions, grid, footer. Columns come from the
/// description, and from what other resources refer to these records; how a person arranged them is kept in
/// local storage.
class resource_list {
 public:
  resource_list(app::workspace& work, app::desk& desk);

  /// Draws into `r` (under the top bar, left of the panel).
  void draw(ui::context& c, ui::rect r, const model::wall_time& now);
  /// Puts the caret into the query.
  void focus_filter(ui::context& c);
  /// Gives the grid the keyboard.
  void take_focus(ui::context& c) { grid_.take_focus(c); }
  /// Where the person asked for the list to be kept as a view, once.
  [[nodiscard]] std::optional<ui::rect> take_save_wish() { return query_.take_save_wish(); }
  /// Its columns, as they were kept.
  [[nodiscard]] model::column_layout& columns(ui::context& c);
  /// The field of the open record that the person wants to edit in the panel, once.
  [[nodiscard]] const describe::field* take_edit_wish() { return std::exchange(edit_wish_, nullptr); }

 private:
  void toolbar(ui::context& c, ui::rect r);
  void chips_line(ui::context& c, ui::rect r);
  void sort_menu(ui::context& c, ui::rect r);
  void columns_button(ui::context& c, ui::rect& r);
  void act(ui::context& c, const ui::grid_events& done);
  void act_on_selection(ui::context& c, const ui::grid_events& done);
  void sort(const describe::field& field, bool add, std::optional<bool> descending);
  void select(const ui::context& c, const ui::row_range& range);
  void go_to(ui::context& c, const std::string& what);
  void go_to_row(ui::context& c, std::int64_t index);
  void remove();
  void footer(ui::context& c, ui::rect r);
  void keep_layout(ui::context& c);
  [[nodiscard]] std::optional<std::string> figure(const ui::context& c, const uuid& id,
                                                  std::string_view name);
  void find_others();

  app::workspace& work_;
  app::desk& desk_;
  std::unique_ptr<app::reference_counts> counts_;  ///< of records that refer to these; nullptr: none do
  std::string counted_;                            ///< their resource
  model::column_layout layout_;
  std::optional<int> layout_kept_;  ///< its revision in local storage; nullopt before it was read
  field_completer complete_;
  ui::grid grid_;
  ui::column_picker picker_;
  query_line query_;
  bulk_bar bulk_;
  std::map<uuid, ui::row_presence> others_;  ///< who else is at which row, in this frame
  const describe::field* edit_wish_ = nullptr;
  std::optional<std::int64_t> go_;  ///< a position that the server told, to be gone to
  bool peeking_ = false;            ///< the panel follows the keyboard
};

}  // namespace dossier::screens
