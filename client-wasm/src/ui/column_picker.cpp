#include "client-wasm/src/ui/column_picker.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float width = 264;
constexpr float head_height = 40;
constexpr float foot_height = 36;
constexpr float row_height = size::menu_item;
constexpr float padding = 4;
constexpr int most_rows = 14;
constexpr float grip_width = 20;

/// Six dots that say: it can be dragged.
void grip(context& c, rect r, color ink) {
  for (int i = 0; i < 6; ++i) {
    const auto column = static_cast<float>(i % 2);
    const auto line = static_cast<float>(i / 2);
    c.paint.fill({r.x + 6 + column * 4, std::floor(r.center().y) - 5 + line * 4, 2, 2}, ink);
  }
}

}  // namespace

/// One column's row; true when the keyboard moved it (then the rest of the frame shows the old order).
bool column_picker::row(context& c, rect r, float top, const model::grid_column& column,
                        model::column_layout& layout) {
  const palette& k = c.th.colors;
  const std::string_view name = column.spec.name;
  rect inner = r;
  const rect handle = inner.cut_right(grip_width);
  const widget_id handle_id = c.id("drag");
  const press_result p = pressable(c, handle_id, handle, false);
  if (p.hovered) c.cursor = platform::cursor::grab;
  if (ImGui::GetActiveID() == handle_id) dragged_ = name;
  if (dragged_ == name || (dragged_.empty() && c.hovered(r))) c.paint.fill_round(r, k.press, radius::chip);
  grip(c, handle, p.hovered ? k.text2 : k.text3);
  inner.cut_left(8);
  const check_state on = column.shown ? check_state::on : check_state::off;
  if (checkbox(c, inner, column.spec.label, on, true, column.spec.is_title)) layout.show(name, !column.shown);
  const widget_id id = c.id(column.spec.label);
  if (c.focus.arrived(id)) scroll_.scroll_to(top, r.h);
  if (c.focus.current() != id) return false;
  if (c.shortcut(key::down)) c.focus.move(1);
  if (c.shortcut(key::up)) c.focus.move(-1);
  const int step = c.shortcut(key::up, mod_alt) ? -1 : c.shortcut(key::down, mod_alt) ? 1 : 0;
  if (step != 0) layout.step(name, step, false);
  return step != 0;
}

void column_picker::rows(context& c, rect content, model::column_layout& layout) {
  const std::size_t count = layout.columns().size();
  for (std::size_t i = 0; i < count; ++i) {
    const model::grid_column column = layout.columns()[i];
    const rect r{content.x + padding, content.y + row_height * static_cast<float>(i), content.w - 2 * padding,
                 row_height};
    c.push_id(column.spec.name);
    const bool moved = row(c, r, r.y - content.y, column, layout);
    c.pop_id();
    if (moved) break;
  }
}

/// While a column is dragged: where it would go, and it goes there when it is let go.
void column_picker::drop(context& c, rect content, model::column_layout& layout) {
  if (dragged_.empty()) return;
  const std::size_t count = layout.columns().size();
  const float rows_above = std::floor((c.mouse.y - content.y) / row_height + 0.5F);
  const auto before = static_cast<std::size_t>(std::clamp(rows_above, 0.0F, static_cast<float>(count)));
  const float y = content.y + row_height * static_cast<float>(before);
  c.paint.fill({content.x + padding, y - 1, content.w - 2 * padding, 2}, c.th.colors.focus);
  c.cursor = platform::cursor::grabbing;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    const std::string_view target = before < count ? layout.columns()[before].spec.name : std::string_view();
    layout.move(dragged_, target);
    dragged_.clear();
    c.page.wake();
  }
}

void column_picker::draw(context& c, std::string_view name, rect anchor, model::column_layout& layout) {
  if (!popup_is_open(c, name)) {
    dragged_.clear();
    return;
  }
  const std::size_t count = layout.columns().size();
  const float rows_height = row_height * static_cast<float>(std::min<std::size_t>(count, most_rows));
  rect at;
  if (!begin_popover(c, name, anchor, width, head_height + rows_height + 2 * padding + foot_height, at))
    return;
  const palette& k = c.th.colors;
  rect head = at.cut_top(head_height);
  c.paint.bottom_line(head, k.line);
  head = head.inset(12, 0);
  c.paint.text_in(head, face::strong, k.text, "Columns");
  const std::string shown = std::to_string(layout.shown_count()) + " of " + std::to_string(count);
  c.paint.text_in(head, face::small, k.text3, shown, align::right);
  const rect foot = at.cut_bottom(foot_height);
  c.paint.hline(foot.x, foot.y, foot.w, k.line);
  const rect content = scroll_.begin(c, at.inset(0, padding), "Scroll columns list");
  rows(c, content, layout);
  drop(c, content, layout);
  scroll_.end(c, row_height * static_cast<float>(count));
  const button_options o{
      .kind = button_kind::ghost, .disabled = layout.is_default(), .reason = "They are as by default"};
  const float w = button_width(c, "Reset", o, size::control_small);
  if (button(c, {foot.x + 4, foot.y + 6, w, size::control_small}, "Reset", o)) layout.reset();
  c.paint.text_in(foot.inset(12, 0), face::small, k.text3, "Alt \xE2\x86\x91 \xE2\x86\x93 moves",
                  align::right);
  end_popover(c);
}

}  // namespace dossier::ui
