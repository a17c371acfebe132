#include "client-wasm/src/ui/popups.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

constexpr float menu_padding = 4;
constexpr float separator_height = 9;
constexpr float screen_margin = 8;

constexpr ImGuiWindowFlags layer_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                         ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollWithMouse;

/// Below the anchor where there is room, else above it; never off the screen.
rect place(const context& c, rect anchor, float w, float h) {
  const float below = anchor.bottom() + 4;
  const bool fits_below = below + h <= c.screen.bottom() - screen_margin;
  const float y = fits_below ? below : std::max(screen_margin, anchor.y - 4 - h);
  const float x =
      std::clamp(anchor.x, screen_margin, std::max(screen_margin, c.screen.w - w - screen_margin));
  return {x, y, w, h};
}

/// Opens ImGui's popup window around `r` grown by the edge; draws go to it until end_layer().
bool begin_layer(context& c, widget_id id, rect r) {
  const float s = c.paint.scale();
  const rect outer = r.inset(-2);
  ImGui::SetNextWindowPos(ImVec2(std::round(outer.x * s), std::round(outer.y * s)));
  ImGui::SetNextWindowSize(ImVec2(std::round(outer.w * s), std::round(outer.h * s)));
  if (!ImGui::BeginPopupEx(id, layer_flags)) return false;
  c.layers.push_back(c.paint.exchange_list(ImGui::GetWindowDrawList()));
  c.focus.push_layer();
  return true;
}

void end_layer(context& c) {
  c.escaped_unchanged = false;
  c.focus.pop_layer();
  c.paint.exchange_list(c.layers.back());
  c.layers.pop_back();
  ImGui::EndPopup();
}

float menu_height(const menu_item* items, int count) {
  float h = 2 * menu_padding;
  for (int i = 0; i < count; ++i) h += size::menu_item + (items[i].separator_before ? separator_height : 0);
  return h;
}

float menu_width(const context& c, const menu_item* items, int count, float min_width) {
  float w = min_width;
  for (int i = 0; i < count; ++i) {
    float row = 2 * (menu_padding + 8) + c.paint.width(face::body, items[i].label) + 24;
    const std::string hint = c.key_text(items[i].key_hint);
    if (!hint.empty()) row += 24 + key_cap_width(c.paint, hint);
    w = std::max(w, std::ceil(row / 4) * 4);
  }
  return w;
}

/// Arrow keys, Home, End and first letters move among the items that can be chosen.
void move_highlight(context& c, const menu_item* items, int count, int& at) {
  const auto step = [&](int by) {
    for (int n = 0; n < count; ++n) {
      at = (at + by + count) % count;
      if (!items[at].disabled) return;
    }
  };
  if (c.shortcut(key::down)) step(1);
  if (c.shortcut(key::up)) step(-1);
  if (c.shortcut(key::home)) {
    at = -1;
    step(1);
  }
  if (c.shortcut(key::end)) {
    at = count;
    step(-1);
  }
  if (c.typed.size() == 1) {
    const char typed = static_cast<char>(c.typed[0] | 0x20);
    for (int n = 1; n <= count; ++n) {
      const int i = (at + n + count) % count;
      if (items[i].disabled || items[i].label.empty() || static_cast<char>(items[i].label[0] | 0x20) != typed)
        continue;
      at = i;
      break;
    }
  }
}

}  // namespace

void menu_row(context& c, rect r, const menu_item& item, bool highlighted, bool has_icons) {
  const palette& k = c.th.colors;
  if (highlighted && !item.disabled) c.paint.fill_round(r, k.press, radius::chip);
  const color ink = item.disabled ? k.text_off : item.danger ? k.bad : k.text;
  rect inner = r.inset(8, 0);
  if (has_icons) {
    const char32_t glyph = item.checked ? icon::check : item.icon;
    const rect box = inner.cut_left(16);
    const color glyph_ink = ink;
    if (glyph != 0) c.paint.icon(box, glyph, glyph_ink, 16);
    inner.cut_left(8);
  }
  if (const std::string hint = c.key_text(item.key_hint); !hint.empty()) {
    const float w = key_cap_width(c.paint, hint);
    key_cap(c.paint, c.th, inner.right() - w, r.y + std::floor(r.h / 2), hint);
    inner.cut_right(w + 8);
  }
  c.paint.text_in(inner, face::body, ink, item.label);
}

void open_popup(context& c, std::string_view name) {
  ImGui::ClearActiveID();  // a field being edited is left, so that keys reach the popup
  ImGui::OpenPopupEx(c.id(name));
  c.menu_at = -1;
  c.focus_before_popup = c.focus.current();
  c.page.wake();
}

void close_popup(context& c) {
  ImGui::CloseCurrentPopup();
  if (c.focus_before_popup != 0) {
    c.focus.take(c.focus_before_popup);
  } else {
    c.focus.clear();  // what had it goes with the popup
  }
  c.page.wake();
}

bool popup_is_open(const context& c, std::string_view name) {
  return ImGui::IsPopupOpen(c.id(name), ImGuiPopupFlags_None);
}

