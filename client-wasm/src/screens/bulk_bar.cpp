#include "client-wasm/src/screens/bulk_bar.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr std::size_t most_buttons = 2;  ///< fields with a button of their own; the others are in a menu
constexpr std::string_view fields_name = "Set a field";
constexpr std::string_view value_name = "New value";
constexpr std::string_view choices_name = "New choice";
constexpr std::string_view question_name = "Confirm";

/// Fields that many records can have one value of.
std::vector<const describe::field*> settable(const describe::record_type& type) {
  std::vector<const describe::field*> shown;
  std::vector<const describe::field*> others;
  for (const describe::field& field : type.fields) {
    const bool fits = !field.is_read_only && !field.is_unique && !field.is_multiline && !field.is_common &&
                      field.kind != describe::kind::uuid && field.name != type.names.title_field;
    if (fits) (field.column_width != 0 ? shown : others).push_back(&field);
  }
  shown.insert(shown.end(), others.begin(), others.end());
  return shown;
}

std::string count_of(const context& c, const describe::record_type& type, std::int64_t count) {
  return c.count(count) + " " + model::lower_first(count == 1 ? type.names.label : type.names.plural_label);
}

std::int64_t checked_count(app::desk& desk) {
  const model::row_cache* rows = desk.list().rows();
  return desk.selection().count(rows != nullptr ? rows->total() : 0);
}

char32_t icon_of(const describe::field& field) {
  if (field.kind == describe::kind::text_list) return icon::tag_outline;
  return field.kind == describe::kind::choice ? icon::check_circle_outline : icon::pencil;
}

}  // namespace

bool bulk_bar::busy(app::desk& desk) {
  return desk.bulk().where() == app::bulk_action::stage::running ||
         desk.bulk().where() == app::bulk_action::stage::undoing;
}

void bulk_bar::start(app::desk& desk, app::bulk_job job) {
  const app::row_selection& selection = desk.selection();
  desk.bulk().start(
      std::move(job),
      {.all = selection.all(), .named = selection.named(), .filter = desk.list().filter(), .q = desk.at().q});
}

void bulk_bar::draw(context& c, rect r, app::desk& desk) {
  if (desk.list().rows() == nullptr) return;
  c.push_id("bulk");
  if (busy(desk)) {
    progress(c, r, desk);
  } else {
    const std::string text = c.count(checked_count(desk)) + " selected";
    const float text_w = std::ceil(c.paint.width(face::small_medium, text));
    c.paint.text_in(r, face::small_medium, c.th.colors.text, text);
    c.sem.leaf({.id = c.id("selected"), .kind = role::status, .name = text, .bounds = r.with_width(text_w)});
    r.cut_left(text_w + 16);
    actions(c, r, desk);
    rest(c, r, desk);
  }
  c.pop_id();
}

/// Whether all that is checked is the person's own, as far as it is known here.
bool bulk_bar::all_own(app::desk& desk, bool (app::desk::*may)(const uuid&) const) {
  const app::row_selection& selection = desk.selection();
  if (selection.all()) return false;
  return std::all_of(selection.named().begin(), selection.named().end(),
                     [&](const uuid& id) { return (desk.*may)(id); });
}

void bulk_bar::actions(context& c, rect& r, app::desk& desk) {
  const app::rights may = desk.may();
  const std::string_view resource = desk.type().names.resource;
  if (may.may_change(resource)) set_actions(c, r, desk);
  if (!may.may_remove(resource)) return;
  const bool blocked = may.removes_own_only(resource) && !all_own(desk, &app::desk::may_remove);
  const std::string remove = "Delete " + c.count(checked_count(desk));
  const button_options danger{.kind = button_kind::danger,
                              .icon = icon::delete_,
                              .disabled = blocked,
                              .reason = "Only what you made is yours to delete"};
  const float remove_w = button_width(c, remove, danger, size::control_small);
  if (remove_w > r.w) return;
  if (button(c, r.cut_left(remove_w), remove, danger)) start(desk, {});
  r.cut_left(8);
}

void bulk_bar::set_actions(context& c, rect& r, app::desk& desk) {
  const app::rights may = desk.may();
  const bool blocked =
      may.changes_own_only(desk.type().names.resource) && !all_own(desk, &app::desk::may_change);
  const std::string_view reason = "Only what you made is yours to edit";
  const std::vector<const describe::field*> fields = settable(desk.type());
  const std::string remove = "Delete " + c.count(checked_count(desk));
  const float remove_w =
      may.may_remove(desk.type().names.resource)
          ? button_width(c, remove, {.kind = button_kind::danger, .icon = icon::delete_}, size::control_small)
          : 0;
  const button_options more{.icon = icon::dots_horizontal, .disabled = blocked, .reason = reason};
  const float more_w = button_width(c, "Set", more, size::control_small);
  std::size_t shown = 0;
  for (; shown < std::min(most_buttons, fields.size()); ++shown) {
    const describe::field& field = *fields[shown];
    const std::string label = "Set " + model::lower_first(field.label);
    const button_options o{.icon = icon_of(field), .disabled = blocked, .reason = reason};
    const float w = button_width(c, label, o, size::control_small);
    if (w + 8 + more_w + 8 + remove_w > r.w) break;
    const rect at = r.cut_left(w);
    if (button(c, at, label, o)) ask_value(c, field, at);
    r.cut_left(8);
  }
  if (shown < fields.size() && more_w + 8 + remove_w <= r.w) {
    const rect at = r.cut_left(more_w);
    if (button(c, at, "Set", more)) open_popup(c, fields_name);
    std::vector<menu_item> items;
    for (std::size_t i = shown; i < fields.size(); ++i) items.push_back({.label = fields[i]->label});
    const int chosen = popup_menu(c, fields_name, at, items.data(), static_cast<int>(items.size()), 176);
    if (chosen >= 0) ask_value(c, *fields[shown + static_cast<std::size_t>(chosen)], at);
    r.cut_left(8);
  }
}

