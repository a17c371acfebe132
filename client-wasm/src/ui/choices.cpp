#include <cmath>

#include "client-wasm/src/ui/widgets.hpp"

// Checkbox, switch, radio, tabs, segmented control, navigation items.
namespace dossier::ui {
namespace {

constexpr float label_gap = 8;

std::uint32_t focus_bit(bool focused) {
  return focused ? state_focused : 0U;
}

void choice_label(context& c, rect r, float box, std::string_view name, bool disabled) {
  rect text = r;
  text.cut_left(box + label_gap);
  c.paint.text_in(text, face::body, disabled ? c.th.colors.text_off : c.th.colors.text, name);
}

}  // namespace

bool checkbox(context& c, rect r, std::string_view name, check_state s, bool show_label, bool disabled,
              forced force) {
  const widget_id id = c.id(name);
  press_result p = pressable(c, id, r);
  if (disabled) p.pressed = false;
  const palette& k = c.th.colors;
  const rect box{r.x, r.y + std::floor((r.h - size::checkbox) / 2), size::checkbox, size::checkbox};
  const bool hover = p.hovered || force == forced::hover;
  if (s == check_state::off) {
    c.paint.fill_round(box, k.field, radius::chip);
    c.paint.outline(box, disabled ? k.border : hover ? k.text3 : k.control, radius::chip);
  } else {
    c.paint.fill_round(box, disabled ? k.border : hover ? k.accent_hover : k.accent, radius::chip);
    const color ink = disabled ? k.text_off : k.on_accent;
    if (s == check_state::on) {
      c.paint.line({box.x + 4.25F, box.y + 8.25F}, {box.x + 7, box.y + 11}, ink, 2);
      c.paint.line({box.x + 6.5F, box.y + 11}, {box.x + 12, box.y + 5.25F}, ink, 2);
    } else {
      c.paint.fill({box.x + 4, box.y + 7, 8, 2}, ink);
    }
  }
  if (show_label) choice_label(c, r, size::checkbox, name, disabled);
  if (p.focused || force == forced::focus) c.paint.focus_ring(box, c.th, radius::chip);
  if (p.hovered && !disabled) c.cursor = platform::cursor::hand;
  const std::uint32_t checked = s == check_state::on      ? state_checked
                                : s == check_state::mixed ? state_mixed
                                                          : state_unchecked;
  c.sem.leaf({.id = id,
              .kind = role::checkbox,
              .state = checked | focus_bit(p.focused) | (disabled ? state_disabled : 0U),
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

bool toggle(context& c, rect r, std::string_view name, bool on, bool disabled) {
  const widget_id id = c.id(name);
  press_result p = pressable(c, id, r);
  if (disabled) p.pressed = false;
  const palette& k = c.th.colors;
  const rect track{r.x, r.y + std::floor((r.h - 16) / 2), 28, 16};
  if (on) {
    c.paint.fill_round(track, disabled ? k.border : k.accent, 8);
    c.paint.circle({track.right() - 8, track.y + 8}, 6, disabled ? k.text_off : k.on_accent);
  } else {
    c.paint.fill_round(track, k.field, 8);
    c.paint.outline(track, disabled ? k.border : k.control, 8);
    c.paint.circle({track.x + 8, track.y + 8}, 6, disabled ? k.border : k.control);
  }
  if (p.focused) c.paint.focus_ring(track, c.th, 8);
  if (p.hovered && !disabled) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::switch_,
              .state = (on ? state_checked : state_unchecked) | focus_bit(p.focused) |
                       (disabled ? state_disabled : 0U),
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

bool radio(context& c, rect r, std::string_view name, bool on, bool disabled) {
  const widget_id id = c.id(name);
  press_result p = pressable(c, id, r);
  if (disabled) p.pressed = false;
  const palette& k = c.th.colors;
  const point center{r.x + 8, r.y + std::floor(r.h / 2)};
  c.paint.ring(center, 8, disabled ? k.border : on ? k.accent : k.control, 1);
  if (on) c.paint.circle(center, 4, disabled ? k.text_off : k.accent);
  choice_label(c, r, 16, name, disabled);
  if (p.focused) c.paint.focus_ring({center.x - 8, center.y - 8, 16, 16}, c.th, 8);
  if (p.hovered && !disabled) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::radio,
              .state = (on ? state_checked : state_unchecked) | focus_bit(p.focused) |
                       (disabled ? state_disabled : 0U),
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

press_result nav_item(context& c, rect r, char32_t glyph, std::string_view label, std::string_view count,
                      bool active, bool screen, forced force) {
  const widget_id id = c.id(label);
  const press_result p = pressable(c, id, r);
  const palette& k = c.th.colors;
  const bool hover = p.hovered || force == forced::hover;
  if (active) {
    c.paint.fill_round(r, k.press, radius::control);
  } else if (hover) {
    c.paint.fill_round(r, k.hover, radius::control);
  }
  const bool rail = r.w < 48;
  rect inner = rail ? r : r.inset(8, 0);
  if (glyph != 0) c.paint.icon(rail ? inner : inner.cut_left(16), glyph, active ? k.text : k.text3, 16);
  if (!rail) {
    inner.cut_left(8);
    if (!count.empty()) {
      const float w = c.paint.width(face::small, count);
      c.paint.text_in(inner.cut_right(w), face::small, k.text3, count);
      inner.cut_right(8);
    }
    const text_result drawn = c.paint.text_in(inner, active || screen ? face::medium : face::body,
                                              active || hover ? k.text : k.text2, label);
    if (drawn.cut) c.tooltip(id, r, label);
  } else {
    c.tooltip(id, r, label);
  }
  if (p.focused || force == forced::focus) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::link,
              .state = (active ? state_current : 0U) | focus_bit(p.focused),
              .name = std::string(label),
              .value = std::string(count),
              .bounds = r});
  return p;
}

int tab_bar(context& c, rect r, const tab_item* items, int count, int active) {
  constexpr float spacing = 20;
  const palette& k = c.th.colors;
  int chosen = -1;
  float x = r.x;
  const widget_id list = c.id("tabs");
  c.sem.open({.id = list, .kind = role::tablist, .name = "Tabs", .bounds = r});
  for (int i = 0; i < count; ++i) {
    const tab_item& t = items[i];
    const bool on = i == active;
    const face f = on ? face::medium : face::body;
    const float label_w = c.paint.width(f, t.label);
    const float count_w = t.count.empty() ? 0 : 4 + c.paint.width(face::body, t.count);
    const rect tab{x, r.y, std::ceil(label_w + count_w), r.h};
    const widget_id id = c.id(t.label);
    const press_result p = pressable(c, id, tab.inset(-4, 0));
    c.paint.text_in({x, r.y, label_w + 1, r.h}, f, on || p.hovered ? k.text : k.text2, t.label);
    if (count_w > 0) c.paint.text_in({x + label_w + 4, r.y, count_w, r.h}, face::body, k.text3, t.count);
    if (on) c.paint.fill({tab.x, r.bottom() - 2, tab.w, 2}, k.focus);
    if (p.focused) {
      c.paint.focus_ring(tab.inset(-2, 5), c.th, radius::chip);
      const int step = c.shortcut(key::right) ? 1 : c.shortcut(key::left) ? -1 : 0;
      if (step != 0) {
        chosen = (i + step + count) % count;
        c.focus.take(c.id(items[chosen].label));
      }
    }
    if (p.hovered) c.cursor = platform::cursor::hand;
    if (p.pressed) chosen = i;
    c.sem.leaf({.id = id,
                .kind = role::tab,
                .state = (on ? state_selected : state_unselected) | focus_bit(p.focused),
                .name = std::string(t.label),
                .value = std::string(t.count),
                .bounds = tab});
    x += tab.w + spacing;
  }
  c.sem.close();
  return chosen;
}

int segmented(context& c, rect r, const std::string_view* labels, int count, int active) {
  const palette& k = c.th.colors;
  c.paint.fill_round(r, k.field, radius::control);
  c.paint.outline(r, k.border, radius::control);
  int chosen = -1;
  float x = r.x + 2;
  for (int i = 0; i < count; ++i) {
    const rect part{x, r.y + 2, std::ceil(c.paint.width(face::small_medium, labels[i])) + 24, r.h - 4};
    const widget_id id = c.id(labels[i]);
    const press_result p = pressable(c, id, part);
    const bool on = i == active;
    if (on) c.paint.fill_round(part, k.press, radius::chip);
    c.paint.text_in(part, on ? face::small_medium : face::small, on || p.hovered ? k.text : k.text2,
                    labels[i], align::center);
    if (p.focused) c.paint.focus_ring(part.inset(1), c.th, radius::chip);
    if (p.hovered) c.cursor = platform::cursor::hand;
    if (p.pressed) chosen = i;
    c.sem.leaf({.id = id,
                .kind = role::radio,
                .state = (on ? state_checked : state_unchecked) | focus_bit(p.focused),
                .name = std::string(labels[i]),
                .bounds = part});
    x += part.w;
  }
  return chosen;
}

float segmented_width(const context& c, const std::string_view* labels, int count) {
  float w = 4;
  for (int i = 0; i < count; ++i) w += std::ceil(c.paint.width(face::small_medium, labels[i])) + 24;
  return w;
}

}  // namespace dossier::ui