int popup_menu(context& c, std::string_view name, rect anchor, const menu_item* items, int count,
               float min_width) {
  const widget_id id = c.id(name);
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) return -1;
  const rect r = place(c, anchor, menu_width(c, items, count, min_width), menu_height(items, count));
  if (!begin_layer(c, id, r)) return -1;
  c.paint.raised(r, c.th);
  c.sem.open({.id = id, .kind = role::menu, .name = std::string(name), .bounds = r});
  const bool has_icons =
      std::any_of(items, items + count, [](const menu_item& i) { return i.icon != 0 || i.checked; });
  move_highlight(c, items, count, c.menu_at);
  int chosen = -1;
  float y = r.y + menu_padding;
  for (int i = 0; i < count; ++i) {
    const menu_item& item = items[i];
    if (item.separator_before) {
      c.paint.hline(r.x + 12, y + 4, r.w - 24, c.th.colors.border);
      y += separator_height;
    }
    const rect row{r.x + menu_padding, y, r.w - 2 * menu_padding, size::menu_item};
    const widget_id row_id = c.id(item.label);
    const press_result p = pressable(c, row_id, row, false);
    const bool pointer_moved = ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0;
    if (p.hovered && pointer_moved) c.menu_at = i;
    menu_row(c, row, item, c.menu_at == i, has_icons);
    if (p.hovered && !item.disabled) c.cursor = platform::cursor::hand;
    if (item.disabled) c.tooltip(row_id, row, item.reason);
    if (p.pressed && !item.disabled) chosen = i;
    c.sem.leaf({.id = row_id,
                .kind = role::menuitem,
                .state = (item.disabled ? state_disabled : 0U) | (c.menu_at == i ? state_focused : 0U) |
                         (item.checked ? state_checked : 0U),
                .name = std::string(item.label),
                .value = c.key_text(item.key_hint),
                .bounds = row});
    y += row.h;
  }
  if (c.menu_at >= 0 && c.menu_at < count && !items[c.menu_at].disabled &&
      (c.shortcut(key::enter) || c.shortcut(key::space))) {
    chosen = c.menu_at;
  }
  c.sem.close();
  if (chosen >= 0 || c.shortcut(key::escape) || c.shortcut(key::tab)) close_popup(c);
  end_layer(c);
  return chosen;
}

bool begin_popover(context& c, std::string_view name, rect anchor, float w, float h, rect& content) {
  const widget_id id = c.id(name);
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) return false;
  const rect r = place(c, anchor, w, h);
  if (!begin_layer(c, id, r)) return false;
  c.paint.raised(r, c.th);
  c.sem.open({.id = id, .kind = role::dialog, .name = std::string(name), .bounds = r});
  content = r;
  return true;
}

void end_popover(context& c) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool closed = g.OpenPopupStack.Size < g.BeginPopupStack.Size;  // by its own content
  const bool escaped = c.escaped_unchanged || (!c.text_active && c.shortcut(key::escape));
  if (escaped && !closed) close_popup(c);
  c.sem.close();
  end_layer(c);
}

bool begin_dialog(context& c, std::string_view name, std::string_view title, float w, float h,
                  rect& content) {
  const widget_id id = c.id(name);
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) return false;
  // The layer covers the page, so that a press outside the card closes it and nothing below is reached.
  if (!begin_layer(c, id, c.screen)) return false;
  c.paint.fill(c.screen, c.th.colors.scrim);
  const rect r{std::floor((c.screen.w - w) / 4) * 2, std::floor((c.screen.h - h) / 4) * 2, w, h};
  // A menu of its own lies above it and has the presses then, and so have the rows under one of its fields.
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const bool top = g.OpenPopupStack.Size == g.BeginPopupStack.Size && g.HoveredWindow == g.CurrentWindow;
  const bool outside = top && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !r.contains(c.mouse);
  if (outside) close_popup(c);
  c.paint.raised(r, c.th, radius::card, 2);
  c.sem.open({.id = id, .kind = role::dialog, .name = std::string(title), .bounds = r});
  content = r.inset(16, 12);
  c.paint.text_in(content.cut_top(20), face::strong, c.th.colors.text, title);
  return true;
}

bool begin_overlay(context& c, std::string_view name, rect card) {
  const widget_id id = c.id(name);
  if (!ImGui::IsPopupOpen(id, ImGuiPopupFlags_None)) return false;
  if (!begin_layer(c, id, c.screen)) return false;
  c.paint.fill(c.screen, c.th.colors.scrim);
  // A menu of its own lies above it and has the presses then.
  const bool top =
      ImGui::GetCurrentContext()->OpenPopupStack.Size == ImGui::GetCurrentContext()->BeginPopupStack.Size;
  if (top && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !card.contains(c.mouse)) close_popup(c);
  c.paint.raised(card, c.th, radius::card, 2);
  c.sem.open({.id = id, .kind = role::dialog, .name = std::string(name), .bounds = card});
  return true;
}

void end_overlay(context& c) {
  c.sem.close();
  end_layer(c);
}

