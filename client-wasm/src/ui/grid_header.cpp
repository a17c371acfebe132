#include <algorithm>
#include <array>
#include <cmath>

#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"

// The grid's header: sorting, widths, order, and the menu of a column.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float handle_width = 8;
constexpr float handle_line = 2;
constexpr float drag_threshold = 4;  ///< pixels until a press becomes a drag
constexpr float arrow = 14;
constexpr float arrow_gap = 4;
constexpr float chip_padding = 16;  ///< of a chip in a cell, both sides
constexpr std::string_view menu_name = "Column";
constexpr std::string_view columns_name = "Columns";

enum class choice : std::uint8_t { ascending, descending, add, hide, left, right, fit, columns, reset };

/// What a column is to the order: its place among the keys (from 1; 0 for none) and its direction.
struct sort_place {
  std::size_t place = 0;
  bool descending = false;
  bool alone = true;
};

sort_place sort_of(const model::sort_order* order, const describe::field* field) {
  if (order == nullptr || field == nullptr) return {};
  const auto& keys = order->keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].field == field) return {i + 1, keys[i].descending, keys.size() == 1};
  }
  return {};
}

}  // namespace

void grid::header(context& c, rect r, frame_state& f) {
  const palette& k = c.th.colors;
  c.paint.fill(r, k.panel);
  c.paint.bottom_line(r, k.border);
  c.sem.open({.id = c.id("header"), .kind = role::row, .name = "Header", .bounds = r, .row_index = 1});
  const check_state all = f.d.all_checked   ? check_state::on
                          : f.d.any_checked ? check_state::mixed
                                            : check_state::off;
  if (!f.d.read_only) {
    if (row_check(c, r.with_width(check_column), c.id("check all"), "Select all", all))
      f.out.toggle_all = true;
    c.paint.vline(r.x + check_column - 1, r.y + 8, 16, k.border);
  }
  const rect scrolled{r.x + f.sticky - handle_width / 2, r.y, r.w - f.sticky + handle_width / 2, r.h};
  // Handles lie over the edges of two cells: they come first and get the pointer.
  resize_handle(c, r, f.columns.front(), f);
  c.paint.push_clip(scrolled);
  for (std::size_t i = 1; i < f.columns.size(); ++i) resize_handle(c, r, f.columns[i], f);
  c.paint.pop_clip();
  header_cell(c, r, f.columns.front(), 0, f);
  c.paint.push_clip({r.x + f.sticky, r.y, r.w - f.sticky, r.h});
  for (std::size_t i = 1; i < f.columns.size(); ++i)
    header_cell(c, r, f.columns[i], static_cast<std::int32_t>(i), f);
  c.paint.pop_clip();
  drop_line(c, r, f);
  c.sem.close();
}

void grid::resize_handle(context& c, rect r, const column& at, frame_state& f) {
  const float edge = r.x + at.x + at.width;
  const rect hit{edge - handle_width / 2, r.y, handle_width, r.h};
  c.push_id("resize");
  const widget_id id = c.id(at.spec->name);
  c.pop_id();
  const press_result p = pressable(c, id, hit, false);
  const bool held = ImGui::GetActiveID() == id;
  if (p.hovered || held) c.cursor = platform::cursor::resize_h;
  if (p.double_pressed) {
    f.d.layout->set_width(at.spec->name, static_cast<int>(content_width(c, *at.spec, f)));
    c.page.wake();
  } else if (held) {
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) drag_.grab = c.mouse.x - edge;
    const int width = static_cast<int>(std::lround(c.mouse.x - drag_.grab - r.x - at.x));
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Left, 1) && width != static_cast<int>(at.width))
      f.d.layout->resize(at.spec->name, width, f.room);
  }
  if (p.hovered || held) {
    c.paint.fill({edge - handle_line, r.y, handle_line, r.h - 1}, c.th.colors.focus);
  } else {
    c.paint.vline(edge - 1, r.y + 8, 16, c.th.colors.border);
  }
  c.sem.leaf({.id = id,
              .kind = role::separator,
              .name = "Resize " + std::string(at.spec->label),
              .value = std::to_string(static_cast<int>(at.width)),
              .bounds = hit});
}

