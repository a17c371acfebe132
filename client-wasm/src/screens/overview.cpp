#include "client-wasm/src/screens/overview.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "client-wasm/src/screens/copy_link.hpp"
#include "client-wasm/src/ui/popups.hpp"

// The frame of the overview: filters, figures, and where the cards are.
namespace dossier::screens {

using namespace ui;
using app::overview_board;

namespace {

constexpr float side = 24;
constexpr float gap = 12;
constexpr float filters_height = 32;
constexpr float kpi_height = 96;
constexpr float row_two_height = 288;
constexpr float row_three_height = 372;
constexpr float right_column = 388;
constexpr std::int64_t ms_per_day = 86'400'000;

/// With "≈" in front where it is an estimate.
std::string counted_text(const context& c, std::int64_t value, bool exact) {
  return (exact ? "" : "\xE2\x89\x88") + c.count(value);
}

std::vector<double> all_buckets(const model::counted_facet& of, const model::bucket_axis& axis) {
  std::vector<double> sums(axis.size());
  for (const model::counted_value& each : of.values) {
    const std::vector<double> values = axis.spread(each.buckets);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += values[i];
  }
  return sums;
}

/// A button that opens a menu: a label and a chevron.
bool menu_button(context& c, rect r, std::string_view name, std::string_view label) {
  const palette& k = c.th.colors;
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, r);
  c.paint.fill_round(r, p.hovered ? k.press : k.surface, radius::control);
  c.paint.outline(r, k.border, radius::control);
  rect inner = r.inset(12, 0);
  c.paint.icon(inner.cut_right(16), icon::chevron_down, k.text2, 16);
  c.paint.text_in(inner, face::medium, k.text, label);
  if (p.focused) c.paint.focus_ring(r, c.th, radius::control);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = state_haspopup | (p.focused ? state_focused : 0U),
              .name = std::string(name),
              .value = std::string(label),
              .bounds = r});
  return p.pressed;
}

}  // namespace

bool overview::compares() const {
  const auto part = work_.where().more.find("compare");
  return part == work_.where().more.end() || part->second != "0";
}

void overview::set_part(std::string_view name, std::string value) {
  app::route next = work_.where();
  if (value.empty()) {
    next.more.erase(std::string(name));
  } else {
    next.more[std::string(name)] = std::move(value);
  }
  work_.go(std::move(next));
}

app::route overview::list_of(std::string_view resource, std::string filter) const {
  app::route made;
  made.screen = resource;
  made.filter = std::move(filter);
  return made;
}

app::route overview::published_in(std::size_t first, std::size_t last, const model::bucket_axis& axis,
                                  std::string_view brand) const {
  const model::day_number until = model::bucket_after(axis.starts.at(last), axis.unit, 1);
  std::string filter = "published_at >= \"" + model::date_text(axis.starts.at(first)) + "\"";
  if (last + 1 < axis.size()) filter += " AND published_at < \"" + model::date_text(until) + "\"";
  if (!brand.empty()) filter += " AND brand_id = \"" + std::string(brand) + "\"";
  return list_of("insights", std::move(filter));
}

std::string_view overview::brand_name() const {
  const std::string& id = board_.choice().brand;
  for (const model::counted_value& each : board_.published_by_brand().values) {
    if (each.value == id) return each.label;
  }
  return "One brand";
}

void overview::fill_top_bar(top_bar_data& d) {
  d.title = "Overview";
  d.actions = {{.label = "Share", .icon = icon::link}};
}

void overview::top_bar_pressed(int /*action*/) {
  copy_link_ = true;
}

void overview::draw(context& c, rect content, rect /*panel*/, const model::wall_time& now) {
  const auto part = [&](const char* name) {
    const auto found = work_.where().more.find(name);
    return found != work_.where().more.end() ? found->second : std::string();
  };
  if (std::exchange(copy_link_, false)) copy_link(c.page, work_, app::to_location(work_.where()));
  board_.show({model::range_of(part("range")), part("brand")}, now.unix_ms / ms_per_day);
  board_.tick();
  c.push_id("overview");
  const float whole =
      12 + filters_height + gap + kpi_height + gap + row_two_height + gap + row_three_height + 16;
  c.sem.open({.id = c.id("main"), .kind = role::main, .name = "Overview", .bounds = content});
  rect inside = page_.begin(c, content, "Overview");
  inside.x += side;
  inside.w = content.w - 2 * side;
  inside.h = std::max(whole, content.h);
  inside.cut_top(12);
  const bool nothing = board_.state(overview_board::whole).ready() &&
                       board_.created_by_status().total() == 0 && board_.choice().brand.empty();
  if (nothing) {  // and nothing to choose a range or a brand of
    const bool begin = empty_state(c, inside.with_height(content.h - 24), icon::lightbulb_outline,
                                   "No insights yet", "Figures and charts appear with the first one.",
                                   work_.may().may_create("insights") ? "New insight" : "");
    app::route to = list_of("insights", {});
    to.open = "new";
    if (begin) work_.go(std::move(to));
  } else {
    filters(c, inside.cut_top(filters_height), now);
    inside.cut_top(gap);
    kpis(c, inside.cut_top(kpi_height));
    inside.cut_top(gap);
    rect two = inside.cut_top(row_two_height);
    status_card(c, two.cut_right(right_column));
    two.cut_right(gap);
    trend_card(c, two);
    inside.cut_top(gap);
    row_three(c, inside.with_height(inside.h - 16), now);
  }
  page_.end(c, nothing ? content.h : whole);
  c.sem.close();
  c.pop_id();
}

