#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/ui/cell_value.hpp"
#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/imgui.hpp"

// One row of the grid and its cells.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float flash_alpha_dark = 0.55F;
constexpr float flash_alpha_light = 0.26F;
constexpr float edge_bar = 2;              ///< open, edited elsewhere, refused
constexpr float presence_hit = 12;         ///< where the bar says who is there: up to the check
constexpr float sent_ring = 3;             ///< radius of the mark of an edit that is not answered yet
constexpr std::int64_t fresh_ms = 60'000;  ///< an age below it is drawn in the color of values

/// How much of a flash is left: 1 right after the change, 0 at its end and without one.
float flash_left(const context& c, const grid_data& d, const model::grid_row& row,
                 const describe::field& field) {
  const auto since = model::row_cache::flash_of(row, field);
  if (!since) return 0;
  const double lasts = c.th.reduced_motion ? timing::reduced_flash : timing::flash;
  return std::clamp(static_cast<float>(1.0 - (d.flash_clock.value_or(c.now) - *since) / lasts), 0.0F, 1.0F);
}

void draw_flash(context& c, rect r, float left) {
  if (left <= 0) return;
  if (c.th.reduced_motion) {
    c.paint.circle({r.x + 4, r.center().y}, 3, c.th.colors.accent);
    return;
  }
  const float alpha = c.th.mode == theme_mode::dark ? flash_alpha_dark : flash_alpha_light;
  c.paint.fill(r.with_height(r.h - 1), with_alpha(c.th.colors.accent, alpha * left));
}

/// The value of a field of times.
std::optional<timestamp> moment_of(const describe::field& field, const void* record) {
  if (field.nullable) return *static_cast<const std::optional<timestamp>*>(field.read(record));
  return *static_cast<const timestamp*>(field.read(record));
}

bool is_value(const describe::field& field) {
  return field.kind == describe::kind::integer || field.kind == describe::kind::number;
}

}  // namespace

void grid::row(context& c, rect r, std::int64_t index, frame_state& f) {
  const palette& k = c.th.colors;
  const model::grid_row& row = *f.d.rows->at(index);
  const bool open = row.id() == f.d.open;
  const bool checked = f.d.checked && f.d.checked(row.id());
  const bool keyboard = row.id() == f.d.focused && f.focused && !on_header_;
  const bool hover = c.hovered(r) && !drag_.moves;
  const rect fill = r.with_height(r.h - 1);
  if (open || checked) {
    c.paint.fill(fill, hover ? k.sel_hover : k.sel);
  } else if (hover || keyboard) {
    c.paint.fill(fill, k.hover);
  }
  c.paint.bottom_line(r, k.line);

  c.push_id(number_of(row.id()));
  const describe::field& title_field = f.d.type->title();
  const std::string name = model::value_text(title_field, row.record.data(), f.d.now);
  const widget_id id = c.id("row");
  const std::uint32_t state = (open ? state_current : 0U) | (checked ? state_selected : state_unselected) |
                              (keyboard ? state_focused : 0U);
  const row_presence* other = f.d.presence ? f.d.presence(row.id()) : nullptr;
  c.sem.open(
      {.id = id,
       .kind = role::row,
       .state = state,
       .name = name,
       .description = model::with_farewell(row.leaving, other != nullptr ? other->text : std::string()),
       .bounds = r,
       .row_index = index + 2});
  const check_state box = checked ? check_state::on : check_state::off;
  if (!f.d.read_only && row_check(c, r.with_width(check_column), c.id("check"), "Select " + name, box)) {
    if (ImGui::GetIO().KeyShift && range_from_) {
      f.out.range = row_range{f.d.rows->index_of(*range_from_), index, !checked};
    } else {
      f.out.toggle = row.id();
    }
    range_from_ = row.id();
  }
  // The field in a cell has the pointer for itself, and so has what tells of new rows.
  const bool in_field = edit_.field != nullptr && (edit_.covers.contains(c.mouse) ||
                                                   (edit_.id == row.id() && edit_.at.contains(c.mouse)));
  const bool under_strip = f.d.rows->view.new_above() > 0 && c.mouse.y < f.rows.y + f.row_height;
  const press_result p = in_field || under_strip ? press_result{} : pressable(c, id, r, false);
  if (p.pressed || p.double_pressed) {
    for (std::size_t i = 0; i < f.columns.size(); ++i) {
      const float x = c.mouse.x - r.x;
      const bool covered = i > 0 && x < f.sticky;
      if (!covered && x >= f.columns[i].x && x < f.columns[i].x + f.columns[i].width)
        focused_column_ = static_cast<int>(i);
    }
  }
  if (p.double_pressed) {
    f.out.focus = row.id();
    edit_pressed_ = row.id();
    double_pressed_ = true;
  } else if (p.pressed && !std::exchange(double_pressed_, false)) {
    row_pressed(c, row, index, f);
  }
  row_mark(c, r, row, f);
  const bool clips = across_ > 0;
  const rect scrolled{f.rows.x + f.sticky, r.y, f.rows.w - f.sticky, r.h};
  if (clips) c.paint.push_clip(scrolled);
  for (std::size_t i = 1; i < f.columns.size(); ++i) {
    const column& at = f.columns[i];
    const rect place{r.x + at.x, r.y, at.width, r.h};
    if (at.x + at.width > f.sticky && at.x < f.rows.w) cell(c, place, at, row, f, i);
  }
  if (clips) c.paint.pop_clip();
  const column& first = f.columns.front();
  cell(c, {r.x + first.x, r.y, first.width, r.h}, first, row, f, 0);
  c.sem.close();
  c.pop_id();
}

