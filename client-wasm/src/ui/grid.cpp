#include "client-wasm/src/ui/grid.hpp"

#include <algorithm>
#include <cmath>

namespace dossier::ui {
namespace {

constexpr float check_column = 36;
constexpr float cell_inset = 8;
constexpr float monogram_size = 20;
constexpr float flash_alpha_dark = 0.55F;
constexpr float flash_alpha_light = 0.26F;
constexpr float strip_inset = 12;

std::uint32_t hash_of(const uuid& id) {
  const std::string text = to_string(id);
  return identity_hash(text.data(), text.size());
}

std::int64_t number_of(const uuid& id) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i < 16; ++i) value = (value << 8U) | id.bytes[i];
  return static_cast<std::int64_t>(value);
}

/// How much of a flash is left: 1 right after the change, 0 at its end and without one.
float flash_left(const context& c, const model::grid_row& row, const describe::field& field) {
  const auto since = model::row_cache::flash_of(row, field);
  if (!since) return 0;
  const double lasts = c.th.reduced_motion ? timing::reduced_flash : timing::flash;
  return std::clamp(static_cast<float>(1.0 - (c.now - *since) / lasts), 0.0F, 1.0F);
}

/// A checkbox without a place in the Tab order: inside the grid the keyboard checks rows with X.
bool row_check(context& c, rect r, widget_id id, std::string_view name, check_state s) {
  const press_result p = pressable(c, id, r, false);
  const palette& k = c.th.colors;
  const rect box{r.x + 10, r.y + std::floor((r.h - size::checkbox) / 2), size::checkbox, size::checkbox};
  if (s == check_state::off) {
    c.paint.outline(box, p.hovered ? k.text3 : k.control, radius::chip);
  } else {
    c.paint.fill_round(box, p.hovered ? k.accent_hover : k.accent, radius::chip);
    if (s == check_state::on) {
      c.paint.icon(box, icon::check, k.on_accent, 14);
    } else {
      c.paint.fill({box.x + 4, box.y + 7, 8, 2}, k.on_accent);
    }
  }
  if (p.hovered) c.cursor = platform::cursor::hand;
  const std::uint32_t state = s == check_state::on      ? state_checked
                              : s == check_state::mixed ? state_mixed
                                                        : state_unchecked;
  c.sem.open(
      {.id = c.id(static_cast<std::int64_t>(id)), .kind = role::gridcell, .bounds = r, .col_index = 1});
  c.sem.leaf({.id = id, .kind = role::checkbox, .state = state, .name = std::string(name), .bounds = r});
  c.sem.close();
  return p.pressed;
}

}  // namespace

std::vector<grid_column> grid_columns(const describe::record_type& type, float width) {
  std::vector<grid_column> columns;
  float base = 0;
  for (const describe::field& field : type.fields) {
    if (field.column_width == 0) continue;
    columns.push_back({&field, 0, static_cast<float>(field.column_width)});
    base += static_cast<float>(field.column_width);
  }
  // What is left over goes to every column by its width, in steps of 4; the first takes the rest.
  const float room = std::max(0.0F, width - check_column - base);
  float used = 0;
  for (grid_column& column : columns) {
    const float more = std::floor(room * column.width / base / 4) * 4;
    column.width += more;
    used += more;
  }
  if (!columns.empty()) columns.front().width += room - used;
  float x = check_column;
  for (grid_column& column : columns) {
    column.x = x;
    x += column.width;
  }
  return columns;
}

void grid::take_focus(context& c) {
  if (id_ != 0) c.focus.take(id_);
  c.page.wake();
}

