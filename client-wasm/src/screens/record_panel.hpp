#pragma once

#include <memory>
#include <string_view>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/app/referring_list.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/screens/field_completer.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The detail panel: one record with its form, history, conflicts and what to do with it; also the form of a
/// new record.
class record_panel {
 public:
  /// For records of `resource`; where others refer to these, a tab lists them.
  record_panel(app::workspace& work, std::string_view resource);

  /// Draws into `r` (384 or 440 wide, full height under the top bar).
  void draw(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  /// The first field gets the caret with the next frame.
  void edit_first_field() { focus_wanted_ = true, wanted_ = nullptr; }
  void edit_field(const describe::field& field) { focus_wanted_ = true, wanted_ = &field; }

 private:
  [[nodiscard]] static bool may_edit(const app::desk& work);
  [[nodiscard]] static bool may_remove(const app::desk& work);
  void header(ui::context& c, ui::rect r, app::desk& work);
  bool others(ui::context& c, ui::rect title, const app::desk& work) const;
  void menu(ui::context& c, ui::rect anchor, app::desk& work);
  void duplicate(app::desk& work);
  int tabs(ui::context& c, ui::rect r, app::desk& work);
  void tags(ui::context& c, ui::rect r, const app::desk& work, const app::record_editor& editor) const;
  void body(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  float details(ui::context& c, ui::rect r, app::desk& work, const model::wall_time& now);
  void action_bar(ui::context& c, ui::rect r, app::desk& work);
  void summary(ui::context& c, ui::rect r, const app::record_editor& editor) const;

  app::workspace& work_;
  std::unique_ptr<app::referring_list> referring_;
  field_completer complete_;
  ui::completed_fields completed_{complete_};
  ui::scroll_area scroll_;
  bool focus_wanted_ = false;
  const describe::field* wanted_ = nullptr;  ///< the field that gets the caret; nullptr: the first
};

}  // namespace dossier::screens
