#include "client-wasm/src/ui/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/model/display.hpp"

namespace dossier::ui {
namespace {

constexpr float label_line = 16;
constexpr float label_gap = 12;  ///< of axis labels from the plot
constexpr float names_gap = 18;  ///< between names at the right end, at least
constexpr float names_width = 96;
constexpr float lead_width = 2;
constexpr float line_width = 1.5F;
constexpr float area_alpha = 0.12F;
constexpr float marker = 4;
constexpr float bar_gap = 1;
constexpr float bar_width_max = 32;

/// The values that the axis must hold: of stacked bars their sums.
std::pair<double, double> range_of(const chart_data& d) {
  double low = 0;
  double high = 0;
  bool first = true;
  const auto take = [&](double value) {
    low = first ? value : std::min(low, value);
    high = first ? value : std::max(high, value);
    first = false;
  };
  for (std::size_t i = 0; i < d.points.size(); ++i) {
    double sum = 0;
    for (const model::chart_series& each : d.series) {
      sum += each.values[i];
      if (d.kind != chart_kind::bars) take(each.values[i]);
    }
    if (d.kind == chart_kind::bars) take(sum);
    if (i < d.comparison.size()) take(d.comparison[i]);
  }
  return {low, high};
}

chart_frame frame_of(const context& c, rect r, const chart_data& d) {
  const auto [low, high] = range_of(d);
  chart_frame f;
  f.axis = model::make_axis(low, high, true, d.whole);
  float labels = 0;
  for (const double tick : f.axis.ticks)
    labels =
        std::max(labels, c.paint.width(face::micro, model::tick_text(tick, f.axis.step, c.formats) + d.unit));
  f.plot = r;
  f.plot.cut_left(std::ceil(labels) + label_gap);
  f.plot.cut_top(label_line / 2);
  f.plot.cut_bottom(label_line + label_gap - 4);
  if (d.label_ends && d.kind == chart_kind::lines) f.plot.cut_right(names_width + 8);
  // Each bar has an equal share of the width: the outer ones stay inside.
  if (d.kind == chart_kind::bars && !d.points.empty())
    f.inset = std::floor(f.plot.w / static_cast<float>(2 * d.points.size()));
  return f;
}

void axes(context& c, const chart_frame& f, const chart_data& d) {
  const palette& k = c.th.colors;
  for (const double tick : f.axis.ticks) {
    const float y = std::round(f.y_of(tick));
    const bool base = tick == f.axis.ticks.front();
    c.paint.hline(f.plot.x, y, f.plot.w, base ? k.border : k.line);
    const std::string text = model::tick_text(tick, f.axis.step, c.formats) + d.unit;
    const float w = c.paint.width(face::micro, text);
    c.paint.text(face::micro, f.plot.x - label_gap - w, y - label_line / 2, k.text3, text);
  }
  for (const model::axis_label& label : d.labels) {
    const float x = f.x_of(label.at, d.points.size());
    const float w = c.paint.width(face::micro, label.text);
    const float left = std::clamp(x - w / 2, f.plot.x, f.plot.right() - w);
    c.paint.text(face::micro, left, f.plot.bottom() + label_gap - 4, k.text3, label.text);
  }
}

void events(context& c, const chart_frame& f, const chart_data& d) {
  for (const chart_event& event : d.events) {
    const float x = std::round(
        (f.x_of(event.at, d.points.size()) + f.x_of(event.at > 0 ? event.at - 1 : 0, d.points.size())) / 2);
    c.paint.vline(x, f.plot.y, f.plot.h, c.th.colors.control);
    c.paint.text(face::micro, x, f.plot.y - label_line - 2, c.th.colors.text3, event.label);
  }
}

std::vector<point> places(const chart_frame& f, const std::vector<double>& values) {
  std::vector<point> made;
  made.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    made.push_back({f.x_of(i, values.size()), f.y_of(values[i])});
  return made;
}

/// The mark at a line's end: its shape tells lines apart without color.
void end_marker(painter& p, point at, std::size_t hue, color ink) {
  constexpr float r = marker;
  switch (hue) {
    case 0:
      p.circle(at, r, ink);
      return;
    case 1:
      p.fill({at.x - r, at.y - r, 2 * r, 2 * r}, ink);
      return;
    case 2:
      p.triangle({at.x, at.y - r - 1}, {at.x + r + 1, at.y + r}, {at.x - r - 1, at.y + r}, ink);
      return;
    case 3:
      p.triangle({at.x, at.y - r - 1}, {at.x + r + 1, at.y}, {at.x - r - 1, at.y}, ink);
      p.triangle({at.x - r - 1, at.y}, {at.x + r + 1, at.y}, {at.x, at.y + r + 1}, ink);
      return;
    case 4:
      p.triangle({at.x - r - 1, at.y - r}, {at.x + r + 1, at.y - r}, {at.x, at.y + r + 1}, ink);
      return;
    default:
      p.fill({at.x - r, at.y - 1, 2 * r, 2}, ink);
      p.fill({at.x - 1, at.y - r, 2, 2 * r}, ink);
  }
}

void names_at_ends(context& c, const chart_frame& f, const chart_data& d) {
  const std::size_t count = std::min(d.series.size(), model::labeled_lines_max);
  std::vector<float> wanted;
  for (std::size_t i = 0; i < count; ++i) wanted.push_back(f.y_of(d.series[i].values.back()));
  const std::vector<float> placed = model::place_labels(wanted, names_gap, f.plot.y, f.plot.bottom());
  for (std::size_t i = 0; i < count; ++i) {
    const rect at{f.plot.right() + 8, std::round(placed[i]) - label_line / 2, names_width, label_line};
    const text_result drawn = c.paint.text_in(at, face::small, c.th.colors.text2, d.series[i].name);
    if (drawn.cut) c.tooltip(c.id(d.series[i].name), at, d.series[i].name);
  }
}

void lines(context& c, const chart_frame& f, const chart_data& d) {
  for (std::size_t i = d.series.size(); i-- > 0;) {
    const model::chart_series& each = d.series[i];
    const color ink = series_color(c.th, each.hue);
    const std::vector<point> at = places(f, each.values);
    if (d.kind == chart_kind::area) {
      c.paint.area(at.data(), at.size(), f.plot.bottom(), with_alpha(ink, area_alpha));
    }
    c.paint.polyline(at.data(), at.size(), ink, i == 0 ? lead_width : line_width);
    end_marker(c.paint, at.back(), each.hue, ink);
  }
}

void bars(context& c, const chart_frame& f, const chart_data& d) {
  const std::size_t count = d.points.size();
  const float pitch = count > 1 ? f.x_of(1, count) - f.x_of(0, count) : f.plot.w / 2;
  const float w = std::clamp(std::floor(pitch - 4), 2.0F, bar_width_max);
  for (std::size_t i = 0; i < count; ++i) {
    const float x = std::round(f.x_of(i, count) - w / 2);
    double sum = 0;
    for (const model::chart_series& each : d.series) {
      const float bottom = f.y_of(sum);
      sum += each.values[i];
      const float top = f.y_of(sum);
      const rect part{x, top, w, bottom - top - (d.series.size() > 1 ? bar_gap : 0)};
      c.paint.fill_round(part, series_color(c.th, each.hue), d.series.size() > 1 ? 0 : radius::bar);
    }
  }
}

void comparison(context& c, const chart_frame& f, const chart_data& d) {
  if (d.comparison.empty()) return;
  const std::vector<point> at = places(f, d.comparison);
  c.paint.polyline(at.data(), at.size(), c.th.colors.surface, 3);
  c.paint.polyline(at.data(), at.size(), c.th.colors.text, 1);
}

/// "Week of 28 Sep 2026: Halden Foods 122, Brightmoor 61".
std::string point_text(const context& c, const chart_data& d, std::size_t at) {
  std::string text = d.points[at] + ": ";
  for (std::size_t i = 0; i < d.series.size(); ++i) {
    text += (i > 0 ? ", " : "") + d.series[i].name + " " + chart_value_text(c, d, d.series[i].values[at]);
  }
  if (at < d.comparison.size())
    text += ", " + d.comparison_name + " " + chart_value_text(c, d, d.comparison[at]);
  return text;
}

void keys(context& c, const chart_data& d, chart_state& s) {
  const int last = static_cast<int>(d.points.size()) - 1;
  const int before = s.at;
  const int from = s.at < 0 ? last + 1 : s.at;
  if (c.shortcut(key::left)) s.at = std::max(0, from - 1);
  if (c.shortcut(key::right)) s.at = s.at < 0 ? 0 : std::min(last, s.at + 1);
  if (c.shortcut(key::home)) s.at = 0;
  if (c.shortcut(key::end)) s.at = last;
  if (s.at >= 0 && c.shortcut(key::escape)) s.at = -1;
  if (s.at == before) return;
  s.by_keys = s.at >= 0;
  if (s.at >= 0) c.sem.announce(point_text(c, d, static_cast<std::size_t>(s.at)));
}

}  // namespace

color series_color(const theme& t, std::size_t hue) {
  const palette& k = t.colors;
  const std::array<color, 6> all{k.c1, k.c2, k.c3, k.c4, k.c5, k.c6};
  return all[std::min(hue, all.size() - 1)];
}

float chart_frame::x_of(std::size_t at, std::size_t count) const {
  if (count < 2) return plot.center().x;
  return plot.x + inset + (plot.w - 2 * inset) * static_cast<float>(at) / static_cast<float>(count - 1);
}

float chart_frame::y_of(double value) const {
  return plot.bottom() - plot.h * static_cast<float>(axis.part(value));
}

int chart_frame::nearest(float x, std::size_t count) const {
  if (count < 2) return count == 0 ? -1 : 0;
  const float step = (plot.w - 2 * inset) / static_cast<float>(count - 1);
  return std::clamp(static_cast<int>(std::lround((x - plot.x - inset) / step)), 0,
                    static_cast<int>(count) - 1);
}

std::string chart_value_text(const context& c, const chart_data& d, double value) {
  if (d.whole) return c.count(std::llround(value)) + d.unit;
  constexpr double tenth = 0.1;
  return model::tick_text(value, tenth, c.formats) + d.unit;
}

int draw_chart(context& c, rect r, const chart_data& d, chart_state& s) {
  c.push_id(d.name);
  const widget_id id = c.id("chart");
  if (d.points.empty() || d.series.empty()) {
    chart_skeleton(c, r);
    c.pop_id();
    return -1;
  }
  s.at = std::min(s.at, static_cast<int>(d.points.size()) - 1);
  const chart_frame f = frame_of(c, r, d);
  const rect sensitive{f.plot.x, f.plot.y, f.plot.w, f.plot.h};
  const press_result p = pressable(c, id, s.table ? rect{r.x, r.y, r.w, 24} : sensitive);
  if ((p.focused || p.hovered) && c.shortcut(key::t)) s.table = !s.table;
  if (s.table) {
    if (p.focused && c.shortcut(key::escape)) s.table = false;
    chart_table(c, r, d, s);
    if (p.focused) c.paint.focus_ring(r.inset(-4), c.th, radius::chip);
    c.pop_id();
    return -1;
  }
  if (p.focused) keys(c, d, s);
  if (p.hovered) {
    s.at = f.nearest(c.mouse.x, d.points.size());
    s.by_keys = false;
  } else if (!s.held && (!s.by_keys || !p.focused)) {
    s.at = -1;
  }
  axes(c, f, d);
  events(c, f, d);
  if (d.kind == chart_kind::bars) {
    bars(c, f, d);
  } else {
    lines(c, f, d);
    if (d.label_ends) names_at_ends(c, f, d);
  }
  comparison(c, f, d);
  if (p.focused) c.paint.focus_ring(r.inset(-4), c.th, radius::chip);
  if (p.hovered) c.cursor = platform::cursor::hand;
  const std::string told = s.at >= 0 ? point_text(c, d, static_cast<std::size_t>(s.at)) : std::string();
  c.sem.leaf({.id = id,
              .kind = role::image,
              .state = p.focused ? state_focused : state_none,
              .name = d.name + ", chart of " + std::to_string(d.points.size()) + " points",
              .value = told,
              .description = told.empty() ? "Arrow keys step through the points, T shows the table" : told,
              .bounds = sensitive});
  if (s.at >= 0) chart_tooltip(c, f, d, static_cast<std::size_t>(s.at), p.hovered);
  c.pop_id();
  return p.pressed ? s.at : -1;
}

void chart_skeleton(context& c, rect r) {
  constexpr int bars_shown = 4;
  const float pitch = r.h / static_cast<float>(bars_shown);
  for (int i = 0; i < bars_shown; ++i) {
    const float y = r.y + pitch * (static_cast<float>(i) + 0.5F);
    skeleton_bar(c, r.x, y, 24);
    c.paint.hline(r.x + 36, std::round(y), r.w - 36, c.th.colors.line);
  }
}

}  // namespace dossier::ui
