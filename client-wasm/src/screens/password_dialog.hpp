#pragma once

#include <optional>
#include <string>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// Changes the person's password. What was typed is forgotten with the dialog.
class password_dialog {
 public:
  password_dialog(app::workspace& work, app::account& mine) : work_(work), mine_(mine) {}

  void open() { due_ = true; }
  void draw(ui::context& c);

 private:
  void forget();
  void change();

  app::workspace& work_;
  app::account& mine_;
  bool due_ = false;
  bool done_ = false;
  bool sent_ = false;
  std::string old_;
  std::string new_;
  std::string again_;
  std::optional<problem> refused_;
};

}  // namespace dossier::screens