void grid::row_pressed(context& c, const model::grid_row& row, std::int64_t index, frame_state& f) {
  const ImGuiIO& io = ImGui::GetIO();
  on_header_ = false;
  focus_waits_.reset();
  f.out.focus = row.id();
  c.focus.take(f.id);
  const bool command = io.ConfigMacOSXBehaviors ? io.KeySuper : io.KeyCtrl;
  if (f.d.read_only) {
    f.out.open = row.id();
  } else if (io.KeyShift) {
    const uuid from = range_from_ ? *range_from_ : f.d.focused;
    const std::int64_t begin = f.d.rows->index_of(from);
    f.out.range = row_range{begin >= 0 ? begin : index, index, true};
  } else if (command) {
    f.out.toggle = row.id();
    range_from_ = row.id();
  } else {
    range_from_ = row.id();
    f.out.open = row.id();
  }
}

/// The bar at the left: open here, somebody there elsewhere, or refused.
void grid::row_mark(context& c, rect r, const model::grid_row& row, const frame_state& f) const {
  const palette& k = c.th.colors;
  const rect bar{r.x, r.y, edge_bar, r.h - 1};
  bool refused = false;
  for (const column& at : f.columns) {
    refused = refused || (f.d.mark && at.spec->field != nullptr &&
                          f.d.mark(row.id(), *at.spec->field) == cell_mark::refused);
  }
  if (refused) {
    c.paint.fill(bar, k.bad);
  } else if (const row_presence* other = f.d.presence ? f.d.presence(row.id()) : nullptr; other != nullptr) {
    c.paint.fill(bar, c.th.series(other->hash));
    c.tooltip(c.id("other"), r.with_width(presence_hit), other->text);
  } else if (row.id() == f.d.open) {
    c.paint.fill(bar, k.focus);
  }
}

