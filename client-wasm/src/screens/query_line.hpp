#pragma once

#include <optional>
#include <utility>

#include "client-wasm/src/app/desk.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/filter_bar.hpp"

namespace dossier::screens {

/// The lines above a list: the query, and its chips.
inline constexpr float query_height = 48;
inline constexpr float chips_height = 36;

/// The query of a desk's list as text, and the same as chips.
class query_line {
 public:
  /// The query's field in `r` (32 high). True when it was run and the keyboard should go to the list.
  bool draw(ui::context& c, ui::rect r, app::desk& desk);
  /// Chips from the left of `r` (24 high), and the button for one more; or what is wrong with the query.
  /// Returns the width used.
  float chips(ui::context& c, ui::rect r, app::desk& desk);
  /// Puts the caret into the query.
  void focus(ui::context& c) { bar_.focus(c); }
  /// Where the button is by which the person asked for the list to be kept as a view, once.
  [[nodiscard]] std::optional<ui::rect> take_save_wish() { return std::exchange(save_wish_, std::nullopt); }

 private:
  ui::filter_bar bar_;
  std::optional<ui::rect> save_wish_;
};

}  // namespace dossier::screens
