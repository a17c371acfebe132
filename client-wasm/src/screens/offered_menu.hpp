#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/popups.hpp"

namespace dossier::screens {

/// A menu of acts, of which those are left out that the person has no right to.
template <class Act>
class offered_menu {
 public:
  void add(Act what, const ui::menu_item& item, bool offered = true) {
    if (!offered) return;
    acts_.push_back(what);
    items_.push_back(item);
  }
  /// The act that was chosen in this frame.
  std::optional<Act> draw(ui::context& c, std::string_view name, ui::rect anchor, float width) const {
    const int chosen = ui::popup_menu(c, name, anchor, items_.data(), static_cast<int>(items_.size()), width);
    return chosen < 0 ? std::nullopt : std::optional(acts_[static_cast<std::size_t>(chosen)]);
  }

 private:
  std::vector<Act> acts_;
  std::vector<ui::menu_item> items_;
};

}  // namespace dossier::screens
