#pragma once

#include <optional>
#include <string>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// Makes an API key: for what and until when; then shows it, this once.
class key_dialog {
 public:
  key_dialog(app::workspace& work, app::account& mine) : work_(work), mine_(mine) {}

  void open() { due_ = true; }
  void draw(ui::context& c, const model::wall_time& now);

 private:
  void ask(ui::context& c, const model::wall_time& now);
  void show(ui::context& c);
  void make(const model::wall_time& now);

  app::workspace& work_;
  app::account& mine_;
  bool due_ = false;
  std::string name_;
  int scope_ = 0;
  int lifetime_ = 1;
  bool sent_ = false;
  std::optional<problem> refused_;
  std::string key_;  ///< the new one, while it is shown
};

}  // namespace dossier::screens
