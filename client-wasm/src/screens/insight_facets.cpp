#include "client-wasm/src/screens/insight_facets.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float inset = 16;
constexpr float row_height = 28;
constexpr float group_gap = 12;
constexpr float label_x = 24;
constexpr std::size_t most_brands = 6;
constexpr std::size_t most_tags = 5;
constexpr std::size_t most_opened = 50;  ///< what the server counts at most

/// A box, what it stands for, and how many records it would show.
bool box_row(context& c, rect r, std::string_view name, bool checked, std::optional<std::int64_t> count) {
  const palette& k = c.th.colors;
  const bool hover = c.hovered(r);
  c.push_id(name);
  const bool pressed = checkbox(c, r, name, checked ? check_state::on : check_state::off, false);
  rect text = r;
  text.cut_left(label_x);
  if (count) {
    const std::string number = c.count(*count);
    const float w = std::ceil(c.paint.width(face::small, number));
    const rect at = text.cut_right(w + 1);
    c.paint.text_in(at, face::small, k.text3, number, align::right);
    c.sem.leaf(
        {.id = c.id("count"), .kind = role::text, .name = number + " in " + std::string(name), .bounds = at});
    text.cut_right(8);
  }
  const text_result drawn = c.paint.text_in(text, face::body, checked || hover ? k.text : k.text2, name);
  if (drawn.cut) c.tooltip(c.id("whole"), text, name);
  c.pop_id();
  return pressed;
}

/// A title, and what empties its group.
bool title_row(context& c, rect r, std::string_view title, bool can_clear) {
  const palette& k = c.th.colors;
  c.paint.text_in(r, face::small_medium, k.text3, title);
  c.sem.leaf({.id = c.id(title), .kind = role::heading, .name = std::string(title), .bounds = r});
  if (!can_clear) return false;
  constexpr std::string_view clear = "Clear";
  const float w = std::ceil(c.paint.width(face::small, clear)) + 1;
  const rect at{r.right() - w, r.y + 2, w, r.h - 4};
  const widget_id id = c.id(clear);
  const press_result p = pressable(c, id, at.inset(-4, 0));
  c.paint.text_in(at, face::small, p.hovered ? k.text : k.link, clear);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(at.inset(-2, 3), c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? std::uint32_t{state_focused} : 0U,
              .name = "Clear " + std::string(title),
              .bounds = at});
  return p.pressed;
}

/// "32 more", under the names.
bool more_row(context& c, rect r, std::string_view label) {
  const palette& k = c.th.colors;
  rect at = r;
  at.cut_left(label_x);
  at.w = std::ceil(c.paint.width(face::small, label)) + 1;
  const widget_id id = c.id("more");
  const press_result p = pressable(c, id, at.inset(-4, 2));
  c.paint.text_in(at, face::small, p.hovered ? k.text : k.text3, label);
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(at.inset(-2, 5), c.th, radius::chip);
  c.sem.leaf({.id = id,
              .kind = role::button,
              .state = p.focused ? std::uint32_t{state_focused} : 0U,
              .name = std::string(label),
              .bounds = at});
  return p.pressed;
}

rect take_row(rect column, float& y, float height = row_height) {
  const rect row{column.x, y, column.w, height};
  y += height;
  return row;
}

}  // namespace

bool insight_facets::sentiment(context& c, rect column, float& y, const app::facet_counts::counts* known,
                               model::facet_choice& next) {
  bool changed = false;
  c.push_id("Sentiment");
  if (title_row(c, take_row(column, y), "Sentiment", next.bands != 0)) {
    next.bands = 0;
    changed = true;
  }
  for (std::size_t i = 0; i < model::sentiment_band_labels.size(); ++i) {
    const auto bit = static_cast<model::facet_bits>(1U << i);
    const auto count = known != nullptr ? std::optional(known->bands.at(i)) : std::nullopt;
    if (box_row(c, take_row(column, y), model::sentiment_band_labels.at(i), (next.bands & bit) != 0, count)) {
      next.bands = static_cast<model::facet_bits>(next.bands ^ bit);
      changed = true;
    }
  }
  c.pop_id();
  return changed;
}

