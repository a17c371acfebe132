#include "client-wasm/src/ui/filter_chip.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float height = size::control_small;
constexpr float chip_padding = 8;
constexpr float value_width_max = 240;
constexpr float mono_width_max = 320;

float part_width(const context& c, face f, std::string_view text, float most) {
  return std::min(most, std::ceil(c.paint.width(f, text)) + 2 * chip_padding);
}

struct chip_widths {
  float field = 0;
  float op = 0;
  float value = 0;
  [[nodiscard]] float all() const { return field + op + value + height; }
};

chip_widths widths_of(const context& c, const chip_words& words) {
  if (words.mono) return {0, 0, part_width(c, face::mono_small, words.value, mono_width_max)};
  return {part_width(c, face::small, words.field, value_width_max),
          part_width(c, face::small, words.op, value_width_max),
          part_width(c, face::small_medium, words.value, value_width_max)};
}

/// One pressable stretch of a chip, with its text and the line at its end.
bool chip_part(context& c, rect r, std::string_view name, std::string_view text, face f, color ink) {
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, r);
  if (p.hovered) {
    c.paint.fill(r.inset(1), c.th.colors.press);
    c.cursor = platform::cursor::hand;
  }
  const text_result drawn = c.paint.text_in(r.inset(chip_padding, 0), f, ink, text);
  if (drawn.cut) c.tooltip(id, r, text);
  if (p.focused) c.paint.focus_ring(r.inset(1), c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? state_focused : 0U,
              .name = std::string(name),
              .bounds = r});
  return p.pressed;
}

}  // namespace

float chip_width(const context& c, const chip_words& words) {
  return widths_of(c, words).all();
}

chip_press filter_chip(context& c, float x, float y, const chip_words& words) {
  const palette& k = c.th.colors;
  const chip_widths w = widths_of(c, words);
  const rect r{x, y, w.all(), height};
  const std::string name = words.mono ? words.value : words.field + " " + words.op + " " + words.value;
  c.sem.open({.id = c.id("chip"), .kind = role::group, .name = name, .bounds = r});
  c.paint.fill_round(r, k.panel, radius::chip);
  chip_press pressed = chip_press::none;
  rect rest = r;
  if (!words.mono) {
    const rect field = rest.cut_left(w.field);
    c.paint.text_in(field.inset(chip_padding, 0), face::small, k.text2, words.field);
    c.paint.vline(field.right(), y, height, k.border);
    const rect op = rest.cut_left(w.op);
    if (chip_part(c, op, "Change operator: " + words.op, words.op, face::small, k.text2))
      pressed = chip_press::operation;
    c.paint.vline(op.right(), y, height, k.border);
  }
  const rect value = rest.cut_left(w.value);
  const face f = words.mono ? face::mono_small : face::small_medium;
  const std::string label = (words.mono ? "Edit filter: " : "Change value: ") + words.value;
  if (chip_part(c, value, label, words.value, f, k.text)) pressed = chip_press::value;
  c.paint.vline(value.right(), y, height, k.border);
  c.paint.outline(r, k.border, radius::chip);
  if (icon_button(c, rest, icon::close, "Remove filter", {.icon_size = 14, .ink = k.text3}))
    pressed = chip_press::remove;
  c.sem.close();
  return pressed;
}

}  // namespace dossier::ui
