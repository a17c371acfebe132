#pragma once

#include <string>

#include "client-wasm/src/app/connection_status.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/net/bridge_transport_browser.hpp"
#include "client-wasm/src/screens/brands.hpp"
#include "client-wasm/src/screens/gallery.hpp"
#include "client-wasm/src/screens/record_panel.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/runtime.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// The whole dashboard on a page: connects the workspace with the browser and draws the shell and its
/// screens.
class dashboard final : public ui::view {
 public:
  explicit dashboard(ui::runtime& runtime);

  void draw(ui::context& c) override;
  void location_changed(std::string_view location) override;
  void online_changed(bool online) override;
  void visibility_changed(bool visible) override;
  void network_ready() override;
  bool settled() override;

 private:
  void sidebar(ui::context& c, const ui::shell_layout& l, const model::wall_time& now);
  void top_bar(ui::context& c, const ui::shell_layout& l, const model::wall_time& now);
  void strips(ui::context& c, ui::rect& content, const model::wall_time& now);
  void keys(ui::context& c);
  void keys_dialog(ui::context& c);
  void settings_menu(ui::context& c, const ui::shell_layout& l);
  void write_title();
  void store_drafts();
  [[nodiscard]] std::string view_name() const;

  ui::runtime& runtime_;
  net::bridge_transport way_;
  app::workspace work_;
  brands brands_;
  record_panel panel_;
  gallery gallery_;
  ui::toaster toaster_;
  bool started_ = false;
  int drafts_stored_ = 0;
  std::string title_;
};

}  // namespace dossier::screens