std::optional<model::facet_choice> insight_facets::draw(context& c, rect r,
                                                        const model::faceted_filter& filter,
                                                        const app::facet_counts& counts, timestamp now) {
  static const app::facet_counts::counts none;
  const app::facet_counts::counts& known = counts.known() != nullptr ? *counts.known() : none;
  const bool shown = counts.known() != nullptr;
  model::facet_choice next = filter.chosen();
  bool changed = false;
  c.push_id("facets");
  c.sem.open({.id = c.id("facets"), .kind = role::region, .name = "Facets", .bounds = r});
  const rect content = scroll_.begin(c, r, "Scroll facets");
  const rect column{r.x + inset, content.y, r.w - 2 * inset, content.h};
  float y = content.y + 8;
  changed |= name_group(c, column, y,
                        {"Brand", &known.brands, known.distinct_brands, most_brands, &filter.chosen().brands},
                        brands_, next.brands);
  y += group_gap;
  changed |=
      name_group(c, column, y, {"Tag", &known.tags, known.distinct_tags, most_tags, &filter.chosen().tags},
                 tags_, next.tags);
  y += group_gap;
  if (known.weeks) changed |= weeks(c, column, y, known, next, now);
  if (counts.counts_bands()) changed |= sentiment(c, column, y, shown ? &known : nullptr, next);
  y += inset;
  const auto drafts = shown ? std::optional(known.statuses.front()) : std::nullopt;
  if (box_row(c, take_row(column, y), "Include drafts", next.drafts(), drafts)) {
    next.statuses = static_cast<model::facet_bits>(next.statuses ^ model::status_bit(insight_status::draft));
    changed = true;
  }
  scroll_.end(c, y + inset - content.y);
  c.sem.close();
  c.pop_id();
  return changed ? std::optional(next) : std::nullopt;
}

bool insight_facets::weeks(context& c, rect column, float& y, const app::facet_counts::counts& counts,
                           model::facet_choice& choice, timestamp now) {
  c.push_id("Published");
  bool changed = false;
  if (title_row(c, take_row(column, y), "Published", choice.from || choice.until)) {
    choice.from.reset();
    choice.until.reset();
    changed = true;
  }
  const model::week_range range(*counts.weeks, choice, now);
  if (const auto bars = weeks_.draw(c, take_row(column, y, week_slider::height), range)) {
    choice = range.chosen(std::move(choice), bars->first, bars->second);
    changed = true;
  }
  c.pop_id();
  return changed;
}

bool insight_facets::name_group(context& c, rect column, float& y, const names& what, group_state& state,
                                std::vector<std::string>& chosen) {
  bool changed = false;
  c.push_id(what.title);
  if (title_row(c, take_row(column, y), what.title, !what.chosen->empty())) {
    chosen.clear();
    changed = true;
  }
  if (state.open) {
    const rect row = take_row(column, y, row_height + 4);
    const std::string name = "Search " + std::string(what.title == "Brand" ? "brands" : "tags");
    const text_result_flags done = text_field(c, row.with_height(size::control_small), name, state.searched,
                                              {.placeholder = name, .search = true});
    if (done.changed) c.page.wake();
  }
  const std::vector<model::facet_row> rows = model::facet_rows(
      *what.counted, *what.chosen, state.open ? most_opened : what.most, state.open ? state.searched : "");
  for (const model::facet_row& row : rows) {
    if (box_row(c, take_row(column, y), row.name, row.checked, row.count)) {
      chosen = model::toggled(std::move(chosen), row.name);
      changed = true;
    }
  }
  const std::int64_t more = what.distinct - static_cast<std::int64_t>(rows.size());
  if (state.open) {
    if (more_row(c, take_row(column, y), "Fewer")) state = {};
  } else if (more > 0) {
    if (more_row(c, take_row(column, y), c.count(more) + " more")) {
      state.open = true;
      c.page.wake();
    }
  }
  c.pop_id();
  return changed;
}

}  // namespace dossier::screens
