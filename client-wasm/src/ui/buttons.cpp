#include <cmath>

#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float icon_px = 16;
constexpr float gap = 8;

struct look {
  color fill = 0;
  color outline = 0;
  color ink = 0;
};

look button_look(const palette& k, button_kind kind, bool hover, bool press, bool no_fill) {
  switch (kind) {
    case button_kind::primary:
      return {press ? k.accent_press : hover ? k.accent_hover : k.accent, 0, k.on_accent};
    case button_kind::confirm:
      return {k.bad_fill, press ? k.text : 0, k.on_accent};
    case button_kind::ghost:
      return {hover || press ? k.press : 0, 0, hover || press ? k.text : k.text2};
    case button_kind::danger:
      return {hover || press ? k.bad_tint : no_fill ? 0 : k.panel, press ? k.bad : k.border, k.bad};
    case button_kind::secondary:
      break;
  }
  return {hover || press ? k.press : no_fill ? 0 : k.panel, press ? k.control : k.border, k.text};
}

float content_width(const context& c, std::string_view label, const button_options& o) {
  const bool has_icon = o.icon != 0 || o.busy;
  float w = c.paint.width(face::medium, label) + (has_icon ? icon_px + gap : 0);
  const std::string hint = c.key_text(o.key_hint);
  if (!hint.empty()) w += gap + c.paint.width(face::micro, hint);
  return w;
}

std::uint32_t button_state(bool disabled, bool busy, bool focused) {
  return (disabled ? state_disabled : 0U) | (busy ? state_busy : 0U) | (focused ? state_focused : 0U);
}

}  // namespace

float button_width(const context& c, std::string_view label, const button_options& o, float height) {
  const float side = height <= size::control_small ? 8 : 12;
  const bool has_icon = o.icon != 0 || o.busy;
  return std::ceil((content_width(c, label, o) + side + (has_icon ? 8 : side)) / 4) * 4;
}

bool button(context& c, rect r, std::string_view label, const button_options& o) {
  const widget_id id = c.id(label);
  const bool inert = o.disabled || o.busy;
  press_result p = pressable(c, id, r);
  if (inert) p.pressed = p.held = false;
  const bool hover = (!inert && p.hovered) || o.force == forced::hover;
  const bool press = (!inert && p.held) || o.force == forced::pressed;
  const palette& k = c.th.colors;
  look l = button_look(k, o.kind, hover, press, o.no_fill);
  if (o.disabled) l = {0, o.kind == button_kind::ghost ? 0 : k.border, k.text_off};
  if (l.fill != 0) c.paint.fill_round(r, l.fill, radius::control);
  if (l.outline != 0) c.paint.outline(r, l.outline, radius::control);

  const std::string hint = c.key_text(o.key_hint);
  const float width = content_width(c, label, o);
  const bool small = r.h <= size::control_small;
  const face f = small ? face::small_medium : face::medium;
  float x = r.x + std::floor((r.w - width) / 2) - (o.icon != 0 && !hint.empty() ? 2 : 0);
  if (o.icon != 0 || o.busy) {
    const color ink = o.disabled ? l.ink : o.kind == button_kind::secondary && !o.busy ? k.text2 : l.ink;
    c.paint.icon({x, r.y, icon_px, r.h}, o.busy ? icon::refresh : o.icon, ink, icon_px);
    x += icon_px + gap;
  }
  const float room = r.right() - x - 4;
  c.paint.text_in({x, r.y, room, r.h}, f, l.ink, label);
  if (!hint.empty()) {
    const bool filled = o.kind == button_kind::primary || o.kind == button_kind::confirm;
    const color ink = o.disabled || filled ? l.ink : k.text3;
    const float hint_x = x + c.paint.width(f, label) + gap;
    c.paint.text_in({hint_x, r.y, r.right() - hint_x, r.h}, filled ? face::micro_medium : face::micro, ink,
                    hint);
  }
  if (p.focused || o.force == forced::focus) c.paint.focus_ring(r, c.th, radius::control);
  if (!inert && p.hovered) c.cursor = platform::cursor::hand;
  if (o.disabled) c.tooltip(id, r, o.reason);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = button_state(o.disabled, o.busy, p.focused),
              .name = std::string(label),
              .description = std::string(o.disabled ? o.reason : ""),
              .bounds = r});
  return p.pressed;
}

bool icon_button(context& c, rect r, char32_t glyph, std::string_view name, const icon_button_options& o) {
  const widget_id id = c.id(name);
  press_result p = pressable(c, id, r);
  if (o.disabled) p.pressed = p.held = false;
  const palette& k = c.th.colors;
  const bool hover = (p.hovered && !o.disabled) || o.force == forced::hover;
  const bool press = p.held || o.active || o.force == forced::pressed;
  if (hover || press) {
    c.paint.fill_round(r, k.press, radius::control);
  } else if (o.outlined && !o.disabled) {
    c.paint.fill_round(r, k.panel, radius::control);
  }
  if (o.outlined) c.paint.outline(r, p.held ? k.control : k.border, radius::control);
  const color ink = o.disabled ? k.text_off : hover || press ? k.text : o.ink != 0 ? o.ink : k.text2;
  c.paint.icon(r, glyph, ink, o.icon_size);
  if (p.focused || o.force == forced::focus) c.paint.focus_ring(r, c.th, radius::control);
  if (p.hovered && !o.disabled) c.cursor = platform::cursor::hand;
  const std::string hint = c.key_text(o.key_hint);
  const std::string tip = std::string(name) + (hint.empty() ? "" : ", " + hint);
  c.tooltip(id, r, o.disabled && !o.reason.empty() ? o.reason : std::string_view(tip));
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = button_state(o.disabled, false, p.focused),
              .name = std::string(name),
              .description = hint,
              .bounds = r});
  return p.pressed;
}

bool link_text(context& c, float x, float y, std::string_view label, face f) {
  const rect r{x, y, c.paint.width(f, label), metrics(f).line};
  const widget_id id = c.id(label);
  const press_result p = pressable(c, id, r);
  c.paint.text_underlined(f, x, y, c.th.colors.link, label);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(r, c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? state_focused : 0U,
              .name = std::string(label),
              .bounds = r});
  return p.pressed;
}

}  // namespace dossier::ui
