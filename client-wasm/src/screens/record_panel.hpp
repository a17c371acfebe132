#pragma once

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The detail panel: one record with its form, history, conflicts and what to do with it; also the form of a
/// new record.
class record_panel {
 public:
  /// Draws into `r` (384 or 440 wide, full height under the top bar).
  void draw(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  /// The first field gets the caret with the next frame.
  void edit_first_field() { focus_wanted_ = true; }

 private:
  void header(ui::context& c, ui::rect r, app::desk& work);
  void tags(ui::context& c, ui::rect r, const app::desk& work, const app::record_editor& editor) const;
  void body(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  float details(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  void action_bar(ui::context& c, ui::rect r, app::desk& work);
  void summary(ui::context& c, ui::rect r, const app::record_editor& editor) const;

  ui::scroll_area scroll_;
  bool focus_wanted_ = false;
};

}  // namespace dossier::screens
