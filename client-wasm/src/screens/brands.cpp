#include "client-wasm/src/screens/brands.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float page_inset = 16;
constexpr float query_height = 48;
constexpr float chips_height = 36;

}  // namespace

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
  const rect query = at.cut_top(query_height);
  if (query_.draw(c, {query.x + page_inset, query.y + 8, query.w - 2 * page_inset, size::control_large},
                  work)) {
    grid_.take_focus(c);
  }
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

void brands::chips(context& c, rect r, app::desk& work) {
  rect at{r.x + page_inset, r.y + 2, r.w - 2 * page_inset, size::control_small};
  c.push_id("chips");
  if (!work.selection().empty() && work.at().filter.empty()) {
    bulk_actions(c, at, work);
  } else {
    at.cut_left(query_.chips(c, at, work));
    if (work.list().failure()) {
      // What is wrong has the line.
    } else if (work.selection().empty()) {
      sort_menu(c, at, work);
    } else {
      bulk_actions(c, at, work);
    }
  }
  c.pop_id();
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
  if (rows != nullptr) {
    rows->for_each([&](const model::grid_row& row) {
      if (work.selection().contains(row.id())) ids.push_back(row.id());
    });
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
