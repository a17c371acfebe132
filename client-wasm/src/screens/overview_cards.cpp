#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/screens/overview.hpp"
#include "client-wasm/src/ui/popups.hpp"

// The cards of the overview that show figures.
namespace dossier::screens {

using namespace ui;
using app::overview_board;

namespace {

constexpr float padding = 17;  ///< that of cards, and their border
constexpr float header = 48;
constexpr std::size_t axis_labels_max = 8;
constexpr float named_width = 88;  ///< a brand's name needs it more than its line does

struct status_row {
  std::string_view label;
  char32_t icon;
  color ink;
  std::int64_t count;
  std::string filter;
};

/// The most frequent tags, each of one value, and the rest as one.
std::vector<model::chart_series> tag_rows(const model::counted_facet& tags) {
  std::vector<model::chart_series> rows;
  for (const model::counted_value& each : tags.values) {
    if (each.value) rows.push_back({*each.value, {static_cast<double>(each.count)}, rows.size()});
  }
  return model::fold_rest(std::move(rows));
}

}  // namespace

rect overview::card(context& c, rect r, std::string_view name, std::string_view note,
                    overview_board::part part) {
  const palette& k = c.th.colors;
  c.paint.fill_round(r, k.panel, radius::card);
  c.paint.outline(r, k.line, radius::card);
  rect head{r.x + padding, r.y + 15, r.w - 2 * padding, 20};
  c.paint.text_in(head, face::strong, k.text, name);
  c.sem.leaf({.id = c.id(name), .kind = role::heading, .name = std::string(name), .bounds = head});
  const app::board_part& state = board_.state(part);
  if (state.ready() && !note.empty()) {
    head.cut_right(36);
    c.paint.text_in(head, face::small, k.text3, note, align::right);
  }
  rect inner{r.x + padding, r.y + header, r.w - 2 * padding, r.h - header - padding};
  if (state.at == app::board_part::stage::failed) {
    c.push_id(name);
    const std::string why = state.why.empty() ? std::string("These figures cannot be had") : state.why;
    if (strip(c, inner.cut_top(size::strip), tone::bad, icon::alert_circle_outline, why, "Retry"))
      board_.retry(part);
    c.pop_id();
    return {};
  }
  if (state.ready()) return inner;
  if (c.now < state.asked + timing::skeleton_delay) {
    c.page.wake_at(state.asked + timing::skeleton_delay);
  } else {
    chart_skeleton(c, inner);
  }
  return {};
}

/// The dots at the right of a card's title; true when the one thing they offer was chosen.
bool overview::card_menu(context& c, rect r, std::string_view name, std::string_view action,
                         std::string_view key_hint) {
  const rect dots{r.right() - 43, r.y + 13, 24, 24};
  const std::string menu = std::string(name) + " menu";
  if (icon_button(c, dots, icon::dots_horizontal, "More about " + std::string(name))) open_popup(c, menu);
  const menu_item item{.label = action, .key_hint = key_hint};
  return popup_menu(c, menu, dots, &item, 1, 184) == 0;
}

chart_data overview::trend_data(const context& c) const {
  const bool one_brand = !board_.choice().brand.empty();
  const bool both = compares() && !one_brand;
  const model::bucket_axis& now = board_.axis();
  const model::bucket_axis axis = both ? board_.axis_before().and_then(now) : now;
  chart_data d;
  d.name = "Insights published per " + std::string(board_.range().each);
  for (const model::day_number start : axis.starts)
    d.points.push_back(model::bucket_name(start, axis.unit, c.formats));
  d.labels = model::axis_labels(axis, axis_labels_max, c.formats);
  std::vector<const model::counted_value*> brands;
  for (const model::counted_value& each : board_.published_by_brand().values) brands.push_back(&each);
  std::stable_sort(brands.begin(), brands.end(), [&](const auto* a, const auto* b) {
    return model::sum_of(now.spread(a->buckets)) > model::sum_of(now.spread(b->buckets));
  });
  for (const model::counted_value* each : brands) {
    if (d.series.size() == model::labeled_lines_max) break;
    d.series.push_back({each->label, axis.spread(each->buckets), d.series.size()});
  }
  if (d.series.empty()) d.series.push_back({"All brands", axis.spread(board_.published().buckets), 0});
  const std::string range(board_.range().label);
  if (both) d.events = {{now.size(), "Last " + range}};
  if (compares() && one_brand) {
    d.comparison = board_.axis_before().spread(board_.published().buckets);
    d.comparison_name = "Previous " + range;
  }
  return d;
}

void overview::trend_card(context& c, rect r) {
  const std::string name = "Insights published per " + std::string(board_.range().each);
  const std::size_t shown =
      std::min<std::size_t>(board_.published_by_brand().values.size(), model::labeled_lines_max);
  const std::string note = board_.choice().brand.empty()
                               ? "Top " + std::to_string(shown) + " of " +
                                     c.count(board_.published_by_brand().distinct_values()) + " brands"
                               : std::string(brand_name());
  const rect inner = card(c, r, name, note, overview_board::period);
  if (inner.empty()) return;
  if (card_menu(c, r, "the trend", trend_.table ? "Show the chart" : "Show as a table", "T"))
    trend_.table = !trend_.table;
  const chart_data d = trend_data(c);
  const int pressed = draw_chart(c, inner, d, trend_);
  if (pressed < 0) return;
  const auto at = static_cast<std::size_t>(pressed);
  const bool both = d.points.size() > board_.axis().size();
  const model::bucket_axis axis = both ? board_.axis_before().and_then(board_.axis()) : board_.axis();
  work_.go(published_in(at, at, axis, board_.choice().brand));
}

void overview::status_card(context& c, rect r) {
  rect inner = card(c, r, "Insights by status", "All time", overview_board::whole);
  if (inner.empty()) return;
  const palette& k = c.th.colors;
  const model::counted_facet& by = board_.created_by_status();
  const std::string brand = board_.brand_filter();
  const auto with = [&](std::string filter) { return brand.empty() ? filter : filter + " AND " + brand; };
  const std::array<status_row, 5> rows{
      {{"All", icon::lightbulb_outline, k.text3, by.total(), brand},
       {"Published", icon::check_circle, k.ok, by.count_of("published"), with("status = \"published\"")},
       {"Draft", icon::pencil, k.warn, by.count_of("draft"), with("status = \"draft\"")},
       {"Archived", icon::history, k.info, by.count_of("archived"), with("status = \"archived\"")},
       {"Pinned", icon::pin, k.link, board_.pinned().count_of("true"), with("pinned = true")}}};
  const auto all = static_cast<double>(by.total());
  inner.y -= 3;
  for (const status_row& row : rows) {
    const auto count = static_cast<double>(row.count);
    const std::string value = c.count(row.count);
    const std::string note = &row == rows.data() ? "" : model::share_text(count, all, c.formats) + " of all";
    const bool pressed = bar_row(c, inner.cut_top(46),
                                 {.icon = row.icon,
                                  .icon_ink = row.ink,
                                  .label = row.label,
                                  .note = note,
                                  .value = value,
                                  .part = all > 0 ? count / all : 0});
    if (pressed) work_.go(list_of("insights", row.filter));
  }
  if (card_menu(c, r, "the status", "Open all insights", {})) work_.go(list_of("insights", brand));
}

void overview::tags_card(context& c, rect r) {
  const std::string note = c.count(board_.tags().distinct_values()) + " tags";
  rect inner = card(c, r, "Insights by tag", note, overview_board::whole);
  if (inner.empty()) return;
  const palette& k = c.th.colors;
  const std::vector<model::chart_series> rows = tag_rows(board_.tags());
  double all = 0;
  std::vector<bar_part> parts;
  for (const model::chart_series& row : rows) {
    all += row.values.front();
    parts.push_back({row.values.front(), row.hue});
  }
  split_bar(c, inner.cut_top(12), parts);
  inner.cut_top(9);
  const std::string brand = board_.brand_filter();
  for (const model::chart_series& row : rows) {
    rect line = inner.cut_top(26);
    const bool other = row.hue + 1 == model::chart_series_max;
    const std::string count = c.count(std::llround(row.values.front()));
    const widget_id id = c.id(row.name);
    const press_result p = pressable(c, id, line.inset(-8, 0), !other);
    if (p.hovered && !other) c.paint.fill_round(line.inset(-8, 0), k.hover, radius::control);
    if (p.hovered && !other) c.cursor = platform::cursor::hand;
    if (p.focused) c.paint.focus_ring(line.inset(-4, 2), c.th, radius::control);
    c.sem.leaf({.id = id,
                .kind = other ? role::text : role::button,
                .state = p.focused ? state_focused : state_none,
                .name = row.name + " " + count,
                .value = count,
                .bounds = line});
    c.paint.fill_round({line.x, line.y + 9, 8, 8}, series_color(c.th, row.hue), radius::bar);
    line.cut_left(16);
    c.paint.text_in(line.cut_right(56), face::body, k.text3,
                    model::share_text(row.values.front(), all, c.formats), align::right);
    c.paint.text_in(line.cut_right(72), face::medium, k.text, count, align::right);
    c.paint.text_in(line, face::body, k.text, row.name);
    if (p.pressed && !other)
      work_.go(list_of("insights", "tags:\"" + row.name + "\"" + (brand.empty() ? "" : " AND " + brand)));
  }
  inner.cut_top(5);
  c.paint.hline(inner.x, inner.y, inner.w, k.line);
  inner.cut_top(9);
  written_chart(c, inner);
  if (card_menu(c, r, "tags", "Open all tags", {})) work_.go(list_of("tags", {}));
}

/// What was written in each bucket, whatever became of it.
void overview::written_chart(context& c, rect r) {
  const model::bucket_axis& axis = board_.axis();
  chart_data d;
  d.kind = chart_kind::area;
  d.name = "Written per " + std::string(board_.range().each);
  d.label_ends = false;
  for (const model::day_number start : axis.starts)
    d.points.push_back(model::bucket_name(start, axis.unit, c.formats));
  constexpr std::size_t few_labels = 3;
  d.labels = model::axis_labels(axis, few_labels, c.formats);
  std::vector<double> sums(axis.size());
  for (const model::counted_value& each : board_.created_by_status().values) {
    const std::vector<double> values = axis.spread(each.buckets);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += values[i];
  }
  d.series = {{"Written", sums, 1}};
  rect head = r.cut_top(20);
  const palette& k = c.th.colors;
  c.paint.text_in(head, face::small, k.text2, d.name);
  c.paint.text_in(head, face::small_medium, k.text, c.count(std::llround(sums.back())), align::right);
  const int pressed = draw_chart(c, r, d, written_);
  if (pressed < 0) return;
  const model::day_number start = axis.starts[static_cast<std::size_t>(pressed)];
  const std::string brand = board_.brand_filter();
  work_.go(list_of("insights", "created_at >= \"" + model::date_text(start) + "\" AND created_at < \"" +
                                   model::date_text(model::bucket_after(start, axis.unit, 1)) + "\"" +
                                   (brand.empty() ? "" : " AND " + brand)));
}

void overview::brands_card(context& c, rect r) {
  const std::string note = "Last " + std::string(board_.range().label);
  rect inner = card(c, r, "Top brands", note, overview_board::period);
  if (inner.empty()) return;
  constexpr float pitch = 36;
  struct ranked {
    const model::counted_value* brand;
    std::vector<double> values;
    double now;
    double before;
  };
  std::vector<ranked> rows;
  for (const model::counted_value& each : board_.published_by_brand().values) {
    std::vector<double> values = board_.axis().spread(each.buckets);
    const double now = model::sum_of(values);
    rows.push_back({&each, std::move(values), now, model::sum_of(board_.axis_before().spread(each.buckets))});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ranked& a, const ranked& b) { return a.now > b.now; });
  inner.y = r.y + 45;
  const auto room = static_cast<std::size_t>(std::max(0.0F, (r.bottom() - 1 - inner.y) / pitch));
  if (rows.size() > room) rows.resize(room);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const brand_figures shown{i + 1,          rows[i].brand->label, rows[i].brand->value.value_or(""),
                              rows[i].values, rows[i].now,          rows[i].before};
    if (!brand_row(c, inner.cut_top(pitch), shown)) continue;
    work_.go(published_in(0, board_.axis().size() - 1, board_.axis(), shown.id));
  }
  if (rows.empty()) {
    c.paint.text_in(inner.cut_top(20), face::small, c.th.colors.text2, "Nothing was published in this time");
  }
  if (card_menu(c, r, "brands", "Open all brands", {})) work_.go(list_of("brands", {}));
}

