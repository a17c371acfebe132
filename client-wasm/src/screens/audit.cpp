#include "client-wasm/src/screens/audit.hpp"

#include <utility>

#include "shared/codec/record_json.hpp"

namespace dossier::screens {

using namespace ui;

audit::audit(app::workspace& work)
    : work_(work), desk_(work.at("audit")), list_(work, desk_), panel_(work, desk_) {}

void audit::draw(context& c, rect content, rect panel, const model::wall_time& now) {
  // Where the panel lies over the list, the list has nothing to show and the pointer is the panel's.
  const bool covered = wants_panel() && panel.x < content.right();
  if (covered) c.paint.push_clip({content.x, content.y, panel.x - content.x, content.h});
  list_.draw(c, content, now);
  if (covered) c.paint.pop_clip();
  const bool open = wants_panel();
  if (open) panel_.draw(c, panel, now);
  // Who closes the panel goes on in the list.
  if (std::exchange(panel_was_open_, open) && !open && !c.text_active) list_.take_focus(c);
}

bool audit::wants_panel() const {
  return desk_.editor().where() != app::record_editor::stage::closed;
}

void audit::fill_top_bar(top_bar_data& d) {
  d.title = "Audit log";
  d.object = desk_.at().filter.empty() ? "All entries" : "Filtered";
  sealed_ = list_.sealed_text(work_.formats().now());
  if (sealed_.empty()) return;
  d.state_tag = sealed_;
  d.state_tone = tone::ok;
  d.state_icon = icon::shield_outline;
}

void audit::keys(context& c) {
  if (c.text_active) return;
  if (c.shortcut(key::d)) {
    if (wants_panel()) {
      panel_.toggle_json();
    } else if (!desk_.focused.is_nil()) {
      desk_.open(desk_.focused);
    }
    c.page.wake();
  }
  if (c.shortcut(key::y)) copy_entry(c);
}

/// The open entry whole, else the focused one as the list has it.
void audit::copy_entry(context& c) {
  std::string text = wants_panel() ? panel_.text() : std::string();
  const model::row_cache* rows = desk_.list().rows();
  const model::grid_row* row = rows != nullptr ? rows->find(desk_.focused) : nullptr;
  if (text.empty() && row != nullptr) text = codec::to_json(row->record);
  if (text.empty()) return;
  c.page.write_clipboard(text);
  work_.tell({app::severity::ok, "Entry copied", {}, {}});
}

std::string audit::title() const {
  return wants_panel() ? "Entry " + std::to_string(audit_entry_seq(desk_.editor().id())) : "Audit log";
}

}  // namespace dossier::screens
