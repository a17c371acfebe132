#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/administration.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// The roles that the person may give here. A client's viewer is one of a brand, which is not chosen here.
[[nodiscard]] std::vector<dossier::role> roles_given_by(const app::rights& may);

/// Invites somebody: who, and as what.
class invite_dialog {
 public:
  invite_dialog(app::workspace& work, app::administration& people) : work_(work), people_(people) {}

  void open() { due_ = true; }
  void draw(ui::context& c);

 private:
  void send();

  app::workspace& work_;
  app::administration& people_;
  app::invitation_wish wish_;
  bool due_ = false;
  bool sent_ = false;
  bool done_ = false;
  std::optional<problem> refused_;
};

}  // namespace dossier::screens