/// At the right end: all of them, or none.
void bulk_bar::rest(context& c, rect r, app::desk& desk) const {
  const button_options clear{.kind = button_kind::ghost, .key_hint = "Esc"};
  const float clear_w = button_width(c, "Clear", clear, size::control_small);
  if (clear_w > r.w) return;
  if (button(c, r.cut_right(clear_w), "Clear", clear)) desk.selection().clear();
  const std::int64_t total = desk.list().rows()->total();
  if (checked_count(desk) >= total) return;
  const std::string all = "Select all " + c.count(total);
  const button_options select_all{.kind = button_kind::ghost, .key_hint = "Ctrl A"};
  const float all_w = button_width(c, all, select_all, size::control_small);
  if (all_w > r.w) return;
  if (button(c, r.cut_right(all_w), all, select_all)) desk.selection().check_all();
}

void bulk_bar::progress(context& c, rect r, app::desk& desk) const {
  const app::bulk_action& bulk = desk.bulk();
  const palette& k = c.th.colors;
  const bool undoes = bulk.where() == app::bulk_action::stage::undoing;
  const std::string_view verb = undoes ? "Undoing" : bulk.job().field == nullptr ? "Deleting" : "Setting";
  const std::string text = std::string(verb) + " " + c.count(bulk.done()) + " of " + c.count(bulk.count());
  const float text_w = std::ceil(c.paint.width(face::small_medium, text));
  c.paint.text_in(r, face::small_medium, k.text, text);
  c.sem.leaf({.id = c.id("progress"), .kind = role::status, .name = text, .bounds = r.with_width(text_w)});
  r.cut_left(text_w + 12);
  constexpr float track_w = 120;
  const rect track{r.x, r.y + 10, track_w, 4};
  const auto part =
      static_cast<float>(bulk.done()) / static_cast<float>(std::max<std::int64_t>(1, bulk.count()));
  c.paint.fill_round(track, k.press, radius::bar);
  if (part > 0)
    c.paint.fill_round(track.with_width(std::floor(track_w * std::min(1.0F, part))), k.focus, radius::bar);
  r.cut_left(track_w + 12);
  if (undoes) return;
  const button_options o{.kind = button_kind::ghost};
  if (button(c, r.cut_left(button_width(c, "Stop", o, size::control_small)), "Stop", o)) desk.bulk().cancel();
}

void bulk_bar::rest_strip(context& c, rect& r, app::desk& desk) {
  app::bulk_action& bulk = desk.bulk();
  if (bulk.left() == nullptr) return;
  const rect line = r.cut_top(size::strip);
  const std::string_view go_on = bulk.can_go_on() ? "Go on" : "";
  const bool pressed =
      strip(c, line, tone::warn, icon::alert_circle_outline, bulk.left_text(), go_on, {}, 0, 0);
  const button_options o{.kind = button_kind::ghost};
  const float first = go_on.empty() ? 0 : button_width(c, go_on, o) + 4;
  const float w = button_width(c, "Leave it", o);
  const rect at{line.right() - 4 - first - w, line.y + std::floor((line.h - size::control) / 2), w,
                size::control};
  c.push_id("bulk rest");
  if (button(c, at, "Leave it", o)) bulk.forget_left();
  c.pop_id();
  if (pressed) bulk.go_on();
}

void bulk_bar::ask_value(context& c, const describe::field& field, rect anchor) {
  field_ = &field;
  text_.clear();
  anchor_ = anchor;
  asking_ = true;
  c.page.wake();
}

void bulk_bar::dialogs(context& c, app::desk& desk) {
  c.push_id("bulk dialogs");
  if (std::exchange(asking_, false)) {
    const bool chooses = field_->kind == describe::kind::choice || field_->kind == describe::kind::boolean;
    open_popup(c, chooses ? choices_name : value_name);
  }
  value_popover(c, desk);
  choices(c, desk);
  question(c, desk);
  c.pop_id();
}

void bulk_bar::set(app::desk& desk, const std::string& text) {
  start(desk, {.field = field_, .json = model::read_typed(*field_, text).json, .value = text});
}

