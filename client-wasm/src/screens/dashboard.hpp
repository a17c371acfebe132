#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/build_check.hpp"
#include "client-wasm/src/app/connection_status.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/net/bridge_transport_browser.hpp"
#include "client-wasm/src/net/signed_transport.hpp"
#include "client-wasm/src/screens/account_menu.hpp"
#include "client-wasm/src/screens/command_center.hpp"
#include "client-wasm/src/screens/gallery.hpp"
#include "client-wasm/src/screens/screen.hpp"
#include "client-wasm/src/screens/view_shelf.hpp"
#include "client-wasm/src/screens/waiting_edits.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/runtime.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// The whole dashboard on a page: connects the workspace with the browser and draws the shell and its
/// screens.
class dashboard final : public ui::view {
 public:
  explicit dashboard(ui::runtime& runtime);

  void begin() override;
  void draw(ui::context& c) override;
  void location_changed(std::string_view location) override;
  void online_changed(bool online) override;
  void visibility_changed(bool visible) override;
  void network_ready() override;
  void settings_changed() override;
  void inherited(std::string_view text) override;
  bool settled() override;
  bool awaits_content() override;

 private:
  [[nodiscard]] bool may_see(std::string_view screen) const;
  [[nodiscard]] screen& shown();
  void add(std::string name, std::unique_ptr<screen> made);
  void go(std::string_view location);
  void go_to_sign_in();
  void take_token(const std::string& token);
  void bind_storage();
  void begin_anew();
  void show_gallery(ui::context& c, const app::route& where);
  void sidebar(ui::context& c, const ui::shell_layout& l);
  void top_bar(ui::context& c, const ui::shell_layout& l, const app::connection_status& connection);
  void strips(ui::context& c, ui::rect& content, const app::connection_status& connection,
              const model::wall_time& now);
  bool keep_writes(const std::string& json);
  void warn_before_leaving();
  void write_title();
  void load_drafts();
  void store_drafts();

  ui::runtime& runtime_;
  net::bridge_transport bridge_;
  net::signed_transport way_;
  app::workspace work_;
  app::account mine_;
  account_menu account_menu_;
  std::map<std::string, std::unique_ptr<screen>, std::less<>> screens_;  ///< by the route's name
  gallery gallery_;
  app::build_check build_;
  view_shelf shelf_;
  command_center center_;
  waiting_edits waiting_;
  bool signed_in_ = false;  ///< somebody is: their menu and commands are there
  std::string owner_;       ///< whose the things in local storage are; empty before that is known
  std::string writes_key_;  ///< where this page's writes are in local storage
  bool started_ = false;
  std::map<std::string, int, std::less<>> drafts_stored_;  ///< revision in local storage, by resource
  bool drafts_kept_ = true;
  bool warns_ = false;  ///< the browser asks before the page is left
  std::string title_;
};

}  // namespace dossier::screens