bool overview::brand_row(context& c, rect line, const brand_figures& of) {
  const palette& k = c.th.colors;
  c.push_id(of.id);
  const widget_id id = c.id("brand");
  const press_result p = pressable(c, id, line.inset(-8, 0));
  if (p.hovered) c.paint.fill_round(line.inset(-8, 1), k.hover, radius::control);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(line.inset(-4, 3), c.th, radius::control);
  const std::string count = c.count(std::llround(of.now));
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? state_focused : state_none,
              .name = of.name + " " + count,
              .value = count,
              .bounds = line});
  const rect whole = line;
  c.paint.text_in(line.cut_left(16), face::body, k.text3, std::to_string(of.rank));
  line.cut_left(8);
  const rect square = line.cut_left(20).centered(20, 20);
  monogram(c.paint, c.th, square, first_letter(of.name), identity_hash(of.id.data(), of.id.size()));
  line.cut_left(8);
  const model::growth grown = model::growth_of(of.now, of.before);
  if (compares() && line.w >= named_width + 52 + 48 + 12) {
    const color ink = !grown.known || std::abs(grown.percent) < 0.05 ? k.text3
                      : grown.percent > 0                            ? k.ok
                                                                     : k.bad;
    c.paint.text_in(line.cut_right(52), face::small, ink, model::growth_text(grown, c.formats), align::right);
  }
  c.paint.text_in(line.cut_right(48), face::medium, k.text, count, align::right);
  line.cut_right(12);
  const bool falls = compares() && grown.known && grown.percent < 0;
  if (line.w >= named_width + 56 + 12) {
    sparkline(c, line.cut_right(56).centered(56, 20), of.values, falls ? k.c2 : k.c1);
    line.cut_right(12);
  }
  const text_result drawn = c.paint.text_in(line, face::body, k.text, of.name);
  if (drawn.cut) c.tooltip(id, whole, of.name);
  c.pop_id();
  return p.pressed;
}

}  // namespace dossier::screens