grid_events grid::draw(context& c, rect r, const grid_data& d) {
  grid_events out;
  const rect whole = r;
  const rect head = r.cut_top(size::row);
  rect rows = r;
  const rect bar = rows.cut_right(size::scrollbar);
  c.push_id("grid");
  id_ = c.id("grid");
  frame_state f{d, out, grid_columns(*d.type, rows.w), rows, id_, c.focus.offer(id_)};
  focused_column_ = std::clamp(focused_column_, 0, static_cast<int>(f.columns.size()) - 1);
  if (d.rows != nullptr) d.rows->view.resize(static_cast<double>(size::row), static_cast<double>(rows.h));
  if (c.hovered(rows) && c.wheel.y != 0 && d.rows != nullptr) {
    d.rows->view.scroll_by(static_cast<double>(c.wheel.y));
    c.wheel.y = 0;
  }
  keys(c, f);
  c.sem.open({.id = id_,
              .kind = role::grid,
              .state = f.focused ? state_focused : 0U,
              .name = std::string(d.type->names.plural_label),
              .bounds = whole,
              .row_count = d.rows != nullptr ? d.rows->total() + 1 : -1,
              .col_count = static_cast<std::int32_t>(f.columns.size()) + 1});
  header(c, head.with_width(rows.w), f);
  scroll(c, bar, f);
  c.paint.push_clip(rows);
  if (d.rows == nullptr || d.rows->total() == 0) {
    placeholder(c, f);
  } else {
    body(c, f);
  }
  c.paint.pop_clip();
  bubble(c, bar, f);
  c.sem.close();
  if (c.copying && f.focused) copy(c, f);
  c.pop_id();
  return out;
}

void grid::header(context& c, rect r, frame_state& f) {
  const palette& k = c.th.colors;
  c.paint.fill(r, k.panel);
  c.paint.bottom_line(r, k.border);
  const rect inner = r.with_height(r.h - 1);
  c.sem.open({.id = c.id("header"), .kind = role::row, .name = "Header", .bounds = r, .row_index = 1});
  const check_state all = f.d.all_checked   ? check_state::on
                          : f.d.any_checked ? check_state::mixed
                                            : check_state::off;
  if (row_check(c, r.with_width(check_column), c.id("check all"), "Select all", all)) f.out.toggle_all = true;
  c.paint.vline(r.x + check_column - 1, r.y + 8, 16, k.border);
  std::int32_t index = 2;
  for (const grid_column& column : f.columns) {
    const rect cell{r.x + column.x, inner.y, column.width, inner.h};
    const widget_id id = c.id(column.field->name);
    const press_result p = pressable(c, id, cell, false);
    const bool sorted = f.d.sort == column.field;
    const bool sortable = column.field->is_sortable;
    if (p.pressed && sortable) f.out.sort = column.field;
    if (p.hovered && sortable) c.cursor = platform::cursor::hand;
    const color ink = p.hovered && sortable ? k.text : k.text2;
    const rect text = cell.inset(cell_inset, 0);
    const bool right = model::is_numeric(*column.field);
    const float label_w = std::ceil(c.paint.width(face::small_medium, column.field->label));
    constexpr float arrow = 14;
    const float label_x = right ? text.right() - label_w - (sorted ? arrow + 4 : 0) : text.x;
    c.paint.text_in({label_x, text.y, label_w + 2, text.h}, face::small_medium, ink, column.field->label);
    if (sorted) {
      c.paint.icon({label_x + label_w + 4, text.y, arrow, text.h},
                   f.d.descending ? icon::arrow_down : icon::arrow_up, k.focus, arrow);
    }
    c.paint.vline(cell.right() - 1, r.y + 8, 16, k.border);
    c.sem.leaf({.id = id,
                .kind = role::columnheader,
                .state = !sorted          ? 0U
                         : f.d.descending ? state_descending
                                          : state_ascending,
                .name = std::string(column.field->label),
                .bounds = cell,
                .col_index = index++});
  }
  c.sem.close();
}

void grid::body(context& c, frame_state& f) {
  model::row_cache& rows = *f.d.rows;
  const model::viewport& view = rows.view;
  const auto pixel = static_cast<float>(view.pixel());
  for (std::int64_t index = view.first_row(); index < view.end_row(); ++index) {
    const float y = f.rows.y + static_cast<float>(index - view.first_row()) * size::row - pixel;
    const rect r{f.rows.x, y, f.rows.w, size::row};
    if (rows.at(index) != nullptr) {
      row(c, r, index, f);
    } else {
      skeleton(c, r, f, index);
    }
  }
  if (rows.flashing()) c.page.wake(1);
  if (view.new_above() > 0) {
    const std::string text = model::count_text(view.new_above()) + " new above";
    // Exactly over the first row, so that no row is cut.
    const rect at{f.rows.x, f.rows.y, f.rows.w, size::row};
    if (strip(c, at, tone::info, icon::refresh, text, "Show", "R", 0, 0)) f.out.show_new = true;
  }
}

