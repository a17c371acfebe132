#include "client-wasm/src/screens/brands.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "client-wasm/src/model/filter_chips.hpp"
#include "client-wasm/src/model/filter_tokens.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/query/filter.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float page_inset = 16;
constexpr float query_height = 48;
constexpr float chips_height = 36;
constexpr std::string_view filter_field = "Filter";

color token_ink(const palette& k, model::filter_token_kind kind) {
  using model::filter_token_kind;
  switch (kind) {
    case filter_token_kind::keyword:
      return k.link;
    case filter_token_kind::text:
      return k.ok;
    case filter_token_kind::number:
      return k.warn;
    case filter_token_kind::operator_:
      return k.text3;
    case filter_token_kind::field:
    case filter_token_kind::space:
      break;
  }
  return k.text;
}

}  // namespace

void brands::focus_filter(context& c) const {
  c.push_id("brands");
  focus_text(c, filter_field);
  c.pop_id();
}

bool brands::take_edit_wish() {
  return std::exchange(edit_wish_, false);
}

void brands::draw(context& c, rect r, app::desk& work, const model::wall_time& now) {
  app::record_list& list = work.list();
  c.push_id("brands");
  c.sem.open({.id = c.id("main"),
              .kind = role::main,
              .name = std::string(list.type().names.plural_label),
              .bounds = r});
  c.paint.fill(r, c.th.colors.surface);
  rect at = r;
  const rect foot = at.cut_bottom(size::footer);
  query_bar(c, at.cut_top(query_height), work);
  chips(c, at.cut_top(chips_height), work);
  app::row_selection& selection = work.selection();
  const std::string failure =
      list.failure() ? (list.failure()->detail.empty() ? list.failure()->title : list.failure()->detail) : "";
  grid_data data;
  data.type = &list.type();
  data.rows = list.rows();
  data.sort = &list.order().field();
  data.descending = list.order().descending();
  data.focused = work.focused;
  data.open = work.editor().id();
  data.checked = [&](const uuid& id) { return selection.contains(id); };
  data.has_draft = [&](const uuid& id) { return work.editor().has_draft(id); };
  data.any_checked = !selection.empty();
  data.all_checked = data.any_checked && list.rows() != nullptr &&
                     selection.count(list.rows()->total()) >= list.rows()->total();
  data.loading_since = list.loading_since();
  data.failure = failure;
  data.filtered = !list.filter().empty();
  data.now = now;
  const grid_events done = grid_.draw(c, at, data);
  footer(c, foot, work);
  act(c, done, work);
  if (list.rows() != nullptr) list.want(list.rows()->view.end_row());
  c.sem.close();
  c.pop_id();
}

void brands::query_bar(context& c, rect r, app::desk& work) {
  const palette& k = c.th.colors;
  app::record_list& list = work.list();
  if (query_shown_ != work.at().filter) query_ = query_shown_ = work.at().filter;
  const rect box{r.x + page_inset, r.y + 8, r.w - 2 * page_inset, 32};
  std::string note;
  if (list.rows() != nullptr) {
    const std::string_view estimate = list.rows()->total_exact() ? "" : "\xE2\x89\x88";
    note = std::string(estimate) + model::count_text(list.rows()->total()) + " " +
           (list.filter().empty() ? model::lower_first(list.type().names.plural_label) : "matches") + " in " +
           model::count_text(static_cast<std::int64_t>(std::ceil(list.answered_in_ms()))) + " ms";
  }
  const float note_w = note.empty() ? 0 : std::ceil(c.paint.width(face::small, note)) + 1;
  const float cap_w = key_cap_width(c.paint, "/");
  rect inner = box.inset(8, 0);
  rect glyph = inner.cut_left(16);
  inner.cut_left(8);
  rect end = inner.cut_right(note_w + 12 + cap_w);
  inner.cut_right(8);
  const bool hover = c.hovered(box);
  c.push_id(filter_field);
  const bool focused = c.focus.current() != 0 && c.focus.current() == c.id("##text");
  c.pop_id();
  c.paint.fill_round(box, k.field, radius::control);
  const bool wrong = list.failure() && list.failure()->status == 400;
  const color line = wrong ? k.bad : focused ? k.focus : hover ? k.text3 : k.control;
  if (focused) {
    c.paint.outline(box.inset(-1), line, radius::control + 1, 2);
  } else {
    c.paint.outline(box, line, radius::control);
  }
  c.paint.icon(glyph, icon::filter_variant, k.text3, 16);
  std::string text = query_;
  const text_result_flags flags = text_field(c, inner, filter_field, text,
                                             {.look = field_look::bare,
                                              .placeholder = "Filter, for example industry = \"Software\"",
                                              .font = face::mono,
                                              .select_all_on_focus = false,
                                              .drawn_by_caller = true,
                                              .description = note});
  query_ = text;
  if (!flags.active && !query_.empty()) colored_query(c, inner, query_, work);
  key_cap(c.paint, c.th, end.right() - cap_w, box.center().y, "/");
  end.cut_right(cap_w + 12);
  c.paint.text_in(end, face::small, k.text3, note, align::right);
  if (flags.enter_pressed || (flags.committed && query_ != query_shown_)) {
    query_shown_ = query_;
    work.filter(query_);
    if (flags.enter_pressed && query::parse_filter(list.type(), query_)) {
      grid_.take_focus(c);
    } else if (flags.enter_pressed) {
      focus_text(c, filter_field);  // what is not understood keeps the keyboard, to be mended
    }
  }
  if (!c.popup_open && (c.typed_char('/') || c.shortcut(key::f, mod_command))) focus_text(c, filter_field);
}

