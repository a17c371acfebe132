#include "client-wasm/src/screens/resource_list.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "client-wasm/src/app/presence_words.hpp"
#include "client-wasm/src/app/referring_list.hpp"
#include "client-wasm/src/screens/presence_mark.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float page_inset = 16;
constexpr int count_width = 84;                   ///< of the column that counts what refers to a record
constexpr std::int64_t most_in_a_range = 10'000;  ///< rows that one range checks
constexpr std::string_view columns_name = "Choose columns";

std::vector<model::column_spec> columns_for(const describe::record_type& type) {
  const app::referring from = app::referring_to(type.names.resource);
  std::vector<model::figure_column> figures;
  if (from.type != nullptr)
    figures.push_back({from.type->names.resource, from.type->names.plural_label, count_width, "updated_at"});
  return model::columns_of(type, figures);
}

std::string layout_key(const describe::record_type& type) {
  return "columns." + std::string(type.names.resource);
}

/// "31,203" as 31203; nullopt for anything but a position.
std::optional<std::int64_t> position_in(std::string_view text) {
  std::int64_t value = 0;
  bool any = false;
  for (const char c : text) {
    if (c == ',' || c == ' ') continue;
    if (c < '0' || c > '9' || value > 1'000'000'000'000) return std::nullopt;
    value = value * 10 + (c - '0');
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

}  // namespace

resource_list::resource_list(app::workspace& work, app::desk& desk)
    : work_(work), desk_(desk), layout_(columns_for(desk.type())), complete_(work) {
  const app::referring from = app::referring_to(desk.type().names.resource);
  if (from.type == nullptr) return;
  counts_ = std::make_unique<app::reference_counts>(work, *from.type, *from.by);
  counted_ = from.type->names.resource;
}

std::optional<std::string> resource_list::figure(const context& c, const uuid& id, std::string_view name) {
  if (counts_ == nullptr || name != counted_) return std::nullopt;
  const auto count = counts_->of(id);
  return count ? std::optional(c.count(*count)) : std::nullopt;
}

void resource_list::find_others() {
  others_.clear();
  std::map<uuid, std::vector<app::visitor>> at;
  for (const app::visitor& one : work_.others().at(desk_.type().names.resource))
    at[one.record].push_back(one);
  for (const auto& [id, all] : at) {
    // Of several the mark is of one who edits.
    const auto editor = std::find_if(all.begin(), all.end(), [](const auto& v) { return !v.field.empty(); });
    const presence_mark mark = mark_of(editor != all.end() ? *editor : all.front(), work_.who());
    others_[id] = {app::visitors_text(all, desk_.type(), work_.who()), mark.initials, mark.hash};
  }
}

/// The layout is read before it is first drawn, and stored when it changed and nothing is being dragged.
void resource_list::keep_layout(context& c) {
  const std::string key = layout_key(desk_.type());
  if (!layout_kept_) {
    layout_.load(c.page.stored(key));
    layout_kept_ = layout_.revision();
  }
  if (*layout_kept_ == layout_.revision() || ImGui::IsMouseDown(ImGuiMouseButton_Left)) return;
  layout_kept_ = layout_.revision();
  if (layout_.is_default()) {
    c.page.forget(key);
  } else {
    c.page.store(key, layout_.to_json());
  }
}

model::column_layout& resource_list::columns(context& c) {
  keep_layout(c);
  return layout_;
}

void resource_list::focus_filter(context& c) {
  c.push_id("list");
  query_.focus(c);
  c.pop_id();
}

void resource_list::draw(context& c, rect r, const model::wall_time& now) {
  app::record_list& list = desk_.list();
  keep_layout(c);
  c.push_id("list");
  c.sem.open({.id = c.id("main"),
              .kind = role::main,
              .name = std::string(desk_.type().names.plural_label),
              .bounds = r});
  c.paint.fill(r, c.th.colors.surface);
  rect at = r;
  const rect foot = at.cut_bottom(size::footer);
  bulk_bar::rest_strip(c, at, desk_);
  toolbar(c, at.cut_top(query_height));
  chips_line(c, at.cut_top(chips_height));
  app::row_selection& selection = desk_.selection();
  const std::string failure = list.failure() ? explanation(*list.failure()) : std::string();
  grid_data data;
  data.type = &list.type();
  data.rows = list.rows();
  data.layout = &layout_;
  data.order = &list.order();
  data.focused = desk_.focused;
  data.open = desk_.editor().id();
  data.checked = [&](const uuid& id) { return selection.contains(id); };
  data.has_draft = [&](const uuid& id) { return desk_.has_edits(id); };
  data.edited = [&](const uuid& id) { return desk_.cells().edited(id); };
  data.mark = [&](const uuid& id, const describe::field& field) {
    const auto state = desk_.cells().state_of(id, field);
    return state == app::cell_writer::state::sent      ? cell_mark::sent
           : state == app::cell_writer::state::refused ? cell_mark::refused
                                                       : cell_mark::none;
  };
  find_others();
  data.presence = [&](const uuid& id) {
    const auto found = others_.find(id);
    return found == others_.end() ? nullptr : &found->second;
  };
  complete_.formats = c.formats;
  data.may_edit = [&](const model::grid_row& row) { return desk_.may().may_change(row.record); };
  data.may_create = desk_.may_create();
  data.complete = &complete_;
  data.figure = [&](const uuid& id, std::string_view name) { return figure(c, id, name); };
  data.fault = [&](const uuid& id, const describe::field& field, const std::string& text) {
    return desk_.cells().fault(id, field, text);
  };
  for (const app::failed_page& page : list.failed_pages())
    data.failed.push_back({page.begin, page.end, explanation(page.why)});
  data.any_checked = !selection.empty();
  data.all_checked = data.any_checked && list.rows() != nullptr &&
                     selection.count(list.rows()->total()) >= list.rows()->total();
  data.loading_since = list.loading_since();
  data.failure = failure;
  data.filtered = !list.filter().empty();
  data.now = now;
  const grid_events done = grid_.draw(c, at, data);
  const cell_entry edited = grid_.edited_cell();
  desk_.edited_cell = {edited.id, edited.field != nullptr ? std::string(edited.field->name) : std::string()};
  footer(c, foot);
  act(c, done);
  if (go_) go_to_row(c, *std::exchange(go_, std::nullopt));
  bulk_.dialogs(c, desk_);
  if (list.rows() != nullptr) list.want(list.rows()->view.end_row());
  if (counts_ != nullptr) {
    if (const auto due = counts_->ask()) c.page.wake_at(*due);
  }
  c.sem.close();
  c.pop_id();
}

void resource_list::toolbar(context& c, rect r) {
  const rect line{r.x + page_inset, r.y + 8, r.w - 2 * page_inset, size::control_large};
  if (query_.draw(c, line, desk_)) grid_.take_focus(c);
}

void resource_list::chips_line(context& c, rect r) {
  rect at{r.x + page_inset, r.y + 2, r.w - 2 * page_inset, size::control_small};
  c.push_id("chips");
  const bool checked = !desk_.selection().empty() || bulk_bar::busy(desk_);
  if (checked && desk_.at().filter.empty()) {
    bulk_.draw(c, at, desk_);
  } else {
    at.cut_left(query_.chips(c, at, desk_));
    if (desk_.list().failure()) {
      // What is wrong has the line.
    } else if (checked) {
      bulk_.draw(c, at, desk_);
    } else {
      columns_button(c, at);
      sort_menu(c, at);
    }
  }
  c.pop_id();
}

void resource_list::columns_button(context& c, rect& r) {
  const button_options o{.icon = icon::view_column};
  const float w = button_width(c, "Columns", o, size::control_small);
  if (w > r.w) return;
  const rect at = r.cut_right(w);
  r.cut_right(8);
  if (button(c, at, "Columns", o)) open_popup(c, columns_name);
  picker_.draw(c, columns_name, at, layout_);
}

void resource_list::sort_menu(context& c, rect r) {
  const model::sort_order& order = desk_.list().order();
  std::string label = "Sort by " + model::lower_first(order.field().label);
  if (order.keys().size() > 1) label += " +" + std::to_string(order.keys().size() - 1);
  const button_options o{.icon = icon::sort};
  const float w = button_width(c, label, o, size::control_small);
  if (w > r.w) return;
  const rect at = r.cut_right(w);
  if (button(c, at, label, o)) open_popup(c, "Sort by");
  std::vector<menu_item> items;
  std::vector<const describe::field*> fields;
  for (const describe::field& field : desk_.type().fields) {
    if (!field.is_sortable) continue;
    const bool now = &field == &order.field();
    items.push_back({.label = field.label,
                     .icon = now ? (order.descending() ? icon::arrow_down : icon::arrow_up) : U'\0'});
    fields.push_back(&field);
  }
  const int chosen = popup_menu(c, "Sort by", at, items.data(), static_cast<int>(items.size()), 176);
  if (chosen >= 0) sort(*fields[static_cast<std::size_t>(chosen)], false, std::nullopt);
}

/// By a field alone (again: the other direction), or by it as one more key.
void resource_list::sort(const describe::field& field, bool add, std::optional<bool> descending) {
  if (!field.is_sortable) return;
  query::order next;
  next.keys = desk_.list().order().keys();
  const auto at = std::find_if(next.keys.begin(), next.keys.end(),
                               [&](const query::order_key& key) { return key.field == &field; });
  if (add && at != next.keys.end()) {
    at->descending = !at->descending;
  } else if (add) {
    if (next.keys.size() == query::order_max_fields) return;
    next.keys.push_back({&field, false});
  } else {
    const bool again = next.keys.size() == 1 && at != next.keys.end();
    next = query::order(&field, descending.value_or(again && !at->descending));
  }
  app::route where = desk_.at();
  where.order = query::to_string(next);
  desk_.go(std::move(where), true);
}

void resource_list::act(context& c, const grid_events& done) {
  app::record_list& list = desk_.list();
  const bool panel_open = desk_.editor().where() != app::record_editor::stage::closed;
  if (!panel_open) peeking_ = false;
  if (done.focus) desk_.focused = *done.focus;
  if (done.peek) {
    const bool closes = panel_open && desk_.editor().id() == *done.peek;
    peeking_ = !closes;
    if (closes) {
      desk_.close();
    } else {
      desk_.open(*done.peek);
    }
  } else if (done.focus && peeking_ && !done.open) {
    app::route where = desk_.at();
    where.open = to_string(*done.focus);
    desk_.go(std::move(where), true);
  }
  if (done.open) {
    peeking_ = false;
    desk_.open(*done.open);
  }
  if (done.sort != nullptr) sort(*done.sort, done.sort_add, done.sort_descending);
  if (done.entry) desk_.cells().write(done.entry->id, *done.entry->field, done.entry->text);
  if (done.edit_in_panel) {
    desk_.open(done.edit_in_panel->id);
    edit_wish_ = done.edit_in_panel->field;
  }
  if (!done.notice.empty()) work_.tell({app::severity::info, done.notice, {}, {}});
  if (!done.go_to.empty()) go_to(c, done.go_to);
  if (done.show_new && list.rows() != nullptr) list.rows()->view.show_new();
  if (done.clear_filter) desk_.filter("");
  if (done.retry && list.rows() != nullptr) {
    list.retry();
  } else if (done.retry) {
    list.reload();
  }
  if (done.create) desk_.open_new();
  act_on_selection(c, done);
}

void resource_list::act_on_selection(context& c, const grid_events& done) {
  app::row_selection& selection = desk_.selection();
  if (done.toggle) selection.toggle(*done.toggle);
  if (done.range) select(c, *done.range);
  if (done.check_all) selection.check_all();
  if (done.toggle_all) {
    if (selection.empty()) {
      selection.check_all();
    } else {
      selection.clear();
    }
  }
  if (done.remove) remove();
  if (!selection.empty() && !c.popup_open && !c.text_active && c.shortcut(key::escape)) selection.clear();
  const bool anything = done.focus || done.open || done.toggle || done.range || done.toggle_all ||
                        done.check_all || done.show_new;
  if (anything) c.page.wake();
}

void resource_list::select(const context& c, const row_range& range) {
  const model::row_cache* rows = desk_.list().rows();
  if (rows == nullptr) return;
  const std::int64_t first = std::max<std::int64_t>(0, std::min(range.first, range.last));
  const std::int64_t last = std::min(std::max(range.first, range.last), first + most_in_a_range - 1);
  std::int64_t missing = 0;
  for (std::int64_t i = first; i <= last; ++i) {
    if (const model::grid_row* row = rows->at(i)) {
      desk_.selection().set(row->id(), range.checked);
    } else {
      ++missing;
    }
  }
  if (missing == 0) return;
  const std::string text = c.count(missing) + " rows are not loaded and stay as they were";
  work_.tell({app::severity::warn, text, {}, {}});
}

void resource_list::remove() {
  if (!desk_.may().may_remove(desk_.type().names.resource)) return;
  if (desk_.selection().empty()) {
    if (!desk_.focused.is_nil() && desk_.may_remove(desk_.focused)) desk_.acts().remove(desk_.focused);
    return;
  }
  bulk_.start(desk_, {});
}

/// A position, or how a row begins: then the server tells how many rows stand before it.
void resource_list::go_to(context& c, const std::string& what) {
  if (const auto position = position_in(what)) return go_to_row(c, *position - 1);
  const app::record_list& list = desk_.list();
  const query::order_key& key = list.order().keys().front();
  if (key.field->kind != describe::kind::text) {
    return work_.tell({app::severity::info,
                       "Enter a position: rows are ordered by " + std::string(key.field->label),
                       {},
                       {}});
  }
  std::string condition = std::string(key.field->name) + (key.descending ? " > " : " < ");
  // Behind every text that begins so stands what is followed by the last character there is.
  codec::append_json_string(condition, key.descending ? what + "\xEF\xBF\xBD" : what);
  const std::string& filter = list.filter();
  const std::string whole = filter.empty() ? condition : "(" + filter + ") AND " + condition;
  desk_.api().list(desk_.type(), {.filter = whole, .q = desk_.at().q, .order_by = {}, .page_size = 1},
                   [this](result<net::record_page> page) {
                     if (page) go_ = page->total;
                     work_.around().changed();
                   });
}

void resource_list::go_to_row(context& c, std::int64_t index) {
  model::row_cache* rows = desk_.list().rows();
  if (rows == nullptr || rows->total() == 0) return;
  index = std::clamp<std::int64_t>(index, 0, rows->total() - 1);
  rows->view.scroll_to(static_cast<double>(index) -
                       std::floor(static_cast<double>(rows->view.page_rows()) / 2));
  rows->view.reveal(index);
  grid_.focus_row(index);
  grid_.take_focus(c);
}

void resource_list::footer(context& c, rect r) {
  footer_data d;
  std::string position;
  std::string fact;
  if (const model::row_cache* rows = desk_.list().rows(); rows != nullptr && rows->total() > 0) {
    const model::viewport& view = rows->view;
    position = model::position_text(view.first_row() + 1, view.last_whole_row() + 1, rows->total(),
                                    rows->total_exact(), c.formats);
    const std::int64_t changes = desk_.changes_in_last_minute();
    if (changes > 0)
      fact = c.count(changes) + (changes == 1 ? " change" : " changes") + " in the last minute";
  }
  const std::string columns =
      std::to_string(layout_.shown_count()) + " of " + std::to_string(layout_.columns().size()) + " columns";
  d.position = position;
  d.fact = fact;
  d.right_fact = columns;
  d.keys = {{"J", "K", "move"}, {"X", {}, "select"}, {"?", {}, "all keys"}};
  if (desk_.may().may_change(desk_.type().names.resource)) d.keys.insert(d.keys.end() - 1, {"E", {}, "edit"});
  draw_footer(c, r, d);
}

}  // namespace dossier::screens
