#include "client-wasm/src/screens/record_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/app/presence_words.hpp"
#include "client-wasm/src/screens/copy_link.hpp"
#include "client-wasm/src/screens/offered_menu.hpp"
#include "client-wasm/src/screens/presence_mark.hpp"
#include "client-wasm/src/screens/referring_tab.hpp"
#include "client-wasm/src/ui/form.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/timeline.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float inset = 16;
constexpr float header_height = 52;
constexpr float tags_height = 36;
constexpr float tabs_height = 36;
constexpr std::size_t recent_entries = 5;  ///< shown under the fields; all of them on their own tab
constexpr std::string_view timeline_tab = "timeline";

std::string title_of(const app::record_editor& editor) {
  if (editor.form() == nullptr) return {};
  const model::form_state& form = *editor.form();
  for (const model::form_field& field : form.fields()) {
    if (field.described->name == form.type().names.title_field) return field.text;
  }
  return {};
}

std::uint32_t hash_of(const uuid& id) {
  const std::string text = to_string(id);
  return identity_hash(text.data(), text.size());
}

}  // namespace

record_panel::record_panel(app::workspace& work, std::string_view resource) : work_(work), complete_(work) {
  const app::referring from = app::referring_to(resource);
  if (from.type != nullptr) referring_ = std::make_unique<app::referring_list>(work, *from.type, *from.by);
}

void record_panel::draw(context& c, rect r, app::desk& work, const model::wall_time& now) {
  app::record_editor& editor = work.editor();
  draw_panel_frame(c, r);
  c.push_id("panel");
  const std::string name =
      editor.creating() ? "New " + model::lower_first(work.list().type().names.label) : title_of(editor);
  c.sem.open({.id = c.id("panel"),
              .kind = role::complementary,
              .name = name.empty() ? "Record" : name,
              .bounds = r});
  rect at = r;
  at.cut_left(1);
  header(c, at.cut_top(header_height), work);
  if (!editor.creating()) tags(c, at.cut_top(tags_height), work, editor);
  const bool acts = editor.deleted() ? may_remove(work) : may_edit(work);
  const rect bar = acts ? at.cut_bottom(size::action_bar) : rect{};
  body(c, at, work, now);
  if (acts) action_bar(c, bar, work);
  if (!c.popup_open && !c.text_active && c.shortcut(key::escape)) work.close();
  if (may_edit(work) && c.shortcut(key::s, mod_command)) editor.save();
  c.sem.close();
  c.pop_id();
}

/// Whether the person may write what the panel shows.
bool record_panel::may_edit(const app::desk& work) {
  const app::record_editor& editor = work.editor();
  return editor.creating() ? work.may_create() : work.may_change(editor.id());
}

bool record_panel::may_remove(const app::desk& work) {
  return !work.editor().creating() && work.may_remove(work.editor().id());
}

void record_panel::header(context& c, rect r, app::desk& work) {
  app::record_editor& editor = work.editor();
  const palette& k = c.th.colors;
  const bool creating = editor.creating();
  const std::string typed = title_of(editor);
  const std::string title =
      creating && typed.empty() ? "New " + model::lower_first(work.list().type().names.label) : typed;
  const rect mark{r.x - 1 + inset, r.y + 12, 28, 28};
  if (creating && typed.empty()) {
    c.paint.fill_round(mark, k.press, radius::chip);
    c.paint.icon(mark, icon::plus, k.text2, 16);
  } else {
    monogram(c.paint, c.th, mark, first_letter(title), hash_of(editor.id()));
  }
  float x = r.right() - 8 - 28;
  const float y = r.y + 12;
  if (icon_button(c, {x, y, 28, 28}, icon::close, "Close")) work.close();
  if (!creating) {
    x -= 32;
    const rect more{x, y, 28, 28};
    menu(c, more, work);
    x -= 40;
    const bool down = icon_button(c, {x, y, 28, 28}, icon::chevron_down, "Next");
    x -= 28;
    const bool up = icon_button(c, {x, y, 28, 28}, icon::chevron_up, "Previous");
    if (down || c.shortcut(key::down, mod_alt)) work.step(1);
    if (up || c.shortcut(key::up, mod_alt)) work.step(-1);
  }
  rect text{mark.right() + 12, r.y, x - mark.right() - 20, r.h};
  if (others(c, text, work)) text = {text.x, r.y + 6, text.w, 20};
  const text_result drawn = c.paint.text_in(text, face::title, k.text, title);
  if (drawn.cut) c.tooltip(c.id("title"), text, title);
  c.sem.leaf({.id = c.id("title"), .kind = role::heading, .name = title, .bounds = text});
}