void overview::row_three(context& c, rect r, const model::wall_time& now) {
  if (work_.may().may_read("activity")) {
    activity_card(c, r.cut_right(right_column), now);
    r.cut_right(gap);
  }
  tags_card(c, r.cut_left(std::floor((r.w - gap) / 2) + 2));
  r.cut_left(gap);
  brands_card(c, r);
}

void overview::filters(context& c, rect r, const model::wall_time& now) {
  std::array<std::string_view, std::size(model::overview_ranges)> labels{};
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = model::overview_ranges[i].label;
  const int count = static_cast<int>(labels.size());
  const rect ranges = r.cut_left(segmented_width(c, labels.data(), count));
  const int chosen = segmented(c, ranges, labels.data(), count, static_cast<int>(board_.choice().range));
  if (chosen >= 0) {
    const auto index = static_cast<std::size_t>(chosen);
    set_part("range", index == model::overview_range_default
                          ? std::string()
                          : std::to_string(model::overview_ranges[index].days));
  }
  r.cut_left(8);
  brand_menu(c, r);
  const std::string label = "Compare with previous " + std::string(board_.range().label);
  const float w = 24 + c.paint.width(face::body, label) + 8;
  const rect box = r.cut_left(w + 16).inset(8, 0);
  if (checkbox(c, box, label, compares() ? check_state::on : check_state::off))
    set_part("compare", compares() ? "0" : "");
  const timestamp last = board_.feed().last_event();
  if (last.micros == 0) return;
  const std::string exact = model::exact_time_text(last, now);
  const bool live = work_.live().state() == net::live_state::live;
  const std::string text = (live ? "Live, last event " : "Last event ") + exact.substr(exact.find(", ") + 2);
  const float text_w = std::ceil(c.paint.width(face::small, text));
  const rect at{r.right() - text_w, r.y, text_w, r.h};
  c.paint.text_in(at, face::small, c.th.colors.text3, text);
  c.sem.leaf({.id = c.id("last event"), .kind = role::text, .name = text, .bounds = at});
}

/// All brands, and those that were written about most; the button's rectangle is cut off `r`.
void overview::brand_menu(context& c, rect& r) {
  const bool all = board_.choice().brand.empty();
  const std::string label(all ? std::string_view("All brands") : brand_name());
  const float w = std::min(220.0F, std::ceil(c.paint.width(face::medium, label)) + 24 + 24);
  const rect button = r.cut_left(w);
  r.cut_left(8);
  if (menu_button(c, button, "Brand", label)) open_popup(c, "Brand menu");
  if (all && !popup_is_open(c, "Brand menu")) brand_choices_ = board_.published_by_brand().values;
  std::vector<menu_item> items{{.label = "All brands", .checked = all}};
  for (const model::counted_value& each : brand_choices_) {
    items.push_back({.label = each.label, .checked = each.value == board_.choice().brand});
  }
  const int picked = popup_menu(c, "Brand menu", button, items.data(), static_cast<int>(items.size()), 200);
  if (picked == 0) set_part("brand", {});
  if (picked > 0) set_part("brand", brand_choices_[static_cast<std::size_t>(picked) - 1].value.value_or(""));
}