void brands::colored_query(context& c, rect r, const std::string& text, const app::desk& work) const {
  c.paint.push_clip(r);
  float x = r.x;
  const auto& failure = work.list().failure();
  for (const model::filter_token& token : model::filter_tokens(text)) {
    const std::string_view part = std::string_view(text).substr(token.begin, token.size);
    const float w = c.paint.width(face::mono, part);
    c.paint.text_in({x, r.y, w + 1, r.h}, face::mono, token_ink(c.th.colors, token.kind), part);
    const bool wrong = failure && failure->position && *failure->position >= token.begin &&
                       *failure->position < token.begin + token.size;
    if (wrong) c.paint.fill({x, r.y + 24, std::max(6.0F, w), 2}, c.th.colors.bad);
    x += w;
  }
  if (failure && failure->position == text.size()) c.paint.fill({x, r.y + 24, 6, 2}, c.th.colors.bad);
  c.paint.pop_clip();
}

void brands::chips(context& c, rect r, app::desk& work) {
  app::record_list& list = work.list();
  rect at{r.x + page_inset, r.y + 2, r.w - 2 * page_inset, size::control_small};
  c.push_id("chips");
  if (list.failure() && (list.failure()->status == 400 || list.rows() != nullptr)) {
    error_line(c, at, model::fault_text(*list.failure(), work.at().filter));
  } else if (!work.selection().empty() && work.at().filter.empty()) {
    bulk_actions(c, at, work);
  } else {
    const float x = filter_chips(c, at.x, at, work);
    rect right = at;
    right.cut_left(x - at.x);
    if (work.selection().empty()) {
      sort_menu(c, right, work);
    } else {
      bulk_actions(c, right, work);
    }
  }
  c.pop_id();
}

float brands::filter_chips(context& c, float x, rect r, app::desk& work) {
  const describe::record_type& type = work.list().type();
  const auto filter = query::parse_filter(type, work.at().filter);
  if (filter) {
    const auto parts = model::filter_chips(*filter);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      c.push_id(static_cast<std::int64_t>(i));
      const chip_result chip = filter_chip(c, x, r.y, parts[i].field, parts[i].op, parts[i].value);
      c.pop_id();
      x += chip.width + 8;
      if (chip.removed) {
        work.filter(model::without_comparison(*filter, i));
        break;
      }
      if (chip.pressed) focus_text(c, filter_field);
    }
  }
  const button_options o{.kind = button_kind::ghost, .icon = icon::plus};
  const float w = button_width(c, "Filter", o, size::control_small);
  const rect add{x, r.y, w, size::control_small};
  c.push_id("add");
  if (button(c, add, "Filter", o)) open_popup(c, "Filter by");
  std::vector<menu_item> items;
  std::vector<const describe::field*> fields;
  for (const describe::field& field : type.fields) {
    if (!field.is_filterable || field.is_common) continue;
    items.push_back({.label = field.label});
    fields.push_back(&field);
  }
  const int chosen = popup_menu(c, "Filter by", add, items.data(), static_cast<int>(items.size()), 176);
  c.pop_id();
  if (chosen >= 0) {
    query_ = model::with_condition(type, query_, *fields[static_cast<std::size_t>(chosen)]);
    c.pop_id();
    focus_text(c, filter_field);
    c.push_id("chips");
  }
  return x + w + 8;
}