void grid::header_cell(context& c, rect r, const column& at, std::int32_t index, frame_state& f) {
  const palette& k = c.th.colors;
  const model::column_spec& spec = *at.spec;
  const rect cell{r.x + at.x, r.y, at.width, r.h - 1};
  const widget_id id = c.id(spec.name);
  const press_result p = pressable(c, id, cell, false);
  const bool sortable = spec.field != nullptr && spec.field->is_sortable;
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::GetActiveID() == id && !drag_.moves) {
    const float moved = c.mouse.x - io.MouseClickedPos[ImGuiMouseButton_Left].x / c.paint.scale();
    if (std::abs(moved) > drag_threshold) drag_ = {std::string(spec.name), c.mouse.x - moved - cell.x, true};
  }
  const bool dragged = drag_.moves && drag_.name == spec.name;
  if (p.pressed && !drag_.moves && sortable) {
    f.out.sort = spec.field;
    f.out.sort_add = io.KeyShift;
  }
  if (p.context_menu) {
    menu_column_ = spec.name;
    open_popup(c, menu_name);
  }
  if (p.hovered && sortable) c.cursor = platform::cursor::hand;
  if (dragged) c.cursor = platform::cursor::grabbing;
  const sort_place sorted = sort_of(f.d.order, spec.field);
  const std::string place = sorted.place != 0 && !sorted.alone ? std::to_string(sorted.place) : "";
  const float place_w = place.empty() ? 0 : std::ceil(c.paint.width(face::micro, place)) + 2;
  const float mark_w = sorted.place != 0 ? arrow + arrow_gap + place_w : 0;
  const rect text = rect{cell.x, r.y, cell.w, r.h}.inset(cell_inset, 0);
  const float wanted = std::ceil(c.paint.width(face::small_medium, spec.label)) + 1;
  const float label_w = std::min(wanted, text.w - mark_w);
  const float x = spec.is_right ? text.right() - label_w - mark_w : text.x;
  if (dragged) c.paint.fill(cell, k.press);
  const color ink = (p.hovered && sortable) || dragged ? k.text : k.text2;
  const text_result drawn = c.paint.text_in({x, text.y, label_w, text.h}, face::small_medium, ink, spec.label,
                                            spec.is_right ? align::right : align::left);
  if (drawn.cut) c.tooltip(id, cell, spec.label);
  if (sorted.place != 0) {
    c.paint.icon({x + label_w + arrow_gap - 1, text.y, arrow, text.h},
                 sorted.descending ? icon::arrow_down : icon::arrow_up, k.focus, arrow);
    if (!place.empty())
      c.paint.text_in({x + label_w + arrow_gap + arrow, text.y, place_w, text.h}, face::micro, k.text3,
                      place);
  }
  const bool keyboard = on_header_ && f.focused && index == focused_column_;
  if (keyboard) c.paint.outline(cell, k.focus, 0, 2);
  const std::uint32_t direction = sorted.place == 0   ? 0U
                                  : sorted.descending ? state_descending
                                                      : state_ascending;
  c.sem.leaf({.id = id,
              .kind = role::columnheader,
              .state = direction | (keyboard ? state_focused : 0U),
              .name = std::string(spec.label),
              .value = place,
              .bounds = cell,
              .col_index = index + 2});
}

/// While a header is dragged: where it would go, and it goes there when it is let go.
void grid::drop_line(context& c, rect r, frame_state& f) {
  if (!drag_.moves) return;
  const float x = c.mouse.x - r.x;
  std::size_t before = 0;
  while (before < f.columns.size() && x > f.columns[before].x + f.columns[before].width / 2) ++before;
  const bool at_end = before == f.columns.size();
  const float edge =
      at_end ? f.columns.back().x + f.columns.back().width : std::max(f.columns[before].x, f.checks);
  const rect line{r.x + edge - 1, r.y, 2, f.rows.bottom() - r.y};
  c.paint.fill(line, c.th.colors.focus);
  const auto moved = std::find_if(f.columns.begin(), f.columns.end(),
                                  [this](const column& at) { return at.spec->name == drag_.name; });
  if (moved != f.columns.end()) {
    const rect ghost{c.mouse.x - drag_.grab, r.y, moved->width, r.h - 1};
    c.paint.fill_round(ghost, with_alpha(c.th.colors.raised, 0.9F), radius::chip);
    c.paint.outline(ghost, c.th.colors.focus, radius::chip);
    c.paint.text_in(ghost.inset(cell_inset, 0), face::small_medium, c.th.colors.text, moved->spec->label,
                    moved->spec->is_right ? align::right : align::left);
  }
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) {
    drag_ = {};
    ImGui::ClearActiveID();
    c.page.wake();
  } else if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    f.d.layout->move(drag_.name, at_end ? std::string_view() : f.columns[before].spec->name);
    drag_ = {};
    c.page.wake();
  }
}

