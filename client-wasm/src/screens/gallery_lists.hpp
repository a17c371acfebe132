#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/model/row_cache.hpp"
#include "client-wasm/src/screens/gallery_completer.hpp"
#include "client-wasm/src/ui/grid.hpp"

namespace dossier::screens {

/// The page of grids: rows in all their states with header and cells, rows that came above, grids without
/// rows, tags and references, who else is there, saved views, and the strips over a list.
class gallery_lists {
 public:
  gallery_lists();
  void draw(ui::context& c);

 private:
  void change_rows();
  void rows(ui::context& c);
  void new_above(ui::context& c);
  void without_rows(ui::context& c);
  void tags(ui::context& c);
  void references(ui::context& c);
  void presence(ui::context& c) const;
  void views(ui::context& c) const;
  void strips(ui::context& c) const;

  model::sort_order order_;
  model::row_cache rows_;
  model::row_cache none_;
  model::row_cache above_;  ///< new ones wait above the first that shows
  model::column_layout wide_;
  model::column_layout narrow_;
  std::map<uuid, ui::row_presence> others_;
  uuid focused_;
  uuid open_;
  ui::grid grid_;
  ui::grid above_grid_;
  std::array<ui::grid, 3> bare_;
  gallery_completer complete_;
  std::array<std::string, 4> tag_texts_;
  std::array<ui::tag_field, 4> tag_fields_;
  std::array<std::string, 4> keys_;
  std::array<ui::reference_field, 4> reference_fields_;
};

}  // namespace dossier::screens