void brands::sort_menu(context& c, rect r, app::desk& work) {
  const model::sort_order& order = work.list().order();
  const std::string label = "Sort by " + model::lower_first(order.field().label);
  const button_options o{.icon = icon::sort};
  const float w = button_width(c, label, o, size::control_small);
  if (w > r.w) return;
  const rect at = r.cut_right(w);
  if (button(c, at, label, o)) open_popup(c, "Sort by");
  std::vector<menu_item> items;
  std::vector<const describe::field*> fields;
  for (const describe::field& field : work.list().type().fields) {
    if (!field.is_sortable) continue;
    const bool now = &field == &order.field();
    items.push_back({.label = field.label,
                     .icon = now ? (order.descending() ? icon::arrow_down : icon::arrow_up) : U'\0'});
    fields.push_back(&field);
  }
  const int chosen = popup_menu(c, "Sort by", at, items.data(), static_cast<int>(items.size()), 176);
  if (chosen >= 0) work.sort_by(*fields[static_cast<std::size_t>(chosen)]);
}

void brands::bulk_actions(context& c, rect r, app::desk& work) {
  const model::row_cache* rows = work.list().rows();
  if (rows == nullptr) return;
  const std::int64_t count = work.selection().count(rows->total());
  const std::string text = model::count_text(count) + " selected";
  const float text_w = std::ceil(c.paint.width(face::small_medium, text));
  c.paint.text_in(r, face::small_medium, c.th.colors.text, text);
  c.sem.leaf({.id = c.id("selected"), .kind = role::status, .name = text, .bounds = r.with_width(text_w)});
  r.cut_left(text_w + 16);
  const std::string label = "Delete " + model::count_text(count);
  const bool whole = rows->complete() || !work.selection().all();
  const button_options o{
      .kind = button_kind::danger, .icon = icon::delete_, .disabled = !whole, .reason = "Still loading"};
  if (button(c, r.cut_left(button_width(c, label, o, size::control_small)), label, o)) remove_checked(work);
  r.cut_left(8);
  const button_options clear{.kind = button_kind::ghost, .key_hint = "Esc"};
  const float clear_w = button_width(c, "Clear", clear, size::control_small);
  if (clear_w > r.w) return;
  if (button(c, r.cut_right(clear_w), "Clear", clear)) work.selection().clear();
  const std::string all = "Select all " + model::count_text(rows->total());
  const button_options select_all{.kind = button_kind::ghost, .key_hint = "Ctrl A"};
  const float all_w = button_width(c, all, select_all, size::control_small);
  if (all_w > r.w) return;
  if (button(c, r.cut_right(all_w), all, select_all)) work.selection().check_all();
}

void brands::remove_checked(app::desk& work) {
  std::vector<uuid> ids;
  const model::row_cache* rows = work.list().rows();
  for (std::int64_t i = 0; rows != nullptr && i < rows->loaded(); ++i) {
    if (work.selection().contains(rows->at(i)->id())) ids.push_back(rows->at(i)->id());
  }
  work.selection().clear();
  work.editor().remove(std::move(ids));
}

void brands::act(context& c, const grid_events& done, app::desk& work) {
  app::record_list& list = work.list();
  app::row_selection& selection = work.selection();
  if (done.focus) work.focused = *done.focus;
  if (done.open) work.open(*done.open);
  if (done.toggle) selection.toggle(*done.toggle);
  if (done.check_all) selection.check_all();
  if (done.toggle_all) {
    if (selection.empty()) {
      selection.check_all();
    } else {
      selection.clear();
    }
  }
  if (done.sort != nullptr) work.sort_by(*done.sort);
  if (done.edit) {
    work.open(*done.edit);
    edit_wish_ = true;
  }
  if (done.remove) {
    if (selection.empty()) {
      work.editor().remove({work.focused});
    } else {
      remove_checked(work);
    }
  }
  if (done.show_new && list.rows() != nullptr) list.rows()->view.show_new();
  if (done.clear_filter) work.filter("");
  if (done.retry) list.reload();
  if (done.create) work.open_new();
  if (!selection.empty() && !c.popup_open && !c.text_active && c.shortcut(key::escape)) selection.clear();
  const bool anything =
      done.focus || done.open || done.toggle || done.toggle_all || done.check_all || done.show_new;
  if (anything) c.page.wake();
}

void brands::footer(context& c, rect r, app::desk& work) {
  footer_data d;
  std::string position;
  std::string fact;
  if (const model::row_cache* rows = work.list().rows(); rows != nullptr && rows->total() > 0) {
    const model::viewport& view = rows->view;
    position = model::position_text(view.first_row() + 1, view.last_whole_row() + 1, rows->total(),
                                    rows->total_exact());
    const std::int64_t changes = work.changes_in_last_minute();
    if (changes > 0) {
      fact = model::count_text(changes) + (changes == 1 ? " change" : " changes") + " in the last minute";
    }
  }
  d.position = position;
  d.fact = fact;
  d.keys = {{"J", "K", "move"},
            {"X", {}, "select"},
            {"Enter", {}, "open"},
            {"E", {}, "edit"},
            {"?", {}, "all keys"}};
  draw_footer(c, r, d);
}

}  // namespace dossier::screens
