#include "client-wasm/src/ui/keys_sheet.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/model/fuzzy.hpp"
#include "client-wasm/src/ui/command_keys.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {
namespace {

constexpr std::string_view popup_name = "All keys";
constexpr float width = 760;
constexpr float height_most = 640;
constexpr float line_height = 28;
constexpr float head_height = 28;
constexpr float group_gap = 12;
constexpr float keys_width = 136;
constexpr float column_gap = 24;

}  // namespace

void keys_sheet::open(context& c) {
  find_.clear();
  changing_.clear();
  refusal_.clear();
  scroll_ = {};
  open_popup(c, popup_name);
}

bool keys_sheet::shows(const app::commands& all, const app::command& one) const {
  const bool has_keys = !one.keys.empty() || all.is_moved(one.id);
  if (!one.in_sheet || !has_keys) return false;
  if (find_.empty()) return true;
  const auto match = model::match_fuzzy(find_, one.title);
  return (match && match->ranges.size() <= 2) || model::match_fuzzy(find_, all.assigned_keys(one));
}

int keys_sheet::lines(const app::commands& all, app::command_place where) const {
  return static_cast<int>(std::count_if(all.all().begin(), all.all().end(), [&](const app::command& one) {
    return one.where == where && shows(all, one);
  }));
}

bool keys_sheet::draw(context& c, app::commands& all) {
  changed_ = false;
  const float height = std::min(height_most, c.screen.h - 64);
  rect content;
  const bool captured = !changing_.empty() && capture(c, all);
  if (!begin_dialog(c, popup_name, popup_name, width, height, content)) {
    changing_.clear();
    return captured;
  }
  changed_ = captured;
  content.cut_top(8);
  rect bar = content.cut_top(size::control);
  text_field(c, bar.cut_left(280), "Find a key", find_, {.placeholder = "Find a key", .search = true});
  const button_options reset{
      .kind = button_kind::ghost, .disabled = all.moved().empty(), .reason = "No key was changed"};
  const float reset_w = button_width(c, "Reset all", reset);
  if (button(c, bar.cut_right(reset_w), "Reset all", reset)) {
    all.reset_all();
    changed_ = true;
  }
  bar.cut_right(16);
  const bool on = all.map().single_keys;
  const float toggle_w = 28 + 8 + std::ceil(c.paint.width(face::body, "Single letter keys"));
  rect single = bar.cut_right(toggle_w);
  if (toggle(c, single, "Single letter keys", on)) {
    all.set_single_keys(!on);
    changed_ = true;
  }
  single.cut_left(36);
  c.paint.text_in(single, face::body, c.th.colors.text, "Single letter keys");
  content.cut_top(4);
  const rect note = content.cut_top(24);
  if (!refusal_.empty()) error_line(c, note, refusal_);

  const rect area = scroll_.begin(c, content, "Keys");
  const float column = std::floor((area.w - column_gap) / 2);
  std::array<rect, 2> columns{
      {{area.x, area.y, column, 0}, {area.x + column + column_gap, area.y, column, 0}}};
  for (int i = 0; i < app::command_places; ++i) {
    // The next group goes where there is more room; the first column holds "Anywhere" alone for long.
    rect& at = columns[1].y < columns[0].y ? columns[1] : columns[0];
    group(c, at, all, static_cast<app::command_place>(i));
  }
  const float bottom = std::max(columns[0].y, columns[1].y);
  if (bottom == area.y) empty_state(c, content, icon::apple_keyboard_caps, "No key is called so", {}, {});
  scroll_.end(c, bottom - area.y);
  if (changing_.empty()) {
    end_dialog(c);
  } else {
    // Esc ends the change, not the sheet.
    end_overlay(c);
  }
  return changed_;
}

