#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {

/// The popover that chooses a grid's columns: a check for each, dragging or Alt Up and Alt Down for their
/// order, and Reset.
class column_picker {
 public:
  /// Call every frame; open_popup(c, name) opens it under (or above) `anchor`.
  void draw(context& c, std::string_view name, rect anchor, model::column_layout& layout);

 private:
  void rows(context& c, rect content, model::column_layout& layout);
  bool row(context& c, rect r, float top, const model::grid_column& column, model::column_layout& layout);
  void drop(context& c, rect content, model::column_layout& layout);

  scroll_area scroll_;
  std::string dragged_;  ///< the column that is being dragged
};

}  // namespace dossier::ui