void end_dialog(context& c) {
  end_popover(c);
}

bool select(context& c, rect r, std::string_view name, const std::string_view* labels, int count, int& index,
            const select_options& o) {
  c.push_id(name);
  const widget_id id = c.id("select");
  press_result p = pressable(c, id, r);
  if (o.disabled) p.pressed = false;
  const palette& k = c.th.colors;
  const bool open = popup_is_open(c, "choices");
  const bool hover = (p.hovered && !o.disabled) || o.force == forced::hover;
  const bool rests = o.inline_look && !open && !p.focused && o.error.empty();
  if (rests) {
    if (hover) c.paint.fill_round(r, k.press, radius::control);
  } else {
    if (!o.disabled) c.paint.fill_round(r, k.field, radius::control);
    const bool thick = p.focused || open;
    const color line = o.disabled         ? k.border
                       : !o.error.empty() ? k.bad
                       : thick            ? k.focus
                       : hover            ? k.text3
                                          : k.control;
    c.paint.outline(thick ? r.inset(-1) : r, line, radius::control + (thick ? 1 : 0), thick ? 2 : 1);
  }
  rect inner = r.inset(8, 0);
  if (!rests || hover)
    c.paint.icon(inner.cut_right(16), icon::chevron_down, o.disabled ? k.text_off : k.text3, 16);
  if (o.edited) {
    const float w = std::ceil(c.paint.width(face::small, "Edited")) + 8;
    change_tag(c.paint, c.th, inner.right() - w, r.y + std::floor((r.h - 20) / 2), tone::accent, "Edited",
               false, face::small);
    inner.cut_right(w + 8);
  }
  const bool chosen = index >= 0 && index < count;
  c.paint.text_in(inner, face::body,
                  o.disabled ? k.text_off
                  : chosen   ? k.text
                             : k.text3,
                  chosen ? labels[index] : o.placeholder);
  if (hover) c.cursor = platform::cursor::hand;
  if (o.disabled) c.tooltip(id, r, o.reason);
  const std::uint32_t state = (o.disabled ? state_disabled : 0U) | (p.focused ? state_focused : 0U) |
                              (open ? state_expanded : state_collapsed) | state_haspopup |
                              (o.error.empty() ? 0U : state_invalid);
  c.sem.leaf({.id = id,
              .kind = role::combobox,
              .state = state,
              .name = std::string(name),
              .value = std::string(chosen ? labels[index] : ""),
              .description = std::string(o.error),
              .bounds = r});
  if (p.pressed || (p.focused && !o.disabled && c.shortcut(key::down, mod_alt))) {
    open_popup(c, "choices");
    c.menu_at = index;
  }
  std::vector<menu_item> items(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    items[static_cast<std::size_t>(i)] = {.label = labels[i], .checked = i == index};
  }
  const int picked = popup_menu(c, "choices", r, items.data(), count, r.w);
  c.pop_id();
  if (picked < 0 || picked == index) return false;
  index = picked;
  return true;
}

void tooltip_card(context& c, float x, float y, std::string_view title, std::string_view detail) {
  constexpr float most = 360;
  const float text_w =
      std::min(most, std::max(c.paint.width(face::small_medium, title), c.paint.width(face::small, detail)));
  const float title_h = c.paint.text_wrapped({x, y, text_w + 1, 0}, face::small_medium, 0, title, 8, false);
  const rect r{x, y, std::ceil(text_w) + 24, title_h + (detail.empty() ? 16 : 36)};
  c.paint.fill_round(r, c.th.colors.text, radius::control);
  c.paint.text_wrapped({x + 12, y + 9, text_w + 1, title_h}, face::small_medium, c.th.colors.surface, title,
                       8);
  if (!detail.empty()) c.paint.text(face::small, x + 12, y + title_h + 11, c.th.colors.surface, detail);
}

void draw_deferred(context& c) {
  if (c.tip.owner == 0) return;
  if (c.tip.seen != c.now) {
    c.tip = {};
    return;
  }
  if (c.now < c.tip.since + timing::tooltip_delay) return;
  ImDrawList* before = c.paint.exchange_list(ImGui::GetForegroundDrawList());
  constexpr float most = 360;
  const float w = std::min(most, c.paint.width(face::small_medium, c.tip.text)) + 25;
  const float h = c.paint.text_wrapped({0, 0, w - 24, 0}, face::small_medium, 0, c.tip.text, 8, false) + 16;
  const bool below = c.tip.anchor.bottom() + 6 + h <= c.screen.bottom();
  const float x =
      std::clamp(c.tip.anchor.x, screen_margin, std::max(screen_margin, c.screen.w - w - screen_margin));
  const float y = below ? c.tip.anchor.bottom() + 6 : c.tip.anchor.y - 6 - h;
  tooltip_card(c, std::floor(x), std::floor(y), c.tip.text, {});
  c.paint.exchange_list(before);
  c.sem.leaf(
      {.id = c.tip.owner ^ 0x7469U, .kind = role::tooltip, .name = c.tip.text, .bounds = {x, y, w, h}});
}

}  // namespace dossier::ui