void grid::cell(context& c, rect r, const column& at, const model::grid_row& row, frame_state& f,
                std::size_t n) {
  const palette& k = c.th.colors;
  const model::column_spec& spec = *at.spec;
  const describe::any_record* edited = f.d.edited ? f.d.edited(row.id()) : nullptr;
  const void* record = edited != nullptr ? edited->data() : row.record.data();
  const cell_mark mark =
      f.d.mark && spec.field != nullptr ? f.d.mark(row.id(), *spec.field) : cell_mark::none;
  const bool leaving = row.leaving != model::farewell::none;
  const float flash = spec.field != nullptr ? flash_left(c, f.d, row, *spec.field) : 0;
  draw_flash(c, r, flash);
  std::optional<std::string> figure;
  if (spec.field == nullptr && f.d.figure) figure = f.d.figure(row.id(), spec.name);
  const std::string value =
      spec.field != nullptr ? cell_text(f.d, row, *spec.field, record) : figure.value_or("");
  c.sem.leaf({.id = c.id(spec.name),
              .kind = spec.is_title ? role::rowheader : role::gridcell,
              .name = value,
              .value = value,
              .bounds = r,
              .col_index = static_cast<std::int32_t>(n) + 2});
  rect text = r.inset(cell_inset, 0);
  const bool is_here = row.id() == f.d.focused && static_cast<int>(n) == focused_column_;
  if (edit_.field != nullptr && edit_.field == spec.field && edit_.id == row.id()) {
    edit_.at = r;
    edit_.seen = true;
    if (spec.is_title) edit_.at.cut_left(monogram_size + cell_inset);
  } else if (is_here && f.focused && !on_header_) {
    c.paint.outline(r.with_height(r.h - 1), k.focus, 0, 2);
  }
  const bool is_age = spec.field != nullptr && spec.field->kind == describe::kind::timestamp;
  const std::optional<timestamp> moment = is_age ? moment_of(*spec.field, record) : std::nullopt;
  const bool last = n + 1 == f.columns.size();
  const std::string_view word = model::farewell_word(row.leaving);
  if (!word.empty() && (is_age || last)) {
    const float w = tag_width(c.paint, word, false) - 8;
    change_tag(c.paint, c.th, text.right() - w, r.y + std::floor((r.h - 20) / 2), tone::warn, word, false,
               face::small);
    return;
  }
  if (mark == cell_mark::sent) {
    c.paint.circle({text.right() - sent_ring, r.center().y}, sent_ring, k.info);
    text.cut_right(12);
  }
  color ink = spec.is_title || spec.field == nullptr || is_value(*spec.field) ? k.text : k.text2;
  if (moment && f.d.now.unix_ms - moment->micros / 1000 < fresh_ms) ink = k.text;
  if (leaving) ink = k.text3;
  if (flash > 0) ink = k.text;
  if (mark == cell_mark::refused) ink = k.bad;
  if (spec.is_title && !f.d.read_only) title(c, text, row, value, f);
  if (spec.field == nullptr && !figure) {
    skeleton_bar(c, text.right() - 24, r.y + std::floor(r.h / 2), 24);
    return;
  }
  if (value.empty() && spec.is_right) {
    c.paint.text_in(text, face::body, k.text3, "\xE2\x80\x93", align::right);
    return;
  }
  bool cut = false;
  if (f.d.paint && spec.field != nullptr && f.d.paint(c, text, row, *spec.field, ink, cut)) {
    if (cut) c.tooltip(c.id(spec.name), r, value);
    return;
  }
  std::string shown = value;
  // A date is never cut: an old one ("24 Oct 2024") goes without its day.
  const std::size_t day = is_age ? value.find(' ') : std::string::npos;
  const bool has_year = day != std::string::npos && value.find(' ', day + 1) != std::string::npos;
  if (has_year && c.paint.width(face::body, value) > text.w) {
    shown = value.substr(day + 1);
  }
  if (spec.field == nullptr || !draw_cell_value(c, text, *spec.field, record, ink, cut)) {
    cut = c.paint
              .text_in(text, spec.is_title ? face::medium : face::body, ink, shown,
                       spec.is_right ? align::right : align::left)
              .cut;
  }
  if (cut) c.tooltip(c.id(spec.name), r, value);
  if (moment && !f.d.text) c.tooltip(c.id(spec.name), r, model::exact_time_text(*moment, f.d.now));
}

/// The monogram before a title; behind it who is at the row elsewhere, and that it has edits not saved.
void grid::title(context& c, rect& text, const model::grid_row& row, std::string_view value,
                 const frame_state& f) const {
  const rect mark{text.x, text.y + std::floor((text.h - monogram_size) / 2), monogram_size, monogram_size};
  monogram(c.paint, c.th, mark, first_letter(value), hash_of(row.id()));
  text.cut_left(monogram_size + cell_inset);
  if (f.d.has_draft && f.d.has_draft(row.id())) {
    c.paint.ring({text.right() - sent_ring, text.center().y}, sent_ring, c.th.colors.info, 1.5F);
    text.cut_right(12);
  }
  const row_presence* other = f.d.presence ? f.d.presence(row.id()) : nullptr;
  if (other == nullptr) return;
  constexpr float chip = 20;
  const float wanted = std::ceil(c.paint.width(face::medium, value)) + 8;
  const float x = text.x + std::min(wanted, text.w - chip);
  const rect place{x, text.y + std::floor((text.h - chip) / 2), chip, chip};
  avatar(c.paint, c.th, place, other->initials, other->hash);
  c.tooltip(c.id("other"), place, other->text);
  text.w = x - 8 - text.x;
}

}  // namespace dossier::ui
