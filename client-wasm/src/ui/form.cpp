#include "client-wasm/src/ui/form.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "client-wasm/src/ui/text_field.hpp"

namespace dossier::ui {
namespace {

constexpr float row_height = 32;
constexpr float label_width = 92;
constexpr float note_height = 20;
constexpr float line_height = 20;
constexpr int most_lines = 8;    ///< of a long text at rest
constexpr int fewest_lines = 3;  ///< of a long text being edited
constexpr float conflict_row = 32;

/// The height of a field: one control, or as many lines as a long text needs, or rows of tags.
float control_height(const context& c, float width, const model::form_field& field, bool active, bool edited,
                     const form_actions& actions) {
  const bool tags = is_tag_list(*field.described);
  if (actions.completed != nullptr && tags && !actions.read_only)
    return actions.completed->tags[field.described].height(c, width, field.text, edited);
  if (!field.described->is_multiline && !(tags && actions.read_only)) return size::control;
  painter& paint = const_cast<painter&>(c.paint);  // measuring only
  const float needed = paint.text_wrapped({0, 0, width - 16, 10'000}, face::body, 0,
                                          actions.read_only ? field.base : field.text, most_lines, false);
  const int lines =
      std::clamp(static_cast<int>(std::ceil(needed / line_height)), active ? fewest_lines : 1, most_lines);
  return static_cast<float>(lines) * line_height + 8;
}

void choice_control(context& c, rect r, model::form_field& field, std::string_view disabled,
                    const form_actions& actions) {
  std::vector<std::string_view> values;
  if (field.described->nullable) values.emplace_back();  // none of them
  values.insert(values.end(), field.described->choices.begin(), field.described->choices.end());
  std::vector<std::string> texts;
  std::vector<std::string_view> labels;
  int index = -1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    texts.push_back(values[i].empty() ? "None" : model::choice_text(values[i]));
    if (values[i] == field.text) index = static_cast<int>(i);
  }
  for (const std::string& text : texts) labels.emplace_back(text);
  if (select(c, r, field.described->label, labels.data(), static_cast<int>(labels.size()), index,
             {.inline_look = true,
              .disabled = !disabled.empty(),
              .reason = disabled,
              .error = field.error,
              .edited = field.dirty()})) {
    actions.edit(field, std::string(values[static_cast<std::size_t>(index)]));
  }
}

/// Who stored another value meanwhile, or is in the field.
other_person other_in(const model::form_field& field, const form_actions& actions) {
  if (field.rival) return {name_initials(field.rival->actor_name)};
  return actions.other ? actions.other(field) : other_person{};
}

/// While a completed field is being edited, looks for what is typed; true then.
template <class Field>
bool goes_on(const Field& shown, const model::form_field& field, const form_actions& actions) {
  if (!shown.active()) return false;
  actions.completed->complete.look_for(*field.described, shown.typed());
  if (actions.at) actions.at(field);
  return true;
}

std::string shown_text(const context& c, const model::form_field& field, std::string_view text) {
  return model::shown_text(*field.described, text, c.formats);
}

/// Tells a field's text editor from the one before: another text, or another way of writing it, came from
/// elsewhere.
std::int64_t generation(const context& c, const model::form_field& field) {
  const bool number = model::is_number(*field.described);
  const auto written = number ? static_cast<std::int64_t>(c.formats.numbers) : 0;
  return field.revision * static_cast<std::int64_t>(number_format_names.size()) + written;
}

/// Tags as chips, completed by those there are; true while it is being edited.
bool tags_control(context& c, rect r, model::form_field& field, bool creating, bool edited,
                  const form_actions& actions) {
  const describe::field& described = *field.described;
  completer& complete = actions.completed->complete;
  tag_field& shown = actions.completed->tags[&described];
  const other_person other = other_in(field, actions);
  std::string tags = field.text;
  if (shown.draw(c, r, described.label, tags, complete.offered(described),
                 {.error = field.error,
                  .other_editor = other.initials,
                  .other_hash = other.hash,
                  .placeholder = creating || shown.active() ? "Add tags" : "",
                  .busy = complete.busy(described, shown.typed()),
                  .edited = edited,
                  .inline_look = !creating})) {
    actions.edit(field, std::move(tags));
  }
  return goes_on(shown, field, actions);
}

/// Another record by its name; true while it is being edited.
bool reference_control(context& c, rect r, model::form_field& field, bool creating, bool edited,
                       const form_actions& actions) {
  const describe::field& described = *field.described;
  completer& complete = actions.completed->complete;
  reference_field& shown = actions.completed->references[&described];
  const other_person other = other_in(field, actions);
  std::string label = complete.name_of(described, field.text);
  if (label.empty() && field.text == field.base && actions.name_of) label = actions.name_of(field);
  if (label.empty()) label = field.text;
  std::string key = field.text;
  if (shown.draw(c, r, described.label, key, label, complete.offered(described),
                 {.error = field.error,
                  .other_editor = other.initials,
                  .other_hash = other.hash,
                  .placeholder = described.is_required ? "Required" : "",
                  .busy = complete.busy(described, shown.typed()),
                  .inline_look = !creating,
                  .clearable = described.nullable,
                  .edited = edited})) {
    actions.edit(field, std::move(key));
  }
  return goes_on(shown, field, actions);
}

/// A value for who may read it and no more.
void read_control(context& c, rect r, const model::form_field& field, const form_actions& actions) {
  const describe::field& described = *field.described;
  std::string text;
  if (described.kind == describe::kind::choice) {
    text = field.base.empty() ? std::string() : model::choice_text(field.base);
  } else if (described.kind == describe::kind::boolean) {
    text = field.base == "true" ? "Yes" : "No";
  } else if (is_reference(described) && actions.name_of) {
    text = actions.name_of(field);
  } else {
    text = shown_text(c, field, field.base);
  }
  text_field(c, r, described.label, text,
             {.look = field_look::inline_,
              .read_only = true,
              .multiline = described.is_multiline || is_tag_list(described)});
}

/// One control by the field's kind; true while it is being edited.
bool control(context& c, rect r, model::form_field& field, bool creating, bool mark_edited,
             std::string_view disabled, const form_actions& actions) {
  const describe::field& described = *field.described;
  if (described.kind == describe::kind::choice) {
    choice_control(c, r, field, disabled, actions);
    return false;
  }
  if (described.kind == describe::kind::boolean) {
    const bool on = field.text == "true";
    rect at = r;
    at.cut_left(8);
    if (toggle(c, at, described.label, on, !disabled.empty())) actions.edit(field, on ? "false" : "true");
    return false;
  }
  if (actions.completed != nullptr && disabled.empty()) {
    if (is_tag_list(described)) return tags_control(c, r, field, creating, mark_edited, actions);
    if (is_reference(described)) return reference_control(c, r, field, creating, mark_edited, actions);
  }
  const other_person other = other_in(field, actions);
  text_options o;
  o.look = creating ? field_look::outlined : field_look::inline_;
  o.placeholder = creating && described.is_required ? "Required" : std::string_view();
  o.disabled = !disabled.empty();
  o.reason = disabled;
  o.multiline = described.is_multiline;
  o.numeric = model::is_number(described);
  o.edited = mark_edited;
  o.other_editor = other.initials;
  o.other_hash = other.hash;
  const std::string fault = model::shown_fault(field.error, c.formats);
  o.error = fault;
  std::string text = shown_text(c, field, field.text);
  const text_result_flags flags = text_field(c, r, described.label, text, o);
  text = model::plain_text(described, text, c.formats);
  if (text != field.text) actions.edit(field, std::move(text));
  if (flags.active && actions.at) actions.at(field);
  return flags.active;
}

/// What is wrong, under the field, over as many lines as it needs. Returns its height.
float error_note(context& c, rect r, const std::string& message) {
  constexpr float glyph = 18;
  constexpr float line = 16;
  if (c.paint.width(face::small, message) <= r.w - glyph) {
    error_line(c, r.with_height(note_height), message);
    return note_height;
  }
  c.paint.icon({r.x, r.y + 2, 14, line}, icon::alert_circle_outline, c.th.colors.bad, 14);
  const float h = c.paint.text_wrapped({r.x + glyph, r.y + 2, r.w - glyph, 4 * line}, face::small,
                                       c.th.colors.bad, message, 4);
  c.sem.leaf({.id = c.id(message), .kind = role::alert, .name = message, .bounds = r.with_height(h)});
  return h + 4;
}

/// Who stored another value meanwhile, under the field: "T. Keller set 264".
void rival_note(context& c, rect r, const model::form_field& field) {
  const model::rival_edit& rival = *field.rival;
  c.paint.icon(r.cut_left(14), icon::pencil, c.th.colors.c2, 14);
  r.cut_left(4);
  const std::string what =
      rival.actor_name + (rival.text.empty() ? " emptied it" : " set " + shown_text(c, field, rival.text));
  const text_result drawn = c.paint.text_in(r, face::small, c.th.colors.text2, what);
  if (drawn.cut) c.tooltip(c.id(what), r, what);
  c.sem.leaf({.id = c.id("rival"), .kind = role::status, .name = what, .bounds = r});
}

/// Ids that name no record are nothing to edit, nor are references where nothing completes them.
bool is_hidden(const model::form_field& field, const form_actions& actions) {
  if (field.described->kind != describe::kind::uuid) return false;
  return actions.completed == nullptr || !is_reference(*field.described);
}

}  // namespace

float draw_form(context& c, rect r, model::form_state& form, const model::wall_time&,
                std::string_view disabled, const form_actions& actions) {
  float y = r.y;
  for (model::form_field& field : form.fields()) {
    if (is_hidden(field, actions)) continue;
    c.push_id(field.described->name);
    const rect place{r.x + label_width, y, r.w - label_width, row_height};
    const bool area_active = c.area.owner != 0 && field.described->is_multiline;
    const bool edited = !form.creating() && !actions.read_only && field.dirty();
    const float height = control_height(c, place.w, field, area_active || form.creating(), edited, actions);
    const float whole = height + (row_height - size::control);
    c.paint.text_in({r.x, y, label_width - 8, row_height}, face::body, c.th.colors.text2,
                    field.described->label);
    c.push_id(generation(c, field));
    // A long text has no room for its mark inside: it stands under the label.
    const bool under_label = edited && field.described->is_multiline && whole >= row_height + note_height;
    if (under_label)
      change_tag(c.paint, c.th, r.x, y + row_height - 4, tone::accent, "Edited", false, face::small);
    const rect control_at{place.x, y + 2, place.w, height};
    if (actions.read_only) {
      read_control(c, control_at, field, actions);
    } else {
      control(c, control_at, field, form.creating(), edited && !under_label, disabled, actions);
    }
    c.pop_id();
    y += whole;
    const rect note{place.x + 8, y, place.w - 8, note_height};
    if (!actions.read_only && !field.error.empty()) {
      y += error_note(c, note, model::shown_fault(field.error, c.formats)) + 4;
    } else if (!actions.read_only && field.rival) {
      rival_note(c, note, field);
      y += note_height + 4;
    }
    c.pop_id();
  }
  return y - r.y;
}

namespace {

/// One side of a conflict: a radio, whose value it is, and the value.
bool conflict_side(context& c, rect r, std::string_view who, std::string_view value, bool chosen, tone ink) {
  const palette& k = c.th.colors;
  if (chosen) c.paint.fill_round(r.inset(1), k.sel, radius::control - 1);
  rect line = r.inset(12, 0);
  const std::string name = std::string(who) + ": " + (value.empty() ? "empty" : std::string(value));
  const widget_id id = c.id(who);
  const press_result p = pressable(c, id, r);
  const point center{line.x + 8, r.y + std::floor(r.h / 2)};
  c.paint.ring(center, 8, chosen ? k.accent : k.control, chosen ? 1.5F : 1);
  if (chosen) c.paint.circle(center, 4, k.accent);
  line.cut_left(24);
  c.paint.text_in(line.cut_left(104), face::small, k.text2, who);
  const text_result drawn = c.paint.text_in(line, face::body, value.empty() ? k.text3 : tone_ink(c.th, ink),
                                            value.empty() ? "empty" : value);
  if (drawn.cut) c.tooltip(id, line, value);
  if (p.focused) c.paint.focus_ring(r.inset(2), c.th, radius::chip);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id,
              .kind = role::radio,
              .state = (chosen ? state_checked : state_unchecked) | (p.focused ? state_focused : 0U),
              .name = name,
              .bounds = r});
  return p.pressed;
}

}  // namespace

