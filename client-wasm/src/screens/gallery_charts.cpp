#include "client-wasm/src/screens/gallery_charts.hpp"

#include <cmath>
#include <string>

#include "client-wasm/src/screens/gallery_page.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

constexpr std::size_t points = 12;
constexpr std::array<std::string_view, points> weeks{"8 Sep", "15 Sep", "22 Sep", "29 Sep",
                                                     "6 Oct", "13 Oct", "20 Oct", "27 Oct",
                                                     "3 Nov", "10 Nov", "17 Nov", "24 Nov"};
constexpr float half = 680;

/// Numbers that look like measured ones and are the same every time.
std::vector<double> wave(double base, double swing, double phase) {
  std::vector<double> out;
  for (std::size_t i = 0; i < points; ++i) {
    const auto at = static_cast<double>(i);
    out.push_back(std::round(base + at * swing / 6 + swing * std::sin(at * 0.9 + phase)));
  }
  return out;
}

chart_data sample(chart_kind kind, std::string name) {
  chart_data d;
  d.kind = kind;
  d.name = std::move(name);
  for (const std::string_view week : weeks) d.points.push_back("Week of " + std::string(week));
  for (std::size_t i = 0; i < points; i += 3) d.labels.push_back({i, std::string(weeks.at(i))});
  return d;
}

}  // namespace

gallery_charts::gallery_charts() {
  data_[0] = sample(chart_kind::lines, "Insights published per week");
  data_[0].series = {{"Halden Foods", wave(60, 24, 0), 0},
                     {"Orrin & Vale", wave(38, 12, 2), 1},
                     {"Castellan Freight", wave(24, 8, 4), 2},
                     {"Mercatora", wave(8, 6, 1), 3}};
  data_[0].events = {{6, "Last 6 weeks"}};
  data_[1] = sample(chart_kind::area, "Written per week, with the period before");
  data_[1].series = {{"Written", wave(80, 30, 1), 1}};
  data_[1].comparison = wave(60, 20, 3);
  data_[1].comparison_name = "Previous period";
  data_[1].label_ends = false;
  data_[2] = sample(chart_kind::bars, "By status, stacked");
  data_[2].series = {
      {"Published", wave(40, 14, 0), 0}, {"Draft", wave(18, 6, 2), 1}, {"Other", wave(9, 3, 4), 5}};
  data_[3] = data_[2];
  data_[3].name = "The same as a table";
  shown_[0].at = 9;
  shown_[2].at = 3;
  shown_[0].held = shown_[2].held = true;
  shown_[3].table = true;
}

void gallery_charts::draw(context& c) {
  large(c);
  small(c);
  states(c);
}

void gallery_charts::large(context& c) {
  const std::array<rect, 4> places{{{left, 96, half, 250},
                                    {left + half + 32, 96, half, 250},
                                    {left, 404, half, 250},
                                    {left + half + 32, 404, half, 250}}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    section(c, places[i].x, places[i].y - 26, places[i].w, data_[i].name);
    draw_chart(c, places[i], data_[i], shown_[i]);
  }
}

void gallery_charts::small(context& c) const {
  section(c, left, 690, column, "In cards and rows");
  caption(c, left, 718, "Sparkline");
  sparkline(c, {left, 730, 70, 24}, wave(40, 14, 0), c.th.colors.c1);
  sparkline(c, {left + 96, 730, 70, 24}, wave(40, -14, 0), c.th.colors.c2);
  caption(c, left + 228, 718, "Split bar, with a thin part");
  split_bar(c, {left + 228, 736, column - 228, 12}, {{61, 0}, {28, 1}, {0.4, 3}, {11, 5}});
  bar_row(c, {left + 8, 768, column - 16, 46},
          {.label = "Published", .note = "61%", .value = "188", .part = 0.61});
  bar_row(c, {left + 8, 818, column - 16, 46},
          {.icon = icon::pencil, .label = "Draft", .note = "4%", .value = "13", .part = 0.04});
}

void gallery_charts::states(context& c) {
  section(c, middle, 690, column, "Loading");
  chart_skeleton(c, {middle, 712, column, 120});
  section(c, right, 690, right_column, "Failed");
  strip(c, {right, 716, right_column, 36}, tone::bad, icon::alert_circle_outline, "Timed out after 10 s.",
        "Retry");
  section(c, right, 782, right_column, "Nothing to show");
  c.paint.text_in({right, 804, right_column, 20}, face::small, c.th.colors.text2,
                  "Nothing was published in this time");
}

}  // namespace dossier::screens