std::vector<overview::kpi> overview::make_kpis(const context& c) const {
  const std::string range(board_.range().label);
  const bool with = compares();
  const auto change = [&](kpi& to, double now, double before) {
    to.note = range;
    if (!with) return;
    const model::growth grown = model::growth_of(now, before);
    to.change = model::growth_text(grown, c.formats);
    to.direction = !grown.known || grown.percent == 0 ? 0 : grown.percent > 0 ? 1 : -1;
  };
  const model::counted_facet& statuses = board_.created_by_status();
  const auto total = static_cast<double>(statuses.total());
  const std::vector<double> written = all_buckets(statuses, board_.axis());

  kpi insights{"Insights", counted_text(c, statuses.total(), statuses.exact), {}, 0, {}, {}, {}, {}};
  insights.trend = model::running_totals(written, total);
  insights.leads_to = list_of("insights", board_.brand_filter());
  change(insights, total, total - model::sum_of(written));

  const std::vector<double> published = board_.axis().spread(board_.published().buckets);
  const double in_period = model::sum_of(published);
  kpi period{"Published in period",
             counted_text(c, std::llround(in_period), board_.published().exact),
             {},
             0,
             {},
             {},
             {},
             overview_board::period};
  period.trend = published;
  period.leads_to = list_of("insights", board_.period_filter());
  change(period, in_period, model::sum_of(board_.axis_before().spread(board_.published().buckets)));

  const std::vector<double> founded = board_.axis().spread(board_.brands_created().buckets);
  const auto brands_all = static_cast<double>(board_.brands_total());
  kpi brands{"Brands", counted_text(c, board_.brands_total(), board_.brands_created().exact),
             {},       0,
             {},       {},
             {},       overview_board::brands};
  brands.trend = model::running_totals(founded, brands_all);
  brands.leads_to = list_of("brands", {});
  change(brands, brands_all, brands_all - model::sum_of(founded));

  const std::int64_t drafts = statuses.count_of("draft");
  kpi waiting{"Drafts", counted_text(c, drafts, statuses.exact), {}, 0, {}, {}, {}, {}};
  waiting.note = model::share_text(static_cast<double>(drafts), total, c.formats) + " of insights";
  for (const model::counted_value& each : statuses.values) {
    if (each.value == "draft") waiting.trend = board_.axis().spread(each.buckets);
  }
  const std::string brand = board_.brand_filter();
  waiting.leads_to = list_of("insights", "status = \"draft\"" + (brand.empty() ? "" : " AND " + brand));

  const model::counted_facet& tags = board_.tags();
  std::int64_t untagged = 0;
  for (const model::counted_value& each : tags.values) untagged += each.value ? 0 : each.count;
  kpi used{"Tags in use", counted_text(c, tags.distinct_values(), true), {}, 0, {}, {}, {}, {}};
  used.note = model::share_text(total - static_cast<double>(untagged), total, c.formats) + " tagged";
  used.trend = all_buckets(board_.published_by_tag(), board_.axis());
  used.leads_to = list_of("tags", {});
  return {insights, period, brands, waiting, used};
}

void overview::kpis(context& c, rect r) {
  const std::vector<kpi> all = make_kpis(c);
  const float w =
      std::floor((r.w - gap * static_cast<float>(all.size() - 1)) / static_cast<float>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool last = i + 1 == all.size();
    kpi_card(c, last ? r : r.cut_left(w), all[i]);
    r.cut_left(gap);
  }
}

void overview::kpi_card(context& c, rect r, const kpi& of) {
  const palette& k = c.th.colors;
  const app::board_part& state = board_.state(of.part);
  const bool failed = state.at == app::board_part::stage::failed;
  c.push_id(of.name);
  const widget_id id = c.id("figure");
  const press_result p = pressable(c, id, r);
  c.paint.fill_round(r, p.hovered ? k.hover : k.panel, radius::card);
  c.paint.outline(r, k.line, radius::card);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(r, c.th, radius::card);
  c.paint.text_in({r.x + 17, r.y + 13, r.w - 34, 16}, face::small, k.text2, of.name);
  if (failed) {
    c.paint.icon({r.x + 16, r.y + 40, 16, 16}, icon::alert_circle_outline, k.bad, 16);
    c.paint.text_in({r.x + 40, r.y + 38, r.w - 56, 20}, face::small, k.text2,
                    "Not available. Press to retry");
  } else if (!state.ready()) {
    skeleton_bar(c, r.x + 16, r.y + 46, 96);
    skeleton_bar(c, r.x + 16, r.y + 76, 64);
  } else {
    c.paint.text(face::display, r.x + 17, r.y + 30, k.text, of.value);
    float x = r.x + 17;
    const color ink = of.direction > 0 ? k.ok : of.direction < 0 ? k.bad : k.text3;
    if (of.direction != 0) {
      c.paint.icon({x - 1, r.y + 68, 14, 16}, of.direction > 0 ? icon::arrow_up : icon::arrow_down, ink, 14);
      x += 17;
    }
    if (!of.change.empty()) x += c.paint.text(face::small_medium, x, r.y + 68, ink, of.change) + 5;
    x += c.paint.text(face::small, x, r.y + 68, k.text3, of.note) + 8;
    const rect trend{r.right() - 14 - 70, r.y + 60, 70, 26};
    if (x <= trend.x) sparkline(c, trend, of.trend, k.c1);  // a narrow card tells in words only
  }
  c.sem.leaf({.id = id,
              .kind = role::link,
              .state = (p.focused ? state_focused : 0U) | (state.ready() || failed ? 0U : state_busy),
              .name = std::string(of.name) + (state.ready() ? " " + of.value : ""),
              .value = state.ready() ? of.value : std::string(),
              .description = failed ? "Not available. Press to retry"
                                    : (of.change.empty() ? "" : of.change + " ") + of.note,
              .bounds = r});
  c.pop_id();
  if (!p.pressed) return;
  if (failed) {
    board_.retry(of.part);
  } else {
    work_.go(of.leads_to);
  }
}

}  // namespace dossier::screens
