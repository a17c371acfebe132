#pragma once

#include <string>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/net/signed_transport.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {

/// What the sidebar offers who is signed in: their account and the way out, and their other workspaces.
class account_menu {
 public:
  /// All outlive it.
  account_menu(app::workspace& work, app::account& mine, net::signed_transport& way)
      : work_(work), mine_(mine), way_(way) {}

  /// Who signed in may sign out; where nobody does, there is no such command.
  void bind(app::commands& to);
  /// What is filled in lives as long as this.
  void fill(ui::sidebar_data& d);
  void act(ui::context& c, const ui::sidebar_action& done);
  /// Asks again which workspaces are the person's: one may have been added elsewhere, by an invitation.
  void refresh();

 private:
  [[nodiscard]] bool signed_in() const { return way_.state() == net::sign_in_state::signed_in; }
  void workspaces(ui::context& c, ui::rect anchor);
  void person(ui::context& c, ui::rect anchor);
  void go(const char* screen, const char* tab);

  app::workspace& work_;
  app::account& mine_;
  net::signed_transport& way_;
  std::string role_;
  bool switch_due_ = false;
};

}  // namespace dossier::screens