float draw_conflicts(context& c, rect r, model::form_state& form, const form_actions& actions) {
  const palette& k = c.th.colors;
  float y = r.y;
  for (model::form_field& field : form.fields()) {
    if (!field.rival) continue;
    c.push_id(field.described->name);
    const rect whole{r.x, y, r.w, 24 + 2 * conflict_row};
    c.sem.open({.id = c.id("conflict"),
                .kind = role::radiogroup,
                .name = std::string(field.described->label),
                .bounds = whole});
    c.paint.text_in({r.x, y, r.w, 24}, face::small_medium, k.text2, field.described->label);
    rect card{r.x, y + 24, r.w, 2 * conflict_row};
    c.paint.fill_round(card, k.field, radius::control);
    c.paint.outline(card, k.border, radius::control);
    c.paint.hline(card.x + 1, card.y + conflict_row - 1, card.w - 2, k.line);
    const std::optional<bool> mine = field.rival->keep_mine;
    if (conflict_side(c, card.cut_top(conflict_row), "Keep yours", shown_text(c, field, field.text),
                      mine == true, tone::accent)) {
      actions.choose(field, true);
    }
    if (conflict_side(c, card, "Take theirs", shown_text(c, field, field.rival->text), mine == false,
                      tone::warn))
      actions.choose(field, false);
    c.sem.close();
    c.pop_id();
    y += whole.h + 12;
  }
  return y - r.y;
}

void focus_field(context& c, const model::form_state& form, const describe::field* described,
                 bool completed) {
  for (const model::form_field& field : form.fields()) {
    if (described != nullptr && field.described != described) continue;
    c.push_id(field.described->name);
    c.push_id(generation(c, field));
    if (completed && (is_tag_list(*field.described) || is_reference(*field.described))) {
      c.push_id(field.described->label);
      focus_text(c, is_reference(*field.described) ? field.described->label : tag_editor_name);
      c.pop_id();
    } else {
      focus_text(c, field.described->label);
    }
    c.pop_id();
    c.pop_id();
    return;
  }
}

}  // namespace dossier::ui
