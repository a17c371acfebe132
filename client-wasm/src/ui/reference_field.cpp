#include "client-wasm/src/ui/reference_field.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float side = 8;
constexpr float mark_size = 20;

void draw_frame(context& c, rect r, const reference_options& o, bool active, bool hover) {
  const palette& k = c.th.colors;
  if (o.inline_look && !active && o.error.empty() && o.other_editor.empty()) {
    if (hover) c.paint.fill_round(r, k.press, radius::control);
    return;
  }
  c.paint.fill_round(r, k.field, radius::control);
  const color line = !o.error.empty()          ? k.bad
                     : active                  ? k.focus
                     : !o.other_editor.empty() ? c.th.series(o.other_hash)
                     : hover                   ? k.text3
                                               : k.control;
  c.paint.outline(active ? r.inset(-1) : r, line, radius::control + (active ? 1 : 0), active ? 2 : 1);
}

}  // namespace

bool reference_field::draw(context& c, rect r, std::string_view name, std::string& key,
                           std::string_view label, const std::vector<suggestion>& offered,
                           const reference_options& o) {
  c.push_id(name);
  const palette& k = c.th.colors;
  int chosen = -1;
  rows_.clear();
  offered_.clear();
  for (std::size_t i = 0; i < offered.size(); ++i) {
    const suggestion& one = offered[i];
    suggestion_row row{one.label, one.note, 0, std::string(first_letter(one.label)), key_hash(one.key), 0, 0};
    mark_typed(row, typed());
    // Whoever is faster than the answer must not choose what stood there for other words.
    if (o.busy && !typed().empty() && row.marked_end == 0) continue;
    rows_.push_back(std::move(row));
    offered_.push_back(i);
  }
  const bool was_active = active_;
  if (active_) chosen = list_.keys(c, rows_, touched_);
  draw_frame(c, r, o, active_, c.hovered(r));
  rect inner = r.inset(side, 0);
  const rect arrow = inner.cut_right(16);
  if (active_ || !o.inline_look || c.hovered(r)) c.paint.icon(arrow, icon::chevron_down, k.text3, 16);
  if (o.edited && !active_) {
    inner.cut_right(8);
    const float w = std::ceil(c.paint.width(face::small, "Edited")) + 8;
    change_tag(c.paint, c.th, inner.cut_right(w).x, r.y + std::floor((r.h - 20) / 2), tone::accent, "Edited",
               false, face::small);
    inner.cut_right(8);
  }
  if (!key.empty()) {
    monogram(c.paint, c.th, inner.cut_left(mark_size).centered(mark_size, mark_size), first_letter(label),
             key_hash(key));
    inner.cut_left(8);
  }
  if (!active_) typed_ = label;
  const std::string before = typed_;
  text_options options{.look = field_look::bare, .placeholder = o.placeholder};
  options.description = o.error;
  options.expanded = list_.shown();
  const text_result_flags flags = text_field(c, inner, name, typed_, options);
  active_ = flags.active;
  last_ = flags;
  if (flags.entered) {
    touched_ = false;
    list_.reset(-1);
  } else if (active_ && typed_ != before) {
    touched_ = true;
    list_.reset(0);
  }
  const bool on_list = list_.holds(c.mouse);
  if (active_ || (was_active && on_list)) {
    const int pressed = list_.draw(c, r, r.w, name, rows_);
    if (pressed >= 0) chosen = pressed;
  } else {
    list_.hide();
    touched_ = false;
  }
  bool changed = false;
  const bool left = was_active && !active_ && !flags.canceled;
  if (o.clearable && left && emptied_ && chosen < 0 && !on_list) {
    changed = !key.empty();
    key.clear();
    chosen_.clear();
  }
  emptied_ = active_ && touched_ && typed_.empty();
  if (chosen >= 0 && chosen < static_cast<int>(offered_.size())) {
    const suggestion& one = offered[offered_[static_cast<std::size_t>(chosen)]];
    changed = one.key != key;
    key = one.key;
    chosen_ = one.label;
    typed_ = one.label;
    active_ = touched_ = false;
    ImGui::ClearActiveID();
    list_.hide();
    c.page.wake();
  }
  c.pop_id();
  return changed;
}

}  // namespace dossier::ui
