#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "client-wasm/src/app/audit_seal.hpp"
#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/model/audit_words.hpp"
#include "client-wasm/src/model/column_layout.hpp"
#include "client-wasm/src/screens/query_line.hpp"
#include "client-wasm/src/ui/grid.hpp"

namespace dossier::screens {

/// The entry of a row of the audit log.
[[nodiscard]] const audit_entry& entry_of(const model::grid_row& row);
/// What stands before an act's word, and its color.
[[nodiscard]] char32_t glyph_of(model::audit_act act);
[[nodiscard]] ui::color ink_of(const ui::palette& k, model::audit_act act);

/// The entries of the audit log: query bar, chips, grid, footer. Nothing here changes anything.
class audit_list {
 public:
  audit_list(app::workspace& work, app::desk& desk);

  void draw(ui::context& c, ui::rect r, const model::wall_time& now);
  void focus_filter(ui::context& c);
  void take_focus(ui::context& c) { grid_.take_focus(c); }
  [[nodiscard]] std::optional<ui::rect> take_save_wish() { return query_.take_save_wish(); }
  [[nodiscard]] model::column_layout& columns() { return layout_; }
  /// "Sealed to 48,120,331"; empty where that is not known.
  [[nodiscard]] std::string sealed_text(const model::formats& how) const;
  [[nodiscard]] bool settled() const { return seal_.settled(); }

 private:
  using changes = std::vector<model::audit_change>;

  void chips_line(ui::context& c, ui::rect r);
  void footer(ui::context& c, ui::rect r) const;
  void ask_for_seal(ui::context& c);
  void act(ui::context& c, const ui::grid_events& done);
  void go_to(ui::context& c, const std::string& what);
  [[nodiscard]] std::string text_of(const model::grid_row& row, const describe::field& field,
                                    const model::wall_time& now);
  bool paint(ui::context& c, ui::rect r, const model::grid_row& row, const describe::field& field,
             ui::color ink, bool& cut, const model::wall_time& now);
  void paint_change(ui::context& c, ui::rect r, const audit_entry& entry, const changes& all,
                    bool& cut) const;
  [[nodiscard]] const changes& changes_in(const audit_entry& entry, const model::wall_time& now);

  app::workspace& work_;
  app::desk& desk_;
  model::column_layout layout_;
  ui::grid grid_;
  query_line query_;
  app::audit_seal seal_;
  bool follow_ = true;                              ///< new entries are shown as they come
  std::unordered_map<std::int64_t, changes> read_;  ///< of rows that were drawn, by number
};

}  // namespace dossier::screens