/// Who else is at the record, under its title; false for nobody.
bool record_panel::others(context& c, rect title, const app::desk& work) const {
  const app::record_editor& editor = work.editor();
  if (editor.creating()) return false;
  const std::vector<app::visitor> all = work_.others().at(work.type().names.resource, editor.id());
  if (all.empty()) return false;
  const std::string text = app::visitors_text(all, work.type(), work_.who());
  const auto editing = std::find_if(all.begin(), all.end(), [](const auto& v) { return !v.field.empty(); });
  const presence_mark mark = mark_of(editing != all.end() ? *editing : all.front(), work_.who());
  rect line{title.x, title.y + 28, title.w, 16};
  status_dot(c.paint, {line.x + 4, line.center().y}, c.th.series(mark.hash));
  line.cut_left(14);
  if (c.paint.text_in(line, face::small, c.th.colors.text2, text).cut) c.tooltip(c.id("others"), line, text);
  c.sem.leaf({.id = c.id("others"), .kind = role::status, .name = text, .bounds = line});
  return true;
}

void record_panel::menu(context& c, rect anchor, app::desk& work) {
  app::record_editor& editor = work.editor();
  if (icon_button(c, anchor, icon::dots_horizontal, "More")) open_popup(c, "Record actions");
  enum class act : std::uint8_t { link, copy_id, duplicate, remove };
  offered_menu<act> items;
  items.add(act::link, {.label = "Copy link", .icon = icon::link});
  items.add(act::copy_id, {.label = "Copy id", .icon = icon::content_copy});
  items.add(act::duplicate, {.label = "Duplicate", .icon = icon::plus}, work.may_create());
  items.add(
      act::remove,
      {.label = "Delete", .icon = icon::delete_, .key_hint = "Del", .danger = true, .separator_before = true},
      may_remove(work));
  const auto wanted = items.draw(c, "Record actions", anchor, 184);
  if (wanted == act::link) copy_link(c.page, work_, app::to_location(work.at()));
  if (wanted == act::copy_id) {
    c.page.write_clipboard(to_string(editor.id()));
    work_.tell({app::severity::ok, "Id copied", {}, {}});
  }
  if (wanted == act::duplicate) duplicate(work);
  if (wanted == act::remove) work.acts().remove(editor.id());
}

/// A new record with the same values; what has to be unique is told apart, or left to be filled in.
void record_panel::duplicate(app::desk& work) {
  app::record_editor& editor = work.editor();
  if (editor.form() == nullptr) return;
  std::vector<std::pair<std::string_view, std::string>> values;
  for (const model::form_field& field : editor.form()->fields()) {
    const describe::field& described = *field.described;
    const bool is_title = described.name == editor.form()->type().names.title_field;
    if (described.is_unique && !is_title) continue;
    values.emplace_back(described.name, field.text + (is_title ? " (copy)" : ""));
  }
  work.open_new();
  if (editor.form() == nullptr) return;
  for (auto& [name, text] : values) {
    if (model::form_field* field = editor.form()->find(name)) editor.edit(*field, std::move(text));
  }
  edit_first_field();
}

/// What the record is at a glance: its choices, its version, its tags, and whether it is gone.
void record_panel::tags(context& c, rect r, const app::desk& work, const app::record_editor& editor) const {
  if (editor.form() == nullptr) return;
  const describe::any_record& record = editor.form()->stored();
  const float y = r.y + 2;
  constexpr float height = 24;
  float x = r.x - 1 + inset;
  const float end = r.right() - 8;
  const auto put = [&](tone t, std::string_view label, char32_t glyph) {
    const float w = tag_width(c.paint, label, glyph != 0);
    if (x + w > end) return;
    x += tag(c.paint, c.th, x, y, t, label, glyph, height) + 8;
    c.sem.leaf({.id = c.id(label),
                .kind = role::text,
                .name = std::string(label),
                .bounds = {x - w - 8, y, w, height}});
  };
  if (editor.deleted()) put(tone::bad, "Deleted", icon::delete_);
  put(tone::neutral, "Version " + std::to_string(record.base().version), 0);
  for (const describe::field& field : work.list().type().fields) {
    if (field.kind == describe::kind::choice)
      put(tone::accent, model::value_text(field, record.data(), {}), 0);
    if (field.kind != describe::kind::text_list) continue;
    const auto& list = *static_cast<const std::vector<std::string>*>(field.read(record.data()));
    for (const std::string& item : list) put(tone::neutral, item, 0);
  }
}

