#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/record_panel.hpp"
#include "client-wasm/src/screens/resource_list.hpp"
#include "client-wasm/src/screens/screen.hpp"

namespace dossier::screens {

/// The records of one resource in a grid, with the detail panel: everything derived from the description.
class resource_screen final : public screen {
 public:
  /// `resource`: "brands", "tags"… The workspace outlives the screen.
  resource_screen(app::workspace& work, std::string_view resource);

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  [[nodiscard]] bool wants_panel() const override;
  void fill_top_bar(ui::top_bar_data& d) override;
  void top_bar_pressed(int action) override;
  [[nodiscard]] std::string_view record_resource() const override { return desk_.type().names.resource; }
  void create(const std::string& title) override;
  void keys(ui::context& c) override;
  void focus_query(ui::context& c) override;
  [[nodiscard]] model::column_layout* columns(ui::context& c) override { return &list_.columns(c); }
  [[nodiscard]] std::optional<ui::rect> take_save_wish() override { return list_.take_save_wish(); }
  [[nodiscard]] std::string title() const override;

 private:
  app::desk& desk_;
  resource_list list_;
  record_panel panel_;
  bool panel_was_open_ = false;
  std::string view_;  ///< texts of the top bar while it is drawn
  std::string create_;
};

}  // namespace dossier::screens
