#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/app/administration.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/brand_field.hpp"
#include "client-wasm/src/screens/confirm_dialog.hpp"
#include "client-wasm/src/screens/invite_dialog.hpp"
#include "client-wasm/src/screens/people_table.hpp"
#include "client-wasm/src/screens/screen.hpp"

namespace dossier::screens {

/// The workspace as those run it who may: its people and what they are, who is invited, keys, sessions, how
/// it writes numbers and dates.
class administration_screen final : public screen {
 public:
  /// The workspace outlives the screen.
  explicit administration_screen(app::workspace& work);

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  void fill_top_bar(ui::top_bar_data& d) override;
  void top_bar_pressed(int action) override;
  [[nodiscard]] bool settled() const override { return people_.settled(); }
  [[nodiscard]] std::string title() const override { return "Administration"; }

 private:
  [[nodiscard]] std::string_view tab() const;
  void load(std::string_view tab);
  void members(ui::context& c, ui::rect r, const model::wall_time& now);
  void role_cell(ui::context& c, const app::member& who);
  void brand_cell(ui::context& c, const app::member& who);
  [[nodiscard]] std::string member_fault(const app::member& who);
  void invitations(ui::context& c, ui::rect r, const model::wall_time& now);
  void api_keys(ui::context& c, ui::rect r, const model::wall_time& now);
  void sessions(ui::context& c, ui::rect r, const model::wall_time& now);
  void settings(ui::context& c, ui::rect r);
  void name_row(ui::context& c, ui::rect& at);

  app::workspace& work_;
  app::administration people_;
  std::string loaded_;  ///< the tab whose list was asked for when it was opened
  people_table table_;
  brand_fields brands_;
  std::string becomes_viewer_;  ///< the member who is to be a client viewer, once it is said of which brand
  bool brand_left_ = false;     ///< the field for it was left without one
  std::string name_;            ///< the workspace's, as it is being written
  bool name_active_ = false;    ///< its field is being edited
  invite_dialog invite_;
  confirm_dialog confirm_;
};

}  // namespace dossier::screens
