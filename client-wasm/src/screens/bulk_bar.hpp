#pragma once

#include <string>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// What can be done to the checked rows: setting a field, deleting, and how far that has come.
class bulk_bar {
 public:
  /// Draws into `r` (24 high).
  void draw(ui::context& c, ui::rect r, app::desk& desk);
  /// What it asks: the new value of a field, and whether all that match are meant.
  void dialogs(ui::context& c, app::desk& desk);
  /// At the top of `r`: an act over all that match that did not come to its end, and that it can go on.
  static void rest_strip(ui::context& c, ui::rect& r, app::desk& desk);
  /// Whether something is under way, so that the bar shows although nothing is checked.
  [[nodiscard]] static bool busy(app::desk& desk);
  /// Does `job` to the checked rows.
  static void start(app::desk& desk, app::bulk_job job);

 private:
  [[nodiscard]] static bool all_own(app::desk& desk, bool (app::desk::*may)(const uuid&) const);
  void actions(ui::context& c, ui::rect& r, app::desk& desk);
  void set_actions(ui::context& c, ui::rect& r, app::desk& desk);
  void rest(ui::context& c, ui::rect r, app::desk& desk) const;
  void progress(ui::context& c, ui::rect r, app::desk& desk) const;
  void ask_value(ui::context& c, const describe::field& field, ui::rect anchor);
  void value_popover(ui::context& c, app::desk& desk);
  void choices(ui::context& c, app::desk& desk);
  void question(ui::context& c, app::desk& desk);
  void set(app::desk& desk, const std::string& text);

  const describe::field* field_ = nullptr;  ///< being asked about
  std::string text_;
  ui::rect anchor_;
  bool asking_ = false;          ///< the popover for it opens with the next frame
  bool question_shown_ = false;  ///< the question whether all are meant was opened
};

}  // namespace dossier::screens
