#include "client-wasm/src/ui/grid.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float strip_inset = 12;

std::string lower_first(std::string_view text) {
  std::string out(text);
  if (!out.empty()) out[0] = static_cast<char>(out[0] | 0x20);
  return out;
}

}  // namespace

namespace grid_parts {

std::uint32_t hash_of(const uuid& id) {
  const std::string text = to_string(id);
  return identity_hash(text.data(), text.size());
}

std::int64_t number_of(const uuid& id) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i < 16; ++i) value = (value << 8U) | id.bytes[i];
  return static_cast<std::int64_t>(value);
}

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

std::string grid_field_name(const describe::field& field) {
  return "Edit " + std::string(field.label);
}

std::string cell_text(const grid_data& d, const model::grid_row& row, const describe::field& field,
                      const void* record) {
  if (d.text) {
    if (auto text = d.text(row, field)) return *std::move(text);
  }
  std::string text = model::value_text(field, record, d.now);
  if (!is_reference(field) || text.empty()) return text;
  // An edit under way holds another id than the row, whose name is that of the stored one.
  std::string name = d.complete != nullptr ? d.complete->name_of(field, text) : std::string();
  if (name.empty() && text == model::value_text(field, row.record.data(), d.now))
    name = row.about.name_of(field);
  return name.empty() ? text : name;
}

}  // namespace grid_parts

void grid::take_focus(context& c) {
  if (id_ != 0) c.focus.take(id_);
  c.page.wake();
}

grid::frame_state grid::begin_frame(context& c, rect rows, const grid_data& d, grid_events& out) {
  const float checks = d.read_only ? 0 : check_column;
  frame_state f{.d = d,
                .out = out,
                .columns = {},
                .rows = rows,
                .room = static_cast<int>(rows.w - checks),
                .row_height = c.th.row_height,
                .checks = checks,
                .sticky = checks,
                .id = id_,
                .focused = c.focus.offer(id_)};
  const std::vector<model::placed_column> placed = d.layout->fit(f.room);
  const model::placed_column& last = placed.back();
  across_most_ = std::max(0.0F, static_cast<float>(last.x + last.width - f.room));
  across_ = std::clamp(across_, 0.0F, across_most_);
  for (const model::placed_column& p : placed) {
    const bool stays = f.columns.empty();
    const float x = checks + static_cast<float>(p.x) - (stays ? 0 : across_);
    f.columns.push_back({p.spec, x, static_cast<float>(p.width)});
    if (stays) f.sticky += static_cast<float>(p.width);
  }
  focused_column_ = std::clamp(focused_column_, 0, static_cast<int>(f.columns.size()) - 1);
  return f;
}

grid_events grid::draw(context& c, rect r, const grid_data& d) {
  grid_events out;
  const rect whole = r;
  const rect head = r.cut_top(header_height);
  rect rows = r;
  const rect bar = rows.cut_right(size::scrollbar);
  c.push_id("grid");
  id_ = c.id("grid");
  frame_state f = begin_frame(c, rows, d, out);
  if (across_most_ > 0) f.rows.cut_bottom(size::scrollbar);
  if (d.rows != nullptr)
    d.rows->view.resize(static_cast<double>(f.row_height), static_cast<double>(f.rows.h));
  if (c.hovered(f.rows) && d.rows != nullptr) {
    d.rows->view.scroll_by(static_cast<double>(c.wheel.y));
    across_ = std::clamp(across_ + c.wheel.x, 0.0F, across_most_);
    if (c.wheel.x != 0) c.page.wake();
    c.wheel = {};
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
  edit_.seen = false;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && !ImGui::IsMouseReleased(ImGuiMouseButton_Left))
    double_pressed_ = false;
  c.paint.push_clip(f.rows);
  if (d.rows == nullptr || d.rows->total() == 0) {
    placeholder(c, f);
  } else {
    body(c, f);
  }
  if (edit_pressed_) {
    // Not inside its row, whose ids are its own.
    const model::grid_row* pressed = d.rows != nullptr ? d.rows->find(*edit_pressed_) : nullptr;
    edit_pressed_.reset();
    if (pressed != nullptr && !d.read_only) begin_edit(c, *pressed, f);
  }
  edit_cell(c, f);
  if (f.focused && !shows_focus(f)) c.paint.outline(f.rows, c.th.colors.focus, 0, 2);
  c.paint.pop_clip();
  fault_card(c);
  bubble(c, bar, f);
  c.sem.close();
  header_menu(c, head.with_width(rows.w), f);
  edit_choice(c, f);
  go_to(c, f);
  if (c.copying && f.focused && edit_.field == nullptr) copy(c, f);
  c.pop_id();
  return out;
}

/// Whether the place of the keyboard is on the screen: a row, a column's header, or the cell being edited.
bool grid::shows_focus(const frame_state& f) const {
  if (on_header_ || edit_.field != nullptr) return true;
  if (f.d.rows == nullptr) return false;
  const std::int64_t at = f.d.rows->index_of(f.d.focused);
  return at >= f.d.rows->view.first_row() && at < f.d.rows->view.end_row();
}