void record_panel::body(context& c, rect r, app::desk& work, const model::wall_time& now) {
  app::record_editor& editor = work.editor();
  const palette& k = c.th.colors;
  if (editor.where() == app::record_editor::stage::missing) {
    if (empty_state(c, r.with_height(240), icon::domain, "This record is gone",
                    "It was deleted, or the link is wrong", "Close")) {
      work.close();
    }
    return;
  }
  if (editor.where() == app::record_editor::stage::failed) {
    rect at = r;
    at.cut_top(12);
    strip(c, at.with_height(size::strip).inset(12, 0), tone::bad, icon::alert_circle, editor.failure(), {});
    return;
  }
  if (editor.form() == nullptr) return;
  int tab = 0;
  if (!editor.creating()) {
    tab = tabs(c, r.cut_top(tabs_height), work);
  } else {
    c.paint.hline(r.x, r.y - 1, r.w, k.line);
  }
  const rect content = scroll_.begin(c, r, "Scroll panel");
  const rect column{content.x - 1 + inset, content.y + 8, content.w - inset - 7, content.h};
  const rect inner{column.x, column.y + 4, column.w - 8, column.h};
  float height = 16;
  if (tab == 1) {
    height += 4 + draw_timeline(c, inner, work.list().type(), editor.history().entries(), now);
  } else if (tab == 2) {
    height += 4 + draw_referring(c, inner, work_, *referring_, now);
  } else {
    height += details(c, column, work, now);
  }
  scroll_.end(c, height);
}

/// Details, Timeline, and what refers to the record. Returns the one shown.
int record_panel::tabs(context& c, rect r, app::desk& work) {
  const app::record_editor& editor = work.editor();
  c.paint.bottom_line(r, c.th.colors.line);
  const auto& history = editor.history();
  const std::string entries =
      history.loaded() ? c.count(static_cast<std::int64_t>(history.entries().size())) : "";
  std::vector<tab_item> items{{"Details", {}}, {"Timeline", entries}};
  std::string count;
  if (referring_ != nullptr) {
    referring_->show(editor.id());
    if (referring_->loaded()) count = c.count(referring_->total());
    items.push_back({referring_->type().names.plural_label, count});
  }
  const std::string& shown = work.at().tab;
  int tab = shown == timeline_tab ? 1 : 0;
  if (referring_ != nullptr && shown == referring_->type().names.resource) tab = 2;
  if (editor.in_conflict()) tab = 0;
  const int chosen =
      tab_bar(c, {r.x - 1 + inset, r.y, r.w - inset, r.h}, items.data(), static_cast<int>(items.size()), tab);
  if (chosen >= 0 && chosen != tab) {
    work.show_tab(chosen == 1   ? std::string(timeline_tab)
                  : chosen == 2 ? std::string(referring_->type().names.resource)
                                : "");
  }
  return tab;
}

float record_panel::details(context& c, rect r, app::desk& work, const model::wall_time& now) {
  app::record_editor& editor = work.editor();
  model::form_state& form = *editor.form();
  const palette& k = c.th.colors;
  form_actions actions{
      [&](model::form_field& field, std::string text) { editor.edit(field, std::move(text)); },
      [&](model::form_field& field, bool mine) { editor.choose(field, mine); },
      [&](const model::form_field& field) { editor.active_field = field.described->name; },
      [&](const model::form_field& field) {
        const auto others = work_.others().at(form.type().names.resource, editor.id(), field.described->name);
        if (others.empty()) return other_person{};
        const presence_mark mark = mark_of(others.front(), work_.who());
        return other_person{mark.initials, mark.hash};
      },
      &completed_,
      !may_edit(work),
      [&](const model::form_field& field) { return std::string(editor.about().name_of(*field.described)); }};
  complete_.formats = c.formats;
  editor.active_field.clear();
  float y = r.y;
  if (editor.in_conflict() && !actions.read_only) {
    std::string who = "Someone else";
    for (const model::form_field& field : form.fields()) {
      if (field.rival) who = field.rival->actor_name;
    }
    y += c.paint.text_wrapped({r.x, y, r.w - 8, 60}, face::body, k.text,
                              who + " saved other values meanwhile. Choose what stays, then save.", 3) +
         12;
    y += draw_conflicts(c, {r.x, y, r.w - 8, r.h}, form, actions);
    return y - r.y;
  }
  if (std::exchange(focus_wanted_, false) && !actions.read_only) {
    focus_field(c, form, wanted_, true);
  }
  const std::string_view why = editor.deleted() ? "Deleted records cannot be edited" : std::string_view();
  y += draw_form(c, {r.x, y, r.w, r.h}, form, now, why, actions);
  if (form.creating()) return y - r.y;
  y += 8;
  c.paint.hline(r.x - inset + 1, y, c.paint.clip().right() - r.x + inset, k.line);
  const rect head{r.x, y, r.w - 8, 32};
  c.paint.text_in(head, face::small_medium, k.text2, "Timeline");
  const bool live = work.live().state() == net::live_state::live;
  const std::string_view word = live ? "Live" : "Paused";
  status_dot(c.paint, {head.right() - 4, head.center().y}, live ? k.ok : k.text3);
  rect note = head;
  note.cut_right(16);
  c.paint.text_in(note, face::small, k.text3, word, align::right);
  y += 36;
  const auto& entries = editor.history().entries();
  y += draw_timeline(c, {r.x, y, r.w - 8, r.h}, form.type(), entries, now, recent_entries);
  return y - r.y;
}

