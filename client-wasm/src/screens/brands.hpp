#pragma once

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/screens/query_line.hpp"
#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The list of brands: query bar, chips, grid, footer.
class brands {
 public:
  /// Draws into `r` (under the top bar, left of the panel).
  void draw(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  /// Puts the caret into the query.
  void focus_filter(ui::context& c) { query_.focus(c); }
  /// True once when the person asked to edit the open record's fields.
  [[nodiscard]] bool take_edit_wish();

 private:
  void chips(ui::context& c, ui::rect r, app::desk& work);
  void bulk_actions(ui::context& c, ui::rect r, app::desk& work);
  void sort_menu(ui::context& c, ui::rect r, app::desk& work);
  void act(ui::context& c, const ui::grid_events& done, app::desk& work);
  void footer(ui::context& c, ui::rect r, app::desk& work);
  void remove_checked(app::desk& work);

  ui::grid grid_;
  query_line query_;
  bool edit_wish_ = false;
};

}  // namespace dossier::screens