void bulk_bar::value_popover(context& c, app::desk& desk) {
  constexpr float width = 304;
  constexpr float height = 12 + 20 + 8 + size::control + 24 + size::control + 12;
  rect at;
  if (field_ == nullptr || !begin_popover(c, value_name, anchor_, width, height, at)) return;
  at = at.inset(12, 12);
  const std::int64_t count = checked_count(desk);
  c.paint.text_in(at.cut_top(20), face::strong, c.th.colors.text,
                  std::string(field_->label) + " of " + count_of(c, desk.type(), count));
  at.cut_top(8);
  model::form_state form(desk.type());
  model::form_field* field = form.find(field_->name);
  form.edit(*field, text_);
  const std::string_view hint = field_->kind == describe::kind::text_list ? "One, two" : "Empty";
  const std::string fault = text_.empty() ? std::string() : model::shown_fault(field->error, c.formats);
  std::string shown = model::shown_text(*field_, text_, c.formats);
  const text_result_flags flags =
      text_field(c, at.cut_top(size::control), field_->label, shown, {.placeholder = hint, .error = fault});
  text_ = model::plain_text(*field_, shown, c.formats);
  const rect note = at.cut_top(24);
  if (!fault.empty()) error_line(c, note.with_height(20), fault);
  const bool fine =
      text_.empty() ? field_->nullable || field_->kind == describe::kind::text_list : field->error.empty();
  const std::string label = "Set " + c.count(count);
  const button_options o{
      .kind = button_kind::primary, .key_hint = "Enter", .disabled = !fine, .reason = "A value is needed"};
  const bool pressed = button(c, at.cut_right(button_width(c, label, o)), label, o);
  if (fine && (pressed || flags.enter_pressed)) {
    set(desk, text_);
    close_popup(c);
  } else if (flags.enter_pressed) {
    focus_text(c, field_->label);
  }
  end_popover(c);
}

void bulk_bar::choices(context& c, app::desk& desk) {
  if (field_ == nullptr || !popup_is_open(c, choices_name)) return;
  std::vector<std::string> values;
  if (field_->kind == describe::kind::boolean) {
    values = {"true", "false"};
  } else {
    if (field_->nullable) values.emplace_back();
    values.insert(values.end(), field_->choices.begin(), field_->choices.end());
  }
  std::vector<std::string> labels;
  for (const std::string& value : values) {
    labels.push_back(value.empty()      ? "None"
                     : value == "true"  ? "Yes"
                     : value == "false" ? "No"
                                        : model::choice_text(value));
  }
  std::vector<menu_item> items;
  for (const std::string& label : labels) items.push_back({.label = label});
  const int chosen = popup_menu(c, choices_name, anchor_, items.data(), static_cast<int>(items.size()), 144);
  if (chosen >= 0) set(desk, values[static_cast<std::size_t>(chosen)]);
}

/// Before all that match are changed: how many these are, by the server's count.
void bulk_bar::question(context& c, app::desk& desk) {
  app::bulk_action& bulk = desk.bulk();
  const bool asks = bulk.where() == app::bulk_action::stage::asking;
  if (asks && !popup_is_open(c, question_name)) {
    // It opens once; closed without an answer (Esc, a press beside it) it is a no.
    if (std::exchange(question_shown_, true)) {
      question_shown_ = false;
      return bulk.cancel();
    }
    open_popup(c, question_name);
  }
  if (!asks) {
    question_shown_ = false;
    return;
  }
  const bool removes = bulk.job().field == nullptr;
  const std::string many = count_of(c, desk.type(), bulk.count());
  const std::string title = removes
                                ? "Delete " + many + "?"
                                : "Set " + model::lower_first(bulk.job().field->label) + " of " + many + "?";
  rect at;
  if (!begin_dialog(c, question_name, title, 360, 132, at)) return;
  at.cut_top(8);
  const bool can_undo = bulk.count() <= static_cast<std::int64_t>(app::most_undone);
  const std::string value = bulk.job().value.empty() ? "empty" : bulk.job().value;
  const std::string detail = (removes ? std::string() : "It becomes " + value + ". ") +
                             (can_undo ? "You can undo it." : "That many cannot be undone at once.");
  c.paint.text_in(at.cut_top(20), face::body, c.th.colors.text2, detail);
  rect line = at.cut_bottom(size::control);
  const std::string label = (removes ? "Delete " : "Set ") + c.count(bulk.count());
  const button_options yes{.kind = removes ? button_kind::confirm : button_kind::primary};
  const button_options no{.kind = button_kind::ghost};
  const rect yes_at = line.cut_right(button_width(c, label, yes));
  line.cut_right(8);
  // The harmless one comes first: it has the keyboard when the question opens.
  if (button(c, line.cut_right(button_width(c, "Cancel", no)), "Cancel", no)) close_popup(c);
  if (button(c, yes_at, label, yes)) {
    close_popup(c);
    question_shown_ = false;
    if (removes) desk.selection().clear();
    bulk.confirm();
  }
  end_dialog(c);
}

}  // namespace dossier::screens
