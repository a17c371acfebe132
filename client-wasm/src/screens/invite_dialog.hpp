#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client-wasm/src/app/administration.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/brand_field.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// The roles that the person may give.
[[nodiscard]] std::vector<dossier::role> roles_given_by(const app::rights& may);

/// Invites somebody: who, and as what.
class invite_dialog {
 public:
  invite_dialog(app::workspace& work, app::administration& people)
      : work_(work), people_(people), brands_(work) {}

  void open() { due_ = true; }
  void draw(ui::context& c);

 private:
  void role_and_brand(ui::context& c, ui::rect row);
  [[nodiscard]] std::string brand_fault();
  void forget_brand_fault();
  void send();

  app::workspace& work_;
  app::administration& people_;
  app::invitation_wish wish_;
  brand_fields brands_;
  bool tried_ = false;  ///< to be sent, or the brand's field was left: what is missing is said
  bool due_ = false;
  bool sent_ = false;
  bool done_ = false;
  std::optional<problem> refused_;
};

}  // namespace dossier::screens
