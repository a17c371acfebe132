#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/app/audit_detail.hpp"
#include "client-wasm/src/app/entry_revert.hpp"
#include "client-wasm/src/screens/confirm_dialog.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {

/// The open entry of the audit log: facts, what changed, the stored images, hashes. It changes nothing of the
/// log; what an entry changed of a record can be taken back, which is another entry.
class audit_panel {
 public:
  audit_panel(app::workspace& work, app::desk& desk)
      : work_(work), desk_(desk), detail_(work), revert_(work) {}

  /// Draws into `r` (384 or 440 wide, full height under the top bar).
  void draw(ui::context& c, ui::rect r, const model::wall_time& now);
  /// Shows the JSON of the entry, or its fields again.
  void toggle_json() { json_ = !json_; }
  /// The open entry's JSON; empty while it is not known.
  [[nodiscard]] std::string text() const { return detail_.read() ? detail_.read()->json : std::string(); }
  [[nodiscard]] bool settled() const { return detail_.settled() && !revert_.busy(); }

 private:
  void header(ui::context& c, ui::rect r, std::string_view title);
  void tags(ui::context& c, ui::rect r);
  float facts(ui::context& c, ui::rect r);
  float fact(ui::context& c, ui::rect r, std::string_view label, const std::string& value,
             bool copies = false, bool is_code = false);
  float diff(ui::context& c, ui::rect r, const model::wall_time& now);
  float table(ui::context& c, ui::rect r, const std::vector<model::audit_change>& all);
  float unchanged(ui::context& c, ui::rect r, const model::wall_time& now);
  float patch(ui::context& c, ui::rect r);
  float hashes(ui::context& c, ui::rect r);
  void action_bar(ui::context& c, ui::rect r);
  void ask_revert(ui::context& c);
  void copy(ui::context& c, const std::string& text, std::string_view what) const;

  app::workspace& work_;
  app::desk& desk_;
  app::audit_detail detail_;
  app::entry_revert revert_;
  confirm_dialog confirm_;
  ui::scroll_area scroll_;
  bool json_ = false;
  bool with_unchanged_ = false;  ///< the fields that stayed as they were are told, too
};

}  // namespace dossier::screens
