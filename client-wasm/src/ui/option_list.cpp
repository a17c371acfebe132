#include "client-wasm/src/ui/option_list.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/imgui_keys.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float padding = 8;
constexpr float note_gap = 24;

}  // namespace

bool take_key(context& c, key k) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeyAlt || io.KeyShift || io.KeySuper) return false;
  const ImGuiKey code = to_imgui(k);
  if (!ImGui::IsKeyPressed(code, true)) return false;
  ImGui::SetKeyOwner(code, ImGuiKeyOwner_Any, ImGuiInputFlags_LockThisFrame);
  c.taken.push_back(k);
  return true;
}

bool option_list::keys(context& c, const std::vector<option_row>& rows) {
  if (rows.empty()) return false;
  at_.follow(rows);
  const int before = at_.at();
  if (take_key(c, key::down)) at_.step(rows, 1);
  if (take_key(c, key::up)) at_.step(rows, -1);
  if (at_.at() == before) return false;
  first_ = std::clamp(first_, std::max(0, at_.at() - option_rows_max + 1), at_.at());
  c.page.wake();
  return true;
}

float option_list::height(std::size_t count) {
  return size::menu_item * static_cast<float>(std::min<std::size_t>(count, option_rows_max));
}

float option_list::width(const context& c, const std::vector<option_row>& rows, face f) {
  float w = 0;
  for (const option_row& one : rows) {
    float own = c.paint.width(f, one.label) + (one.with_box ? size::checkbox + padding : 0);
    if (!one.note.empty()) own += note_gap + c.paint.width(face::small, one.note);
    w = std::max(w, own);
  }
  return std::ceil(w / 4) * 4 + 2 * padding;
}

int option_list::draw(context& c, rect r, std::string_view name, const std::vector<option_row>& rows,
                      face f) {
  const int count = static_cast<int>(rows.size());
  const int most_first = std::max(0, count - option_rows_max);
  if (c.hovered(r) && c.wheel.y != 0) {
    wheel_ += c.wheel.y;
    const int steps = static_cast<int>(wheel_ / size::menu_item);
    wheel_ -= static_cast<float>(steps) * size::menu_item;
    first_ += steps;
    c.wheel.y = 0;
  }
  first_ = std::clamp(first_, 0, most_first);
  at_.follow(rows);
  c.sem.open({.id = c.id(name), .kind = role::listbox, .name = std::string(name), .bounds = r});
  int pressed = -1;
  rect rest = r;
  for (int i = first_; i < std::min(count, first_ + option_rows_max); ++i) {
    const option_row& one = rows[static_cast<std::size_t>(i)];
    const rect place = rest.cut_top(size::menu_item);
    c.push_id(static_cast<std::int64_t>(i));
    const widget_id id = c.id("option");
    c.pop_id();
    const bool hover = c.hovered(place);
    const bool moved = ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0;
    if (hover && moved) at_.put(rows, i);
    if (hover) c.cursor = platform::cursor::hand;
    if ((hover && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) || c.sem.take_press(id)) pressed = i;
    const bool highlighted = at_.at() == i;
    row(c, place, one, highlighted, f);
    const std::uint32_t chosen = one.with_box ? (one.checked ? state_checked : state_unchecked) : 0U;
    c.sem.leaf({.id = id,
                .kind = role::option,
                .state = chosen | (highlighted ? state_focused | state_selected : state_unselected),
                .name = one.label,
                .description = one.note,
                .bounds = place});
  }
  c.sem.close();
  if (most_first > 0) {
    const float share = r.h / static_cast<float>(count);
    const float thumb = std::max(size::scrollbar_min, share * option_rows_max);
    const float travel = (r.h - thumb) * static_cast<float>(first_) / static_cast<float>(most_first);
    c.paint.fill_round({r.right() - 2, r.y + std::floor(travel), 3, thumb}, c.th.colors.control, radius::bar);
  }
  return pressed;
}

void option_list::row(context& c, rect r, const option_row& one, bool highlighted, face f) const {
  const palette& k = c.th.colors;
  if (highlighted) c.paint.fill_round(r, k.press, radius::chip);
  rect inner = r.inset(padding, 0);
  if (one.with_box) {
    const rect box = inner.cut_left(size::checkbox).centered(size::checkbox, size::checkbox);
    inner.cut_left(padding);
    if (one.checked) {
      c.paint.fill_round(box, k.accent, radius::chip);
      c.paint.line({box.x + 4.25F, box.y + 8.25F}, {box.x + 7, box.y + 11}, k.on_accent, 2);
      c.paint.line({box.x + 6.5F, box.y + 11}, {box.x + 12, box.y + 5.25F}, k.on_accent, 2);
    } else {
      c.paint.fill_round(box, k.field, radius::chip);
      c.paint.outline(box, k.control, radius::chip);
    }
  } else if (one.checked) {
    c.paint.icon(inner.cut_right(16), icon::check, k.text2, 16);
    inner.cut_right(padding);
  }
  if (!one.note.empty()) {
    const float w = std::ceil(c.paint.width(face::small, one.note));
    c.paint.text_in(inner.cut_right(w), face::small, k.text3, one.note, align::right);
    inner.cut_right(padding);
  }
  const bool fits = c.paint.width(f, one.label) <= inner.w;
  if (one.matched_size == 0 || !fits) {
    c.paint.text_in(inner, f, k.text, one.label);
    return;
  }
  const std::string_view label = one.label;
  const auto part = [&](std::size_t from, std::size_t count, color ink) {
    const float x = inner.x + c.paint.width(f, label.substr(0, from));
    c.paint.text_in({x, r.y, inner.right() - x + 1, r.h}, f, ink, label.substr(from, count));
  };
  const std::size_t end = one.matched + one.matched_size;
  if (one.matched > 0) part(0, one.matched, k.text);
  part(one.matched, one.matched_size, k.link);
  if (end < label.size()) part(end, label.size() - end, k.text);
}

}  // namespace dossier::ui