void keys_sheet::group(context& c, rect& at, app::commands& all, app::command_place where) {
  const int count = lines(all, where);
  if (count == 0) return;
  const std::string_view name = app::place_name(where);
  const rect head{at.x, at.y, at.w, head_height};
  c.paint.text_in(head, face::small_medium, c.th.colors.text2, name);
  c.paint.bottom_line(head, c.th.colors.border);
  c.push_id(name);
  c.sem.open({.id = c.id("group"),
              .kind = role::list,
              .name = std::string(name),
              .bounds = {at.x, at.y, at.w, head_height + line_height * static_cast<float>(count)}});
  at.y += head_height;
  for (const app::command& one : all.all()) {
    if (one.where != where || !shows(all, one)) continue;
    line(c, {at.x, at.y, at.w, line_height}, all, one);
    at.y += line_height;
  }
  c.sem.close();
  c.pop_id();
  at.y += group_gap;
}

float keys_sheet::caps(context& c, rect r, const app::commands& all, const app::command& one) const {
  std::vector<std::string> texts;
  if (!one.sheet_keys.empty()) {
    texts.push_back(one.sheet_keys);
  } else {
    texts.push_back(all.assigned_keys(one));
    if (!all.is_moved(one.id)) texts.insert(texts.end(), one.keys.begin() + 1, one.keys.end());
  }
  float x = r.x;
  for (const std::string& text : texts) {
    const std::string cap = model::cap_text(text, c.th.apple);
    x += key_cap(c.paint, c.th, x, r.center().y, cap) + 4;
  }
  return x - r.x;
}

void keys_sheet::line(context& c, rect r, app::commands& all, const app::command& one) {
  const palette& k = c.th.colors;
  c.push_id(one.id);
  const widget_id id = c.id("line");
  const bool changing = changing_ == one.id;
  const press_result p = pressable(c, id, r, !one.fixed);
  if (p.hovered && !one.fixed) c.paint.fill_round(r, k.hover, radius::chip);
  if (p.focused) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  const rect keys = r.inset(4, 0).with_width(keys_width);
  if (changing) {
    const std::string begun = so_far_.empty() ? "Press keys" : model::to_string(so_far_) + " \xE2\x80\xA6";
    tag(c.paint, c.th, keys.x, r.y + 4, tone::accent, begun);
  } else {
    caps(c, keys, all, one);
  }
  const bool off = !changing && all.keys(one.id).empty();
  rect text = r;
  text.cut_left(keys_width + 8);
  if (all.is_moved(one.id) && !changing) {
    if (icon_button(c, text.cut_right(24).inset(0, 2), icon::undo, "Reset", {.icon_size = 14})) {
      all.reset(one.id);
      changed_ = true;
    }
  }
  c.paint.text_in(text, face::body, off ? k.text_off : k.text, one.title);
  if (p.hovered && !one.fixed) c.tooltip(id, r, off ? "Single letter keys are off" : "Change the keys");
  if (p.pressed && !one.fixed) {
    changing_ = one.id;
    so_far_.clear();
    refusal_.clear();
    c.sem.announce("Press the keys for " + one.title + ". Escape leaves them as they are");
    c.page.wake();
  }
  c.sem.leaf({.id = id,
              .kind = role::listitem,
              .state = p.focused ? state_focused : 0U,
              .name = one.title,
              .value = one.sheet_keys.empty() ? all.assigned_keys(one) : one.sheet_keys,
              .description = changing ? "Press keys"
                             : off    ? "Off"
                                      : "",
              .bounds = r});
  c.pop_id();
}

/// Takes the keys that are pressed for the command that is changed; true when it has new ones.
bool keys_sheet::capture(context& c, app::commands& all) {
  const auto stroke = pressed_stroke(c);
  if (!stroke) return false;
  c.taken.push_back(stroke->key);
  c.typed.clear();
  c.page.wake();
  if (stroke->key == key::escape) {
    changing_.clear();
    return false;
  }
  so_far_.push_back(*stroke);
  // A key that begins sequences waits for its second one.
  app::commands probe;
  probe.load_moved(all.moved());
  if (so_far_.size() == 1) {
    const auto begun = probe.press(*stroke, 0);
    if (begun.taken && begun.id.empty()) return false;
  }
  refusal_ = all.remap(changing_, so_far_);
  const app::command* one = all.find(changing_);
  changing_.clear();
  c.sem.announce(refusal_.empty() ? one->title + ": " + all.assigned_keys(*one) : refusal_,
                 !refusal_.empty());
  return refusal_.empty();
}

}  // namespace dossier::ui
