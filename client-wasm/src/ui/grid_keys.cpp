#include <algorithm>
#include <cmath>

#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"

// Moving about in the grid by keyboard, going to a position, copying.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr int resize_step = 8;                ///< pixels a key press
constexpr std::int64_t most_copied = 10'000;  ///< rows on the clipboard at once
constexpr std::string_view go_to_name = "Go to";
constexpr std::string_view menu_name = "Column";

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

bool is_figure_of_number(char c, const model::formats& how) {
  return (c >= '0' && c <= '9') || c == '-' || c == model::decimal_sign(how);
}

/// What a spreadsheet reads as a negative number: it knows the hyphen alone as a sign.
std::string copied(const model::column_spec& spec, std::string value) {
  constexpr std::string_view minus = "\u2212";
  const bool number = spec.field == nullptr || model::is_number(*spec.field);
  if (number && value.starts_with(minus)) value.replace(0, minus.size(), "-");
  return value;
}

}  // namespace

void grid::move_focus(frame_state& f, std::int64_t to) {
  model::row_cache& rows = *f.d.rows;
  if (rows.total() == 0) return;
  to = std::clamp<std::int64_t>(to, 0, rows.total() - 1);
  rows.view.reveal(to);
  const model::grid_row* there = rows.at(to);
  if (there != nullptr) {
    f.out.focus = there->id();
    focus_waits_.reset();
  } else {
    focus_waits_ = to;
  }
}

/// Scrolls the columns so that the focused one shows whole.
void grid::reveal_column(frame_state& f) {
  const column& at = f.columns[static_cast<std::size_t>(focused_column_)];
  if (focused_column_ == 0) return;
  if (at.x + at.width > f.rows.w) across_ += at.x + at.width - f.rows.w;
  if (at.x < f.sticky) across_ -= f.sticky - at.x;
  across_ = std::clamp(across_, 0.0F, across_most_);
}

void grid::keys(context& c, frame_state& f) {
  if (f.d.rows == nullptr || c.popup_open || c.text_active || edit_.field != nullptr) return;
  model::row_cache& rows = *f.d.rows;
  const std::int64_t known = focus_waits_ ? *focus_waits_ : rows.index_of(f.d.focused);
  const std::int64_t here = known >= 0 ? known : rows.view.first_row();
  const bool grid_keys = f.focused || c.focus.current() == 0;
  if (grid_keys && on_header_) {
    header_keys(c, f);
    if (on_header_) return;
  }
  move_keys(c, f, known >= 0 ? here : here - 1);
  if ((f.out.focus || focus_waits_) && !f.focused) c.focus.take(f.id);
  if (!f.d.read_only && c.shortcut(key::a, mod_command)) f.out.check_all = true;
  if (c.shortcut(key::r) && rows.view.new_above() > 0) f.out.show_new = true;
  if (c.typed_char(':')) {
    go_to_.clear();
    open_popup(c, go_to_name);
  }
  const column& at = f.columns[static_cast<std::size_t>(focused_column_)];
  const describe::field* field = at.spec->field;
  if (c.shortcut(key::s) && field != nullptr && field->is_sortable) f.out.sort = field;
  if (c.shortcut(key::s, mod_shift) && field != nullptr && field->is_sortable) {
    f.out.sort = field;
    f.out.sort_add = true;
  }
  if (grid_keys && c.shortcut(key::menu)) {
    menu_column_ = at.spec->name;
    open_popup(c, menu_name);
  }
  const model::grid_row* row = rows.find(f.d.focused);
  if (row == nullptr) return;
  if (grid_keys && c.shortcut(key::enter)) f.out.open = f.d.focused;
  if (grid_keys && c.shortcut(key::space)) f.out.peek = f.d.focused;
  if (f.d.read_only) return;
  if (c.shortcut(key::x) || (grid_keys && c.shortcut(key::space, mod_shift))) {
    f.out.toggle = f.d.focused;
    range_from_ = f.d.focused;
  }
  if (c.shortcut(key::del)) f.out.remove = true;
  const bool wanted = edit_wanted_ != nullptr;
  if (wanted) {
    for (std::size_t i = 0; i < f.columns.size(); ++i) {
      if (f.columns[i].spec->field == edit_wanted_) focused_column_ = static_cast<int>(i);
    }
    edit_wanted_ = nullptr;
  }
  const bool numeric = field != nullptr && at.spec->is_right && !field->is_read_only;
  const bool digits =
      numeric && f.focused && !c.typed.empty() && is_figure_of_number(c.typed.front(), c.formats);
  if (wanted || digits || c.shortcut(key::e) || (grid_keys && c.shortcut(key::f2))) {
    rows.view.reveal(here);
    std::string typed = digits ? c.typed : std::string();
    c.typed.clear();  // the key that begins it is no text
    begin_edit(c, *row, f, std::move(typed));
  }
}

