#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/model/chart_scale.hpp"
#include "client-wasm/src/model/time_buckets.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "client-wasm/src/ui/widgets.hpp"

// Charts by section 9 of the visual specification: lines, areas, stacked bars, and the small ones that stand
// in cards and rows. Each takes the rectangle to fill, labels included.
namespace dossier::ui {

/// The color of a series; from the seventh on that of "Other".
[[nodiscard]] color series_color(const theme& t, std::size_t hue);

enum class chart_kind : std::uint8_t { lines, area, bars };

/// A line across the plot where something happened.
struct chart_event {
  std::size_t at = 0;  ///< of a point
  std::string label;
};

struct chart_data {
  chart_kind kind = chart_kind::lines;
  std::string name;                 ///< measure and unit: "Insights published per week"
  std::vector<std::string> points;  ///< what each point is called: "Week of 28 Sep 2026"
  std::vector<model::axis_label> labels;
  std::vector<model::chart_series> series;  ///< as many values as points; at most chart_series_max
  std::vector<double> comparison;           ///< of an earlier time, point by point; empty for none
  std::string comparison_name;
  std::vector<chart_event> events;
  std::string unit;        ///< behind values on the axis and in the tooltip: "%"
  bool label_ends = true;  ///< names at the lines' right ends, of at most labeled_lines_max
  bool whole = true;       ///< values are whole numbers
};

/// What a chart keeps between frames; the screen owns it.
struct chart_state {
  int at = -1;           ///< the point shown, -1 for none
  bool by_keys = false;  ///< reached by arrow keys: it stays when the pointer leaves
  bool table = false;    ///< the values as a table in the chart's place
  bool held = false;     ///< for the gallery: the point stays shown without pointer and focus
  scroll_area scroll;
};

/// Draws the chart. Pointer and arrow keys step through its points, Home and End go to the ends, T shows the
/// table, Esc goes back. Answers the point that was pressed (click, Enter), or -1.
int draw_chart(context& c, rect r, const chart_data& d, chart_state& s);

/// A line of at most 70 x 24 without axes, a dot at its end. Nothing for fewer than two values.
void sparkline(context& c, rect r, const std::vector<double>& values, color ink);

/// One bar of several parts with a gap of 2 between them; a part that would be too thin to see gets 2 px.
struct bar_part {
  double value = 0;
  std::size_t hue = 0;
};
void split_bar(context& c, rect r, const std::vector<bar_part>& parts);

/// A name, its share and its count over a bar of 8: one of a column of bars. `part` in 0...1 of the track.
struct bar_row_data {
  char32_t icon = 0;
  color icon_ink = 0;
  std::string_view label;
  std::string_view note;
  std::string_view value;
  double part = 0;
};
/// True when it was pressed. 46 high.
bool bar_row(context& c, rect r, const bar_row_data& d);

/// Skeleton of a chart while nothing is known.
void chart_skeleton(context& c, rect r);

// Parts of draw_chart.

struct chart_frame {
  rect plot;  ///< within the axes
  model::value_axis axis;
  float inset = 12;  ///< of the first and last point from the plot's sides

  [[nodiscard]] float x_of(std::size_t at, std::size_t count) const;
  [[nodiscard]] float y_of(double value) const;
  [[nodiscard]] int nearest(float x, std::size_t count) const;
};
void chart_tooltip(context& c, const chart_frame& f, const chart_data& d, std::size_t at, bool pointer);
void chart_table(context& c, rect r, const chart_data& d, chart_state& s);
/// "122", "2.2%".
[[nodiscard]] std::string chart_value_text(const context& c, const chart_data& d, double value);

}  // namespace dossier::ui