/// "1 error, 2 unsaved changes".
void record_panel::summary(context& c, rect r, const app::record_editor& editor) const {
  const model::form_state& form = *editor.form();
  const palette& k = c.th.colors;
  const int errors = form.error_count();
  const int changes = form.dirty_count();
  const auto plural = [](int n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
  };
  std::string rest;
  if (editor.waiting()) {
    rest = "Waits for the connection";
  } else if (editor.in_conflict()) {
    rest = plural(form.rival_count(), "conflict");
  } else if (changes > 0) {
    rest = plural(changes, "unsaved change");
  } else if (!form.creating()) {
    rest = "No unsaved changes";
  }
  float x = r.x;
  const std::string first = errors > 0 ? plural(errors, "error") : "";
  if (errors > 0) x += c.paint.text_in(r, face::small, k.bad, first).width;
  if (errors > 0 && !rest.empty()) rest.insert(0, ", ");
  c.paint.text_in({x, r.y, r.right() - x, r.h}, face::small, changes > 0 ? k.text2 : k.text3, rest);
  c.sem.leaf({.id = c.id("summary"), .kind = role::status, .name = first + rest, .bounds = r});
}

void record_panel::action_bar(context& c, rect r, app::desk& work) {
  app::record_editor& editor = work.editor();
  const palette& k = c.th.colors;
  c.paint.fill(r, k.panel);
  c.paint.hline(r.x, r.y, r.w, k.line);
  if (editor.form() == nullptr) return;
  const model::form_state& form = *editor.form();
  const float y = r.y + 10;
  if (editor.deleted() && !form.creating()) {
    const button_options o{.kind = button_kind::primary, .icon = icon::undo};
    const float w = button_width(c, "Restore", o);
    if (button(c, {r.right() - 8 - w, y, w, size::control}, "Restore", o)) work.acts().restore(editor.id());
    c.paint.text_in({r.x - 1 + inset, r.y, 200, r.h}, face::small, k.text3, "This record is deleted");
    return;
  }
  const bool ready = editor.in_conflict() ? form.undecided_count() == 0 : form.can_save();
  const std::string_view label = editor.saving() ? "Saving" : form.creating() ? "Create" : "Save";
  const std::string_view reason = form.error_count() > 0 ? "Correct the errors first"
                                  : editor.in_conflict() ? "Choose for every field first"
                                  : form.creating()      ? "A name is required"
                                                         : "Nothing has changed";
  const button_options save{.kind = button_kind::primary,
                            .key_hint = editor.saving() ? "" : "Ctrl S",
                            .busy = editor.saving(),
                            .disabled = !ready && !editor.saving(),
                            .reason = reason};
  const float save_w = button_width(c, form.creating() ? "Create" : "Save", {.key_hint = "Ctrl S"});
  float x = r.right() - 8 - save_w;
  if (button(c, {x, y, save_w, size::control}, label, save)) editor.save();
  const bool can_discard = form.dirty() && !editor.saving();
  const std::string_view back = editor.in_conflict() ? "Back" : form.creating() ? "Cancel" : "Discard";
  const button_options discard{.kind = button_kind::ghost,
                               .disabled = !can_discard && !form.creating(),
                               .reason = "Nothing has changed"};
  const float discard_w = button_width(c, back, discard);
  x -= discard_w + 8;
  if (button(c, {x, y, discard_w, size::control}, back, discard)) {
    if (editor.in_conflict()) {
      editor.back_to_form();
    } else {
      editor.discard();
      if (form.creating()) work.close();
    }
  }
  summary(c, {r.x - 1 + inset, r.y, x - r.x - inset - 8, r.h}, editor);
}

}  // namespace dossier::screens