/// The width at which nothing of the column's header and visible rows is cut.
float grid::content_width(context& c, const model::column_spec& spec, const frame_state& f) const {
  const sort_place sorted = sort_of(f.d.order, spec.field);
  float most =
      c.paint.width(face::small_medium, spec.label) + (sorted.place != 0 ? arrow + arrow_gap + 8 : 0);
  if (f.d.rows != nullptr) {
    const model::viewport& view = f.d.rows->view;
    for (std::int64_t i = view.first_row(); i < view.end_row(); ++i) {
      const model::grid_row* row = f.d.rows->at(i);
      if (row == nullptr) continue;
      float w = 0;
      if (spec.field == nullptr) {
        if (f.d.figure) w = c.paint.width(face::body, f.d.figure(row->id(), spec.name).value_or(""));
      } else if (spec.field->kind == describe::kind::text_list) {
        for (const std::string& item :
             *static_cast<const std::vector<std::string>*>(spec.field->read(row->record.data())))
          w += c.paint.width(face::small, item) + chip_padding + 4;
      } else {
        w = c.paint.width(spec.is_title ? face::medium : face::body,
                          cell_text(f.d, *row, *spec.field, row->record.data()));
        if (spec.is_title && !f.d.read_only) w += monogram_size + cell_inset;
        if (spec.field->kind == describe::kind::choice) w += 20;
      }
      most = std::max(most, w);
    }
  }
  return std::ceil(most) + 2 * cell_inset + 2;
}

void grid::header_menu(context& c, rect r, frame_state& f) {
  const auto at = std::find_if(f.columns.begin(), f.columns.end(),
                               [this](const column& one) { return one.spec->name == menu_column_; });
  rect anchor{r.x + f.checks, r.y, 120, r.h};
  if (at != f.columns.end()) anchor = {r.x + std::max(at->x, f.checks), r.y, at->width, r.h};
  if (at != f.columns.end() && popup_is_open(c, menu_name)) {
    const model::column_spec& spec = *at->spec;
    const bool sortable = spec.field != nullptr && spec.field->is_sortable;
    const sort_place sorted = sort_of(f.d.order, spec.field);
    const std::string_view why = "Rows cannot be ordered by it";
    const std::array<menu_item, 9> items{
        {{.label = "Sort ascending",
          .icon = icon::arrow_up,
          .disabled = !sortable,
          .reason = why,
          .checked = sorted.place == 1 && !sorted.descending},
         {.label = "Sort descending",
          .icon = icon::arrow_down,
          .disabled = !sortable,
          .reason = why,
          .checked = sorted.place == 1 && sorted.descending},
         {.label = "Add to sort",
          .icon = icon::sort,
          .disabled = !sortable || sorted.place != 0,
          .reason = sortable ? std::string_view("The order has it already") : why},
         {.label = "Hide",
          .icon = icon::close,
          .disabled = spec.is_title,
          .reason = "Rows need their name",
          .separator_before = true},
         {.label = "Move left", .key_hint = "Ctrl Left"},
         {.label = "Move right", .key_hint = "Ctrl Right"},
         {.label = "Fit to content", .icon = icon::unfold_more},
         {.label = "Columns\xE2\x80\xA6", .icon = icon::view_column, .separator_before = true},
         {.label = "Reset columns",
          .icon = icon::undo,
          .disabled = f.d.layout->is_default(),
          .reason = "They are as by default"}}};
    const int chosen = popup_menu(c, menu_name, anchor, items.data(), static_cast<int>(items.size()), 184);
    if (chosen >= 0) {
      model::column_layout& layout = *f.d.layout;
      switch (static_cast<choice>(chosen)) {
        case choice::ascending:
        case choice::descending:
          f.out.sort = spec.field;
          f.out.sort_descending = static_cast<choice>(chosen) == choice::descending;
          break;
        case choice::add:
          f.out.sort = spec.field;
          f.out.sort_add = true;
          break;
        case choice::hide:
          layout.show(menu_column_, false);
          break;
        case choice::left:
          layout.step(menu_column_, -1);
          break;
        case choice::right:
          layout.step(menu_column_, 1);
          break;
        case choice::fit:
          layout.set_width(menu_column_, static_cast<int>(content_width(c, spec, f)));
          break;
        case choice::columns:
          open_popup(c, columns_name);
          break;
        case choice::reset:
          layout.reset();
          break;
      }
      c.page.wake();
    }
  }
  picker_.draw(c, columns_name, anchor, *f.d.layout);
}

}  // namespace dossier::ui
