#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/grid.hpp"

// Moving about in the grid: keys, scrollbar, copying.
namespace dossier::ui {

namespace {

constexpr float tick_width = 6;
constexpr float bubble_prefix = 120;  ///< most that the sort prefix may take

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
}

}  // namespace

void grid::move_focus(frame_state& f, std::int64_t to) {
  model::row_cache& rows = *f.d.rows;
  if (rows.total() == 0) return;
  to = std::clamp<std::int64_t>(to, 0, rows.total() - 1);
  rows.view.reveal(to);
  if (const model::grid_row* row = rows.at(to)) f.out.focus = row->id();
}

void grid::keys(context& c, frame_state& f) {
  if (f.d.rows == nullptr || c.popup_open || c.text_active) return;
  model::row_cache& rows = *f.d.rows;
  const std::int64_t known = rows.index_of(f.d.focused);
  const std::int64_t here = known >= 0 ? known : rows.view.first_row();
  const std::int64_t next = known >= 0 ? known + 1 : here;
  const std::int64_t page = rows.view.page_rows();
  const bool arrows = f.focused || c.focus.current() == 0;
  if (c.shortcut(key::j)) move_focus(f, next);
  if (c.shortcut(key::k)) move_focus(f, here - 1);
  if (arrows) {
    if (c.shortcut(key::down)) move_focus(f, next);
    if (c.shortcut(key::up)) move_focus(f, here - 1);
    if (c.shortcut(key::page_down)) move_focus(f, here + page);
    if (c.shortcut(key::page_up)) move_focus(f, here - page);
    if (c.shortcut(key::home, mod_command)) move_focus(f, 0);
    if (c.shortcut(key::end, mod_command)) move_focus(f, rows.total() - 1);
    if (c.shortcut(key::home)) focused_column_ = 0;
    if (c.shortcut(key::end)) focused_column_ = static_cast<int>(f.columns.size()) - 1;
    if (c.shortcut(key::left)) focused_column_ = std::max(0, focused_column_ - 1);
    if (c.shortcut(key::right))
      focused_column_ = std::min(static_cast<int>(f.columns.size()) - 1, focused_column_ + 1);
  }
  if (c.shortcut(key::a, mod_command)) f.out.check_all = true;
  if (c.shortcut(key::r) && rows.view.new_above() > 0) f.out.show_new = true;
  if (c.shortcut(key::s)) f.out.sort = f.columns[static_cast<std::size_t>(focused_column_)].field;
  if (known < 0) return;
  if (arrows && (c.shortcut(key::enter) || c.shortcut(key::space))) f.out.open = f.d.focused;
  if (c.shortcut(key::x) || (arrows && c.shortcut(key::space, mod_shift))) f.out.toggle = f.d.focused;
  if (c.shortcut(key::j, mod_shift)) {
    f.out.toggle = f.d.focused;
    move_focus(f, next);
  }
  if (c.shortcut(key::e)) f.out.edit = f.d.focused;
  if (c.shortcut(key::del)) f.out.remove = true;
}

void grid::scroll(context& c, rect bar, frame_state& f) {
  if (f.d.rows == nullptr) return;
  model::row_cache& rows = *f.d.rows;
  model::viewport& view = rows.view;
  const palette& k = c.th.colors;
  const double page = static_cast<double>(bar.h) / static_cast<double>(size::row);
  const auto total = static_cast<double>(std::max<std::int64_t>(1, view.count()));
  for (const model::tick_mark& mark : rows.marks()) {
    const std::int64_t index = rows.index_of(mark.id);
    if (index < 0 || (index >= view.first_row() && index < view.end_row())) continue;
    const float y = bar.y + std::floor(static_cast<float>(static_cast<double>(index) / total) * (bar.h - 2));
    c.paint.fill({bar.x + 3, y, tick_width, 2}, k.focus);
  }
  double offset = view.position();
  if (scrollbar(c, bar, "Scroll rows", bar_, offset, page, static_cast<double>(view.count())))
    view.scroll_to(offset);
}

/// While the thumb is held: what the first row is sorted by, and its position.
void grid::bubble(context& c, rect bar, const frame_state& f) const {
  if (f.d.rows == nullptr || !bar_.dragging) return;
  const model::viewport& view = f.d.rows->view;
  const palette& k = c.th.colors;
  const model::grid_row* first = f.d.rows->at(view.first_row());
  const std::string prefix =
      first == nullptr ? "" : model::value_text(*f.d.sort, first->record.data(), f.d.now);
  const std::string position =
      model::count_text(view.first_row() + 1) + " of " + model::count_text(f.d.rows->total());
  const float prefix_w = std::min(bubble_prefix, std::ceil(c.paint.width(face::small_medium, prefix)));
  const float w = 24 + prefix_w + 16 + std::ceil(c.paint.width(face::small, position));
  const double most = std::max(1.0, static_cast<double>(view.count()) - view.height() / view.row_height());
  const float at = bar.y + static_cast<float>(view.position() / most) * (bar.h - size::row);
  rect r{bar.x - 8 - w, std::floor(at), w, size::row};
  c.paint.fill_round(r, k.text, radius::control);
  r = r.inset(12, 0);
  c.paint.text_in({r.x, r.y, prefix_w + 1, r.h}, face::small_medium, k.surface, prefix);
  c.paint.text_in(r, face::small, k.surface, position, align::right);
}

/// The checked rows, or the focused one, as tab-separated text and as an HTML table.
void grid::copy(context& c, const frame_state& f) const {
  if (f.d.rows == nullptr) return;
  std::string text;
  std::string html = "<table>";
  f.d.rows->for_each([&](const model::grid_row& row) {
    const bool wanted = f.d.any_checked ? f.d.checked(row.id()) : row.id() == f.d.focused;
    if (!wanted) return;
    html += "<tr>";
    if (!text.empty()) text += '\n';
    for (std::size_t n = 0; n < f.columns.size(); ++n) {
      const std::string value = model::value_text(*f.columns[n].field, row.record.data(), f.d.now);
      if (n != 0) text += '\t';
      text += value;
      html += "<td>";
      append_html(html, value);
      html += "</td>";
    }
    html += "</tr>";
  });
  if (!text.empty()) c.clipboard = {text, html + "</table>"};
}

}  // namespace dossier::ui
