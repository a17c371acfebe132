#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/confirm_dialog.hpp"
#include "client-wasm/src/screens/key_dialog.hpp"
#include "client-wasm/src/screens/password_dialog.hpp"
#include "client-wasm/src/screens/people_table.hpp"
#include "client-wasm/src/screens/screen.hpp"

namespace dossier::screens {

/// The person's own account: who they are, where they are signed in and by which providers, their API keys.
class account_screen final : public screen {
 public:
  /// Both outlive the screen.
  account_screen(app::workspace& work, app::account& mine);

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  void fill_top_bar(ui::top_bar_data& d) override;
  void top_bar_pressed(int action) override;
  [[nodiscard]] bool settled() const override { return mine_.settled(); }
  [[nodiscard]] std::string title() const override { return "Account"; }

 private:
  [[nodiscard]] std::string_view tab() const;
  void show(std::string_view tab);
  void profile(ui::context& c, ui::rect r) const;
  void sessions(ui::context& c, ui::rect r, const model::wall_time& now);
  void api_keys(ui::context& c, ui::rect r, const model::wall_time& now);
  void providers(ui::context& c, ui::rect r, const model::wall_time& now);

  app::workspace& work_;
  app::account& mine_;
  std::string loaded_;  ///< the tab whose list was asked for when it was opened
  people_table sessions_;
  people_table keys_;
  people_table providers_;
  key_dialog new_key_;
  password_dialog password_;
  confirm_dialog confirm_;
};

/// The tabs at the top of a screen without a list of records; the one that was pressed, else -1.
int screen_tabs(ui::context& c, ui::rect& r, const ui::tab_item* items, int count, int active);

}  // namespace dossier::screens