void grid::row(context& c, rect r, std::int64_t index, frame_state& f) {
  const palette& k = c.th.colors;
  const model::grid_row& row = *f.d.rows->at(index);
  const bool open = row.id() == f.d.open;
  const bool checked = f.d.checked && f.d.checked(row.id());
  const bool keyboard = row.id() == f.d.focused;
  const bool hover = c.hovered(r);
  const rect fill = r.with_height(r.h - 1);
  if (open || checked) {
    c.paint.fill(fill, hover ? k.sel_hover : k.sel);
  } else if (hover || (keyboard && f.focused)) {
    c.paint.fill(fill, k.hover);
  }
  c.paint.bottom_line(r, k.line);
  if (open) c.paint.fill({r.x, r.y, 2, r.h - 1}, k.focus);

  c.push_id(number_of(row.id()));
  const describe::field& title = f.d.type->title();
  const std::string name = model::value_text(title, row.record.data(), f.d.now);
  const widget_id id = c.id("row");
  const std::uint32_t state = (open ? state_current : 0U) | (checked ? state_selected : state_unselected) |
                              (keyboard && f.focused ? state_focused : 0U);
  c.sem.open(
      {.id = id, .kind = role::row, .state = state, .name = name, .bounds = r, .row_index = index + 2});
  const check_state box = checked ? check_state::on : check_state::off;
  if (row_check(c, r.with_width(check_column), c.id("check"), "Select " + name, box)) f.out.toggle = row.id();
  const press_result p = pressable(c, id, r, false);
  if (p.pressed) {
    f.out.focus = row.id();
    f.out.open = row.id();
    c.focus.take(f.id);
  }
  std::int32_t column_index = 2;
  for (std::size_t i = 0; i < f.columns.size(); ++i) {
    const grid_column& column = f.columns[i];
    const rect at{r.x + column.x, r.y, column.width, r.h};
    cell(c, at, column, row, f);
    const std::string value = model::value_text(*column.field, row.record.data(), f.d.now);
    c.sem.leaf({.id = c.id(column.field->name),
                .kind = column.field == &title ? role::rowheader : role::gridcell,
                .name = value,
                .value = value,
                .bounds = at,
                .col_index = column_index++});
    if (keyboard && f.focused && static_cast<int>(i) == focused_column_) {
      c.paint.outline(at.with_height(at.h - 1), k.focus, 0, 2);
    }
  }
  c.sem.close();
  c.pop_id();
}

