#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/chart.hpp"

// The card beside the point that is looked at, and the values as a table.
namespace dossier::ui {
namespace {

constexpr float card_width = 176;
constexpr float row_height = 20;
constexpr float padding = 10;
constexpr float swatch = 8;
constexpr float from_line = 12;     ///< of the card from the crosshair
constexpr float from_pointer = 16;  ///< and from the pointer, which is larger than its point
constexpr float table_row = 24;
constexpr float first_column = 152;

void crosshair(context& c, const chart_frame& f, const chart_data& d, std::size_t at) {
  const float x = f.x_of(at, d.points.size());
  c.paint.vline(std::round(x), f.plot.y, f.plot.h, c.th.colors.control);
  if (d.kind == chart_kind::bars) return;
  for (const model::chart_series& each : d.series) {
    const point place{x, f.y_of(each.values[at])};
    c.paint.circle(place, 4.5F, c.th.colors.panel);
    c.paint.ring(place, 4.5F, series_color(c.th, each.hue), 1.5F);
  }
}

/// Left of the crosshair where there is room, else right of it; never over the pointer or the axis.
rect card_place(const context& c, const chart_frame& f, float x, float height, bool pointer) {
  const float left_of = std::min(x - from_line, pointer ? c.mouse.x - from_pointer : x);
  const float right_of = std::max(x + from_line, pointer ? c.mouse.x + from_pointer : x);
  const float left = left_of - card_width >= f.plot.x ? left_of - card_width : right_of;
  const float lowest = f.plot.bottom() - height - 4;
  return {std::round(left), std::round(std::min(f.plot.y, std::max(lowest, f.plot.y - height))), card_width,
          height};
}

}  // namespace

void chart_tooltip(context& c, const chart_frame& f, const chart_data& d, std::size_t at, bool pointer) {
  crosshair(c, f, d, at);
  const palette& k = c.th.colors;
  const bool compared = at < d.comparison.size();
  const float height =
      2 * padding + row_height * static_cast<float>(1 + d.series.size() + (compared ? 1 : 0));
  const rect card = card_place(c, f, f.x_of(at, d.points.size()), height, pointer);
  c.paint.raised(card, c.th);
  rect inner = card.inset(12, padding);
  c.paint.text_in(inner.cut_top(row_height), face::small_medium, k.text, d.points[at]);
  const auto line = [&](color ink, std::string_view name, double value) {
    rect row = inner.cut_top(row_height);
    c.paint.fill_round({row.x, row.y + (row_height - swatch) / 2, swatch, swatch}, ink, radius::bar);
    row.cut_left(swatch + 8);
    const std::string text = chart_value_text(c, d, value);
    const float w = std::ceil(c.paint.width(face::small_medium, text));
    c.paint.text_in(row.cut_right(w), face::small_medium, k.text, text, align::right);
    row.cut_right(8);
    c.paint.text_in(row, face::small, k.text2, name);
  };
  for (const model::chart_series& each : d.series)
    line(series_color(c.th, each.hue), each.name, each.values[at]);
  if (compared) line(k.text, d.comparison_name, d.comparison[at]);
}

void chart_table(context& c, rect r, const chart_data& d, chart_state& s) {
  const palette& k = c.th.colors;
  const bool compared = !d.comparison.empty();
  const std::size_t columns = d.series.size() + (compared ? 1 : 0);
  const float pitch =
      (r.w - first_column - size::scrollbar) / static_cast<float>(std::max<std::size_t>(columns, 1));
  c.sem.open({.id = c.id("table"),
              .kind = role::grid,
              .name = d.name + ", table",
              .bounds = r,
              .row_count = static_cast<std::int64_t>(d.points.size()) + 1,
              .col_count = static_cast<std::int32_t>(columns + 1)});
  /// One row of texts: the first left, the others right aligned.
  const auto row = [&](rect at, std::int64_t index, const std::vector<std::string>& texts, bool head) {
    c.push_id(index);
    c.sem.open(
        {.id = c.id("row"), .kind = role::row, .name = texts.front(), .bounds = at, .row_index = index});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const rect cell =
          i == 0 ? rect{at.x, at.y, first_column, at.h}
                 : rect{at.x + first_column + pitch * static_cast<float>(i - 1), at.y, pitch, at.h};
      c.paint.text_in(cell.inset(4, 0), head || i == 0 ? face::small : face::small_medium,
                      head || i == 0 ? k.text2 : k.text, texts[i], i == 0 ? align::left : align::right);
      c.sem.leaf({.id = c.id(static_cast<std::int64_t>(i)),
                  .kind = head     ? role::columnheader
                          : i == 0 ? role::rowheader
                                   : role::gridcell,
                  .name = head || i == 0            ? texts[i]
                          : d.series.size() > i - 1 ? d.series[i - 1].name
                                                    : d.comparison_name,
                  .value = head ? std::string() : texts[i],
                  .bounds = cell,
                  .col_index = static_cast<std::int32_t>(i) + 1});
    }
    c.paint.bottom_line(at, k.line);
    c.sem.close();
    c.pop_id();
  };
  std::vector<std::string> texts{"Point"};
  for (const model::chart_series& each : d.series) texts.push_back(each.name);
  if (compared) texts.push_back(d.comparison_name);
  row(r.cut_top(table_row), 1, texts, true);
  const rect inside = s.scroll.begin(c, r, d.name + ", rows");
  for (std::size_t i = 0; i < d.points.size(); ++i) {
    // The newest first: it is what people look for.
    const std::size_t at = d.points.size() - 1 - i;
    const rect place{inside.x, inside.y + table_row * static_cast<float>(i), r.w - size::scrollbar,
                     table_row};
    if (!c.paint.visible(place)) continue;
    texts.assign({d.points[at]});
    for (const model::chart_series& each : d.series) texts.push_back(chart_value_text(c, d, each.values[at]));
    if (compared) texts.push_back(chart_value_text(c, d, d.comparison[at]));
    row(place, static_cast<std::int64_t>(i) + 2, texts, false);
  }
  s.scroll.end(c, table_row * static_cast<float>(d.points.size()));
  c.sem.close();
}

}  // namespace dossier::ui
