#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/chart.hpp"

// Charts that stand in cards and rows.
namespace dossier::ui {

void sparkline(context& c, rect r, const std::vector<double>& values, color ink) {
  if (values.size() < 2) return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double span = *high - *low;
  std::vector<point> at;
  at.reserve(values.size());
  constexpr float dot = 2;
  const rect inner{r.x, r.y + dot, r.w - dot, r.h - 2 * dot};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double part = span > 0 ? (values[i] - *low) / span : 0.5;
    at.push_back({inner.x + inner.w * static_cast<float>(i) / static_cast<float>(values.size() - 1),
                  inner.bottom() - inner.h * static_cast<float>(part)});
  }
  c.paint.polyline(at.data(), at.size(), ink, 1.5F);
  c.paint.circle(at.back(), dot, ink);
}

void split_bar(context& c, rect r, const std::vector<bar_part>& parts) {
  constexpr float gap = 2;
  constexpr float thinnest = 2;
  double sum = 0;
  float shown = 0;
  for (const bar_part& part : parts) {
    sum += part.value;
    if (part.value > 0) ++shown;
  }
  if (sum <= 0) {
    c.paint.fill(r, c.th.colors.press);
    return;
  }
  // What thin parts get more than their share is taken from the others.
  const float room = r.w - gap * (shown - 1) - thinnest * shown;
  float x = r.x;
  for (const bar_part& part : parts) {
    if (part.value <= 0) continue;
    const float w = thinnest + room * static_cast<float>(part.value / sum);
    c.paint.fill({x, r.y, w, r.h}, series_color(c.th, part.hue));
    x += w + gap;
  }
}

bool bar_row(context& c, rect r, const bar_row_data& d) {
  const palette& k = c.th.colors;
  const widget_id id = c.id(d.label);
  const press_result p = pressable(c, id, r.inset(-8, 0));
  if (p.hovered) c.paint.fill_round(r.inset(-8, 0), k.hover, radius::control);
  if (p.hovered) c.cursor = platform::cursor::hand;
  rect line{r.x, r.y + 4, r.w, 20};
  if (d.icon != 0) {
    c.paint.icon(line.cut_left(16), d.icon, d.icon_ink != 0 ? d.icon_ink : k.text3, 16);
    line.cut_left(8);
  }
  const float value_w = std::ceil(c.paint.width(face::medium, d.value));
  c.paint.text_in(line.cut_right(value_w), face::medium, k.text, d.value, align::right);
  const rect note{line.right() - std::max(90 - value_w, 16.0F) - 120, line.y, 120, line.h};
  c.paint.text_in(note, face::small, k.text3, d.note, align::right);
  line.w = note.x - line.x;
  c.paint.text_in(line, face::body, k.text, d.label);
  const rect track{r.x, r.y + 28, r.w, 8};
  c.paint.fill_round(track, k.press, radius::bar);
  const auto part = static_cast<float>(std::clamp(d.part, 0.0, 1.0));
  if (part > 0) c.paint.fill_round(track.with_width(std::max(4.0F, track.w * part)), k.c1, radius::bar);
  if (p.focused) c.paint.focus_ring(r.inset(-4, 1), c.th, radius::control);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? state_focused : state_none,
              .name = std::string(d.label) + " " + std::string(d.value),
              .value = std::string(d.value),
              .description = std::string(d.note),
              .bounds = r});
  return p.pressed;
}

}  // namespace dossier::ui
