#include "client-wasm/src/screens/people_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr float header_height = 32;
constexpr float row_height = 40;
constexpr float inset = 16;
constexpr float cell_gap = 12;
constexpr float fault_height = 24;
constexpr int skeleton_count = 6;

}  // namespace

void people_table::begin(context& c, rect r, std::string_view name, std::vector<table_column> columns,
                         std::size_t rows) {
  columns_ = std::move(columns);
  c.push_id(name);
  c.sem.open({.id = c.id("table"),
              .kind = role::grid,
              .name = std::string(name),
              .bounds = r,
              .row_count = static_cast<std::int64_t>(rows) + 1,
              .col_count = static_cast<std::int32_t>(columns_.size())});
  const rect header = r.cut_top(header_height);
  c.paint.fill(header, c.th.colors.panel);
  c.paint.bottom_line(header, c.th.colors.line);
  float fixed = 0;
  int flexible = 0;
  for (const table_column& each : columns_) {
    fixed += each.width;
    if (each.width == 0) ++flexible;
  }
  const float rest = std::max(0.0F, header.w - 2 * inset - size::scrollbar - fixed);
  const float share = flexible > 0 ? std::floor(rest / static_cast<float>(flexible)) : 0;
  places_.clear();
  float x = header.x + inset;
  c.sem.open({.id = c.id("header"), .kind = role::row, .bounds = header, .row_index = 1});
  std::int32_t index = 0;
  for (const table_column& each : columns_) {
    const float w = each.width == 0 ? share : each.width;
    const rect place{x, header.y, std::max(0.0F, w - cell_gap), header.h};
    places_.push_back(place);
    c.paint.text_in(place, face::small_medium, c.th.colors.text2, each.label);
    c.sem.leaf({.id = c.id(each.label.empty() ? "actions" : each.label),
                .kind = role::columnheader,
                .name = std::string(each.label),
                .bounds = place,
                .col_index = ++index});
    x += w;
  }
  c.sem.close();
  at_ = scroll_.begin(c, r, "Scroll");
  top_ = at_.y;
  index_ = 1;
}

void people_table::row(context& c, std::string_view id, std::string_view name) {
  c.push_id(id);
  row_ = at_.cut_top(row_height);
  column_ = 0;
  if (c.hovered(row_)) c.paint.fill(row_.with_height(row_height - 1), c.th.colors.hover);
  c.paint.bottom_line(row_, c.th.colors.line);
  c.sem.open({.id = c.id("row"),
              .kind = role::row,
              .name = std::string(name),
              .bounds = row_,
              .row_index = ++index_});
}

rect people_table::next() {
  const rect& place = places_.at(column_++);
  return {place.x, row_.y, place.w, row_height - 1};
}

void people_table::text(context& c, std::string_view value, bool strong, std::string_view note) {
  const rect at = next();
  const palette& k = c.th.colors;
  const widget_id id = c.id(static_cast<std::int64_t>(column_));
  const text_result drawn =
      c.paint.text_in(at, strong ? face::medium : face::body, strong ? k.text : k.text2, value);
  if (!note.empty()) {
    c.tooltip(id, at, note);
  } else if (drawn.cut) {
    c.tooltip(id, at, value);
  }
  c.sem.leaf({.id = id,
              .kind = strong ? role::rowheader : role::gridcell,
              .name = std::string(value),
              .description = std::string(note),
              .bounds = at,
              .col_index = static_cast<std::int32_t>(column_)});
}

rect people_table::cell(context&) {
  return next();
}

void people_table::fault(context& c, std::string_view message) {
  if (message.empty()) return;
  rect line = at_.cut_top(fault_height);
  line = line.inset(inset, 2);
  error_line(c, line, message);
  c.paint.bottom_line(line.moved(0, 2), c.th.colors.line);
}

void people_table::end_row(context& c) {
  c.sem.close();
  c.pop_id();
}

void people_table::end(context& c) {
  scroll_.end(c, at_.y - top_);
  c.sem.close();
  c.pop_id();
}

std::string day_text(timestamp at, const model::wall_time& now) {
  const std::string text = model::exact_time_text(at, now);
  return text.substr(0, text.rfind(','));
}

std::string seen_text(const std::optional<timestamp>& at, const model::wall_time& now,
                      std::string_view never) {
  return at ? model::ago_text(*at, now) : std::string(never);
}

rect small_control(rect cell) {
  return {cell.x, cell.y + std::floor((cell.h - size::control_small) / 2), cell.w, size::control_small};
}

list_head draw_list_head(context& c, rect& r, std::string_view what, const list_state& state) {
  list_head out{.known = state.known};
  if (state.failure != nullptr) {
    rect line = r.cut_top(size::strip + 24);
    line = line.inset(inset, 12);
    const std::string text = "Could not load " + std::string(what) + ". " + explanation(*state.failure);
    out.retry = strip(c, line, tone::bad, icon::alert_circle, text, "Retry", {}, icon::refresh);
  }
  if (state.known || !state.loading_since) return out;
  if (c.now < *state.loading_since + timing::skeleton_delay) {
    c.page.wake_at(*state.loading_since + timing::skeleton_delay);
    return out;
  }
  skeleton_rows(c, r, skeleton_count, row_height);
  return out;
}

}  // namespace dossier::screens
