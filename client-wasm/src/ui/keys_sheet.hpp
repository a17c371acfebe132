#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {

/// The sheet of all keys ("?"), made from the table of commands: grouped by where they act, searchable; a
/// command's keys can be changed here, single letters switched off.
class keys_sheet {
 public:
  void open(context& c);
  /// Draws it while it is open; true when keys were changed, to be stored.
  bool draw(context& c, app::commands& all);

 private:
  bool capture(context& c, app::commands& all);
  void group(context& c, rect& at, app::commands& all, app::command_place where);
  void line(context& c, rect r, app::commands& all, const app::command& one);
  float caps(context& c, rect r, const app::commands& all, const app::command& one) const;
  [[nodiscard]] bool shows(const app::commands& all, const app::command& one) const;
  [[nodiscard]] int lines(const app::commands& all, app::command_place where) const;

  std::string find_;
  std::string changing_;  ///< id of the command whose keys are pressed next; empty for none
  model::key_sequence so_far_;
  std::string refusal_;
  scroll_area scroll_;
  bool changed_ = false;
};

}  // namespace dossier::ui