/// Rows by J and K and arrows, columns by arrows, Home and End; with Shift the rows passed are checked.
void grid::move_keys(context& c, frame_state& f, std::int64_t here) {
  const model::row_cache& rows = *f.d.rows;
  const std::int64_t page = rows.view.page_rows();
  if (c.shortcut(key::j)) move_focus(f, here + 1);
  if (c.shortcut(key::k)) move_focus(f, here - 1);
  const auto extend = [&](std::int64_t by) {
    const std::int64_t to = std::clamp<std::int64_t>(here + by, 0, rows.total() - 1);
    f.out.range = row_range{std::max<std::int64_t>(0, here), to, true};
    move_focus(f, to);
  };
  if (c.shortcut(key::j, mod_shift)) extend(1);
  if (c.shortcut(key::k, mod_shift)) extend(-1);
  if (!f.focused && c.focus.current() != 0) return;
  if (c.shortcut(key::down, mod_shift)) extend(1);
  if (c.shortcut(key::up, mod_shift)) extend(-1);
  if (c.shortcut(key::down)) move_focus(f, here + 1);
  if (c.shortcut(key::up)) {
    if (here <= 0 && f.focused) {
      on_header_ = true;
    } else {
      move_focus(f, here - 1);
    }
  }
  if (c.shortcut(key::page_down)) move_focus(f, here + page);
  if (c.shortcut(key::page_up)) move_focus(f, here - page);
  if (c.shortcut(key::home, mod_command)) move_focus(f, 0);
  if (c.shortcut(key::end, mod_command)) move_focus(f, rows.total() - 1);
  const int last = static_cast<int>(f.columns.size()) - 1;
  const int before = focused_column_;
  if (c.shortcut(key::home)) focused_column_ = 0;
  if (c.shortcut(key::end)) focused_column_ = last;
  if (c.shortcut(key::left)) focused_column_ = std::max(0, focused_column_ - 1);
  if (c.shortcut(key::right)) focused_column_ = std::min(last, focused_column_ + 1);
  if (focused_column_ != before) reveal_column(f);
}

/// On the header: Enter sorts, Shift Enter adds a key, Ctrl Left and Right move the column (with Alt they are
/// the browser's), Shift Left and Right change its width, Del hides it.
void grid::header_keys(context& c, frame_state& f) {
  const column& at = f.columns[static_cast<std::size_t>(focused_column_)];
  const model::column_spec& spec = *at.spec;
  model::column_layout& layout = *f.d.layout;
  const int last = static_cast<int>(f.columns.size()) - 1;
  const bool add = c.shortcut(key::enter, mod_shift);
  if (add || c.shortcut(key::enter) || c.shortcut(key::space)) {
    if (spec.field != nullptr && spec.field->is_sortable) {
      f.out.sort = spec.field;
      f.out.sort_add = add;
    } else {
      f.out.notice = "Rows cannot be ordered by " + std::string(spec.label);
    }
  }
  const int moved = c.shortcut(key::left, mod_command) ? -1 : c.shortcut(key::right, mod_command) ? 1 : 0;
  if (moved != 0) {
    layout.step(spec.name, moved);
    focused_column_ = std::clamp(focused_column_ + moved, 0, last);
  }
  const int wider = c.shortcut(key::left, mod_shift) ? -1 : c.shortcut(key::right, mod_shift) ? 1 : 0;
  if (wider != 0) layout.resize(spec.name, static_cast<int>(at.width) + wider * resize_step, f.room);
  if (c.shortcut(key::del)) layout.show(spec.name, false);
  if (c.shortcut(key::menu)) {
    menu_column_ = spec.name;
    open_popup(c, menu_name);
  }
  if (c.shortcut(key::left)) focused_column_ = std::max(0, focused_column_ - 1);
  if (c.shortcut(key::right)) focused_column_ = std::min(last, focused_column_ + 1);
  if (c.shortcut(key::home)) focused_column_ = 0;
  if (c.shortcut(key::end)) focused_column_ = last;
  if (c.shortcut(key::down) || c.shortcut(key::j) || c.shortcut(key::escape)) on_header_ = false;
  reveal_column(f);
}

/// ":" asks for a position, or for how a row begins.
void grid::go_to(context& c, frame_state& f) {
  constexpr float width = 296;
  constexpr float height = 76;
  const rect anchor{f.rows.x + f.checks, f.rows.y - 4, width, 0};
  rect at;
  if (!begin_popover(c, go_to_name, anchor, width, height, at)) return;
  at = at.inset(12, 10);
  const std::string_view label = f.d.order != nullptr ? f.d.order->field().label : std::string_view();
  const std::string hint = "Position, or how " + std::string(label) + " begins";
  const text_result_flags flags = text_field(c, at.cut_top(size::control), go_to_name, go_to_,
                                             {.placeholder = "31203", .select_all_on_focus = true});
  at.cut_top(8);
  c.paint.text_in(at, face::small, c.th.colors.text3, hint);
  if (flags.enter_pressed) {
    f.out.go_to = go_to_;
    close_popup(c);
  }
  end_popover(c);
  if (!popup_is_open(c, go_to_name)) c.focus.take(f.id);  // wherever the keyboard was before
}

/// The checked rows, or the focused one, as tab-separated text and as an HTML table. Numbers stand as they
/// are shown: that is what a spreadsheet of the same country reads as numbers, whichever sign stands for
/// what.
void grid::copy(context& c, const frame_state& f) const {
  if (f.d.rows == nullptr) return;
  std::string text;
  std::string html = "<table>";
  const auto put = [&](const model::grid_row& row) {
    html += "<tr>";
    if (!text.empty()) text += '\n';
    for (std::size_t n = 0; n < f.columns.size(); ++n) {
      const model::column_spec& spec = *f.columns[n].spec;
      std::string value;
      if (spec.field != nullptr) {
        value = cell_text(f.d, row, *spec.field, row.record.data());
      } else if (f.d.figure) {
        value = f.d.figure(row.id(), spec.name).value_or("");
      }
      value = copied(spec, std::move(value));
      if (n != 0) text += '\t';
      text += value;
      html += "<td>";
      append_html(html, value);
      html += "</td>";
    }
    html += "</tr>";
  };
  if (!f.d.any_checked) {
    if (const model::grid_row* row = f.d.rows->find(f.d.focused)) put(*row);
  } else {
    std::int64_t copied = 0;
    f.d.rows->for_each([&](const model::grid_row& row) {
      if (copied < most_copied && f.d.checked(row.id())) {
        put(row);
        ++copied;
      }
    });
  }
  if (!text.empty()) c.clipboard = {text, html + "</table>"};
}

}  // namespace dossier::ui