void grid::cell(context& c, rect r, const grid_column& column, const model::grid_row& row,
                const frame_state& f) const {
  const palette& k = c.th.colors;
  const describe::field& field = *column.field;
  const bool is_title = &field == &f.d.type->title();
  const bool leaving = row.leaving != model::farewell::none;
  const float flash = flash_left(c, row, field);
  if (flash > 0 && c.th.reduced_motion) {
    c.paint.circle({r.x + 4, r.center().y}, 3, k.accent);
  } else if (flash > 0) {
    const float alpha = c.th.mode == theme_mode::dark ? flash_alpha_dark : flash_alpha_light;
    c.paint.fill(r.with_height(r.h - 1), with_alpha(k.accent, alpha * flash));
  }
  rect text = r.inset(cell_inset, 0);
  const std::string value = model::value_text(field, row.record.data(), f.d.now);
  const bool is_age = field.kind == describe::kind::timestamp;
  if (is_age && leaving) {
    const std::string_view why = row.leaving == model::farewell::deleted ? "Deleted" : "Left view";
    const float w = tag_width(c.paint, why, false) - 8;
    change_tag(c.paint, c.th, text.right() - w, r.y + std::floor((r.h - 20) / 2), tone::warn, why, false,
               face::small);
    return;
  }
  color ink = is_title || field.kind == describe::kind::integer || field.kind == describe::kind::number
                  ? k.text
                  : k.text2;
  if (is_age && f.d.now.unix_ms - row.record.base().updated_at.micros / 1000 < 60'000) ink = k.text;
  if (leaving) ink = k.text3;
  if (flash > 0) ink = k.text;
  if (is_title) {
    const rect mark{text.x, r.y + std::floor((r.h - monogram_size) / 2), monogram_size, monogram_size};
    monogram(c.paint, c.th, mark, first_letter(value), hash_of(row.id()));
    text.cut_left(monogram_size + cell_inset);
    if (f.d.has_draft && f.d.has_draft(row.id())) {
      c.paint.ring({text.right() - 3, r.center().y}, 3, k.info, 1.5F);
      text.cut_right(12);
    }
  }
  const bool right = model::is_numeric(field);
  if (value.empty() && right) {
    c.paint.text_in(text, face::body, k.text3, "\xE2\x80\x93", align::right);
    return;
  }
  const text_result drawn = c.paint.text_in(text, is_title ? face::medium : face::body, ink, value,
                                            right ? align::right : align::left);
  if (drawn.cut) c.tooltip(c.id(field.name), r, value);
  if (is_age) c.tooltip(c.id(field.name), r, model::exact_time_text(row.record.base().updated_at, f.d.now));
}

void grid::skeleton(context& c, rect r, const frame_state& f, std::int64_t seed) const {
  c.paint.outline({r.x + 10, r.y + 7, size::checkbox, size::checkbox}, c.th.colors.line, radius::chip);
  for (std::size_t i = 0; i < f.columns.size(); ++i) {
    const grid_column& column = f.columns[i];
    const auto unevenness = static_cast<float>((seed * 7 + static_cast<std::int64_t>(i) * 5) % 9);
    const float w =
        std::floor(std::min(column.width - 2 * cell_inset, 40 + column.width * 0.25F + unevenness * 8));
    const bool right = model::is_numeric(*column.field);
    const float bar = right ? std::min(w, 40.0F) : w;
    const float x = r.x + column.x + (right ? column.width - cell_inset - bar : cell_inset);
    skeleton_bar(c, x, r.y + std::floor(r.h / 2), bar);
  }
  c.paint.bottom_line(r, c.th.colors.line);
}

/// No rows: still loading, nothing there, or a failure, each in the rows' place.
void grid::placeholder(context& c, frame_state& f) {
  const std::string_view plural = f.d.type->names.plural_label;
  std::string lower(plural);
  if (!lower.empty()) lower[0] = static_cast<char>(lower[0] | 0x20);
  if (!f.d.failure.empty() && f.d.rows == nullptr) {
    const rect at = f.rows.with_height(size::strip).moved(0, 12).inset(strip_inset, 0);
    const std::string text = "Could not load " + lower + ". " + std::string(f.d.failure);
    if (strip(c, at, tone::bad, icon::alert_circle, text, "Retry", {}, icon::refresh)) f.out.retry = true;
    return;
  }
  if (f.d.rows == nullptr) {
    if (!f.d.loading_since) return;
    if (c.now < *f.d.loading_since + timing::skeleton_delay) {
      c.page.wake_at(*f.d.loading_since + timing::skeleton_delay);
      return;
    }
    const auto count = static_cast<std::int64_t>(f.rows.h / size::row);
    for (std::int64_t i = 0; i < count; ++i) {
      skeleton(c, {f.rows.x, f.rows.y + static_cast<float>(i) * size::row, f.rows.w, size::row}, f, i);
    }
    return;
  }
  const rect card = rect{f.rows.x, f.rows.y, f.rows.w, std::min(f.rows.h, 320.0F)};
  if (f.d.filtered) {
    const std::string fact = "No " + lower + " match";
    if (empty_state(c, card, icon::filter_remove_outline, fact, "The filter leaves nothing",
                    "Remove filter")) {
      f.out.clear_filter = true;
    }
  } else {
    std::string singular(f.d.type->names.label);
    if (!singular.empty()) singular[0] = static_cast<char>(singular[0] | 0x20);
    if (empty_state(c, card, icon::domain, "No " + lower + " yet", "The book is empty", "New " + singular))
      f.out.create = true;
  }
}

}  // namespace dossier::ui