void grid::body(context& c, frame_state& f) {
  model::row_cache& rows = *f.d.rows;
  const model::viewport& view = rows.view;
  const auto pixel = static_cast<float>(view.pixel());
  if (focus_waits_) {
    if (const model::grid_row* there = rows.at(*focus_waits_)) {
      f.out.focus = there->id();
      focus_waits_.reset();
    }
  }
  for (std::int64_t index = view.first_row(); index < view.end_row(); ++index) {
    const float y = f.rows.y + static_cast<float>(index - view.first_row()) * f.row_height - pixel;
    const rect r{f.rows.x, y, f.rows.w, f.row_height};
    if (rows.at(index) != nullptr) {
      row(c, r, index, f);
    } else {
      skeleton(c, r, f, index);
    }
  }
  failures(c, f);
  if (rows.flashing() && !f.d.flash_clock) c.page.wake(1);
  if (view.new_above() > 0) {
    const std::string text = c.count(view.new_above()) + " new above";
    // Exactly over the first row, so that no row is cut.
    const rect at{f.rows.x, f.rows.y, f.rows.w, f.row_height};
    if (strip(c, at, tone::info, icon::refresh, text, "Show", "R", 0, 0)) f.out.show_new = true;
  }
}

/// Where rows could not be loaded: which, why, and to try again, over the first of them that shows.
void grid::failures(context& c, frame_state& f) {
  const model::viewport& view = f.d.rows->view;
  for (const failed_rows& one : f.d.failed) {
    const std::int64_t first = std::max(one.begin, view.first_row());
    if (first >= std::min(one.end, view.end_row())) continue;
    const float y = f.rows.y + static_cast<float>(first - view.first_row()) * f.row_height -
                    static_cast<float>(view.pixel());
    const std::string text =
        "Could not load rows " + c.count(one.begin + 1) + "\u2013" + c.count(one.end) + ". " + one.why;
    const rect at = rect{f.rows.x, std::max(y, f.rows.y), f.rows.w, size::strip}.inset(strip_inset, 0);
    c.push_id(one.begin);
    if (strip(c, at, tone::bad, icon::alert_circle, text, "Retry", {}, icon::refresh)) f.out.retry = true;
    c.pop_id();
  }
}

void grid::skeleton(context& c, rect r, const frame_state& f, std::int64_t seed) const {
  const rect box{r.x + 10, r.y + std::floor((r.h - size::checkbox) / 2), size::checkbox, size::checkbox};
  if (!f.d.read_only) c.paint.outline(box, c.th.colors.line, radius::chip);
  for (std::size_t i = 0; i < f.columns.size(); ++i) {
    const column& at = f.columns[i];
    const auto unevenness = static_cast<float>((seed * 7 + static_cast<std::int64_t>(i) * 5) % 9);
    const float w = std::floor(std::min(at.width - 2 * cell_inset, 40 + at.width * 0.25F + unevenness * 8));
    const float bar = at.spec->is_right ? std::min(w, 40.0F) : w;
    const float x = r.x + at.x + (at.spec->is_right ? at.width - cell_inset - bar : cell_inset);
    if (i > 0 && x < r.x + f.sticky) continue;
    skeleton_bar(c, x, r.y + std::floor(r.h / 2), bar);
  }
  c.paint.bottom_line(r, c.th.colors.line);
}

/// No rows: still loading, nothing there, or a failure, each in the rows' place.
void grid::placeholder(context& c, frame_state& f) {
  const std::string plural = lower_first(f.d.type->names.plural_label);
  if (!f.d.failure.empty() && f.d.rows == nullptr) {
    const rect at = f.rows.with_height(size::strip).moved(0, 12).inset(strip_inset, 0);
    const std::string text = "Could not load " + plural + ". " + std::string(f.d.failure);
    if (strip(c, at, tone::bad, icon::alert_circle, text, "Retry", {}, icon::refresh)) f.out.retry = true;
    return;
  }
  if (f.d.rows == nullptr) {
    if (!f.d.loading_since) return;
    if (c.now < *f.d.loading_since + timing::skeleton_delay) {
      c.page.wake_at(*f.d.loading_since + timing::skeleton_delay);
      return;
    }
    const auto count = static_cast<std::int64_t>(f.rows.h / f.row_height);
    for (std::int64_t i = 0; i < count; ++i) {
      skeleton(c, {f.rows.x, f.rows.y + static_cast<float>(i) * f.row_height, f.rows.w, f.row_height}, f, i);
    }
    return;
  }
  const rect card = rect{f.rows.x, f.rows.y, f.rows.w, std::min(f.rows.h, 320.0F)};
  if (f.d.filtered) {
    const std::string fact = "No " + plural + " match";
    if (empty_state(c, card, icon::filter_remove_outline, fact, "The filter leaves nothing",
                    "Remove filter")) {
      f.out.clear_filter = true;
    }
  } else if (f.d.read_only) {
    empty_state(c, card, icon::history, "No " + plural + " yet", "Nothing has happened yet", {});
  } else {
    const std::string action = f.d.may_create ? "New " + lower_first(f.d.type->names.label) : std::string();
    if (empty_state(c, card, icon::domain, "No " + plural + " yet", "The book is empty", action))
      f.out.create = true;
  }
}

}  // namespace dossier::ui
