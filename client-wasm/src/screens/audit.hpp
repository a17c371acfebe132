#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/screens/audit_list.hpp"
#include "client-wasm/src/screens/audit_panel.hpp"
#include "client-wasm/src/screens/screen.hpp"

namespace dossier::screens {

/// The audit log: who did what, when, from where, and what it was before. Entries are to be looked at only.
class audit final : public screen {
 public:
  /// The workspace outlives the screen.
  explicit audit(app::workspace& work);

  void draw(ui::context& c, ui::rect content, ui::rect panel, const model::wall_time& now) override;
  [[nodiscard]] bool wants_panel() const override;
  void fill_top_bar(ui::top_bar_data& d) override;
  [[nodiscard]] std::string_view record_resource() const override { return {}; }
  void keys(ui::context& c) override;
  void focus_query(ui::context& c) override { list_.focus_filter(c); }
  [[nodiscard]] model::column_layout* columns(ui::context&) override { return &list_.columns(); }
  [[nodiscard]] std::optional<ui::rect> take_save_wish() override { return list_.take_save_wish(); }
  [[nodiscard]] bool settled() const override { return panel_.settled() && list_.settled(); }
  [[nodiscard]] std::string title() const override;

 private:
  void copy_entry(ui::context& c);

  app::workspace& work_;
  app::desk& desk_;
  audit_list list_;
  audit_panel panel_;
  std::string sealed_;  ///< the text of the top bar's tag while that is drawn
  bool panel_was_open_ = false;
};

}  // namespace dossier::screens
