#include "client-wasm/src/screens/audit_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "client-wasm/src/screens/audit_list.hpp"
#include "client-wasm/src/ui/shell.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::screens {
namespace {

using namespace ui;

constexpr float inset = 16;
constexpr float header_height = 52;
constexpr float tags_height = 40;
constexpr float fact_height = 28;
constexpr float label_width = 92;
constexpr float field_column = 104;  ///< of the table of changes; the values share the rest
constexpr float patch_line_height = 20;
constexpr std::size_t patch_lines_max = 200;

bool can_open(const audit_entry& entry) {
  const describe::record_type* const type = describe::find_record(entry.resource);
  return type != nullptr && !type->names.is_single && !type->names.is_log &&
         type->names.resource != "saved_views" && entry.action != audit_action::deleted;
}

}  // namespace

void audit_panel::draw(context& c, rect r, const model::wall_time& now) {
  detail_.show(desk_.editor().id());
  draw_panel_frame(c, r);
  c.push_id("panel");
  ask_revert(c);
  const std::string title = "Entry " + c.count(audit_entry_seq(detail_.id()));
  c.sem.open({.id = c.id("panel"), .kind = ui::role::complementary, .name = title, .bounds = r});
  rect at = r;
  at.cut_left(1);
  header(c, at.cut_top(header_height), title);
  if (detail_.read()) {
    tags(c, at.cut_top(tags_height));
    action_bar(c, at.cut_bottom(size::action_bar));
    const rect content = scroll_.begin(c, at, "Scroll panel");
    const rect column{content.x - 1 + inset, content.y, content.w - 2 * inset + 1, content.h};
    float height = facts(c, column);
    height += diff(c, {column.x, column.y + height, column.w, column.h}, now);
    height += hashes(c, {column.x, column.y + height, column.w, column.h});
    scroll_.end(c, height + 16);
  } else if (!detail_.failure().empty()) {
    const rect line = at.with_height(size::strip).inset(12, 0);
    if (strip(c, line, tone::bad, icon::alert_circle, detail_.failure(), "Retry", {}, icon::refresh))
      detail_.retry();
  } else {
    for (int i = 0; i < 5; ++i)
      skeleton_bar(c, at.x + inset, at.y + tags_height + (static_cast<float>(i) + 0.5F) * fact_height, 200);
  }
  if (!c.popup_open && !c.text_active && c.shortcut(key::escape)) desk_.close();
  c.sem.close();
  c.pop_id();
}

void audit_panel::header(context& c, rect r, std::string_view title) {
  float x = r.right() - 8 - 28;
  const float y = r.y + 12;
  if (icon_button(c, {x, y, 28, 28}, icon::close, "Close")) desk_.close();
  x -= 40;
  const bool down = icon_button(c, {x, y, 28, 28}, icon::chevron_down, "Next");
  x -= 28;
  const bool up = icon_button(c, {x, y, 28, 28}, icon::chevron_up, "Previous");
  if (down || c.shortcut(key::down, mod_alt)) desk_.step(1);
  if (up || c.shortcut(key::up, mod_alt)) desk_.step(-1);
  const rect text{r.x - 1 + inset, r.y, x - r.x - inset, r.h};
  c.paint.text_in(text, face::title, c.th.colors.text, title);
  c.sem.leaf({.id = c.id("title"), .kind = ui::role::heading, .name = std::string(title), .bounds = text});
  c.paint.bottom_line(r, c.th.colors.line);
}

/// What happened, to what, and whether its hash follows from the one before.
void audit_panel::tags(context& c, rect r) {
  const app::audit_detail::whole& read = *detail_.read();
  const model::audit_act act = model::act_of(read.entry);
  constexpr float height = 24;
  const float y = r.y + 10;
  float x = r.x - 1 + inset;
  const auto put = [&](tone t, std::string_view label, char32_t glyph) {
    const float w = tag_width(c.paint, label, glyph != 0);
    if (x + w > r.right() - 8) return;
    tag(c.paint, c.th, x, y, t, label, glyph, height);
    c.sem.leaf(
        {.id = c.id(label), .kind = ui::role::text, .name = std::string(label), .bounds = {x, y, w, height}});
    x += w + 8;
  };
  put(tone::neutral, model::act_word(act), glyph_of(act));
  const std::string object = model::object_text(read.entry);
  put(tone::neutral, object, 0);
  if (read.intact && *read.intact) put(tone::ok, "Chain intact", icon::check);
  if (read.intact && !*read.intact) put(tone::bad, "Chain broken", icon::alert_circle);
}

float audit_panel::facts(context& c, rect r) {
  const audit_entry& entry = detail_.read()->entry;
  float y = 8;
  const auto put = [&](std::string_view label, const std::string& value, bool copies = false,
                       bool is_code = false) {
    y += fact(c, {r.x, r.y + y, r.w, fact_height}, label, value, copies, is_code);
  };
  put("Time", model::utc_text(entry.at, c.formats));
  put("Actor", model::actor_text(entry));
  put("From", model::from_text(entry));
  put("Object", model::object_kind(entry) + " " + model::object_text(entry));
  if (!entry.trace_id.empty()) put("Request", entry.trace_id, true, true);
  if (entry.reason) put("Reason", *entry.reason);
  return y + 8;
}

float audit_panel::fact(context& c, rect r, std::string_view label, const std::string& value, bool copies,
                        bool is_code) {
  const palette& k = c.th.colors;
  c.push_id(label);
  c.sem.leaf({.id = c.id("fact"),
              .kind = ui::role::text,
              .name = std::string(label) + ": " + value,
              .bounds = r.with_height(r.h)});
  rect at = r;
  c.paint.text_in(at.cut_left(label_width), face::body, k.text2, label);
  if (copies) {
    const rect button = at.cut_right(24);
    const std::string name = "Copy " + model::lower_first(label);
    if (icon_button(c, {button.x, button.y + 2, 24, 24}, icon::content_copy, name)) copy(c, value, label);
  }
  const text_result drawn = c.paint.text_in(at, is_code ? face::mono : face::body, k.text, value);
  if (drawn.cut) c.tooltip(c.id("value"), at, value);
  c.pop_id();
  return r.h;
}

/// How many fields changed, the choice of how they are told, and the one chosen.
float audit_panel::diff(context& c, rect r, const model::wall_time& now) {
  const app::audit_detail::whole& read = *detail_.read();
  const std::vector<model::audit_change> all = model::changes_of(read.entry, now);
  const palette& k = c.th.colors;
  c.paint.hline(r.x - inset, r.y, r.w + 2 * inset, k.line);
  float y = r.y + 12;
  constexpr std::array<std::string_view, 2> labels{"Fields", "JSON"};
  const float w = segmented_width(c, labels.data(), 2);
  const std::string count = std::to_string(all.size()) + (all.size() == 1 ? " field" : " fields") +
                            (read.entry.action == audit_action::created ? " set" : " changed");
  const rect line{r.x, y, r.w - w - 8, size::control_small};
  c.paint.text_in(line, face::small, k.text2, count);
  c.sem.leaf({.id = c.id("count"), .kind = ui::role::text, .name = count, .bounds = line});
  const int chosen =
      segmented(c, {r.right() - w, y, w, size::control_small}, labels.data(), 2, json_ ? 1 : 0);
  if (chosen >= 0) json_ = chosen == 1;
  y += size::control_small + 12;
  if (json_) {
    const rect text{r.x + 8, y + 8, r.w - 16, 4'000};
    const float height = c.paint.text_wrapped(text, face::mono_small, k.text2, read.json, 200, false);
    c.paint.fill_round({r.x, y, r.w, height + 16}, k.field, radius::control);
    c.paint.text_wrapped(text, face::mono_small, k.text2, read.json, 200);
    c.sem.leaf({.id = c.id("json"),
                .kind = ui::role::text,
                .name = read.json,
                .bounds = {r.x, y, r.w, height + 16}});
    return y + height + 32 - r.y;
  }
  if (!all.empty()) y += table(c, {r.x, y, r.w, r.h}, all) + 8;
  y += unchanged(c, {r.x, y, r.w, r.h}, now);
  y += patch(c, {r.x, y, r.w, r.h});
  return y - r.y;
}

/// Field, what it was with a minus, what it became with a plus.
float audit_panel::table(context& c, rect r, const std::vector<model::audit_change>& all) {
  const palette& k = c.th.colors;
  const float value_column = std::floor((r.w - field_column) / 2);
  const float height = size::row * static_cast<float>(all.size() + 1);
  c.paint.fill_round(r.with_height(height), k.field, radius::control);
  c.sem.open(
      {.id = c.id("changes"), .kind = ui::role::list, .name = "Changes", .bounds = r.with_height(height)});
  float y = r.y;
  const auto cell = [&](float x, float w, color ink, std::string_view text, face f = face::body) {
    const rect at{x + 8, y, w - 16, size::row};
    if (c.paint.text_in(at, f, ink, text).cut) c.tooltip(c.id(static_cast<std::int64_t>(x)), at, text);
  };
  cell(r.x, field_column, k.text3, "Field", face::small);
  cell(r.x + field_column, value_column, k.text3, "Before", face::small);
  cell(r.x + field_column + value_column, value_column, k.text3, "After", face::small);
  for (const model::audit_change& one : all) {
    y += size::row;
    c.push_id(one.name);
    c.paint.hline(r.x, y, r.w, k.line);
    const rect before{r.x + field_column, y + 1, value_column, size::row - 1};
    const rect after{before.right(), y + 1, r.right() - before.right(), size::row - 1};
    c.paint.fill(before, k.bad_tint);
    c.paint.fill(after, k.ok_tint);
    cell(r.x, field_column, k.text, one.label);
    const auto value = [](const std::string& text) { return text.empty() ? std::string("empty") : text; };
    cell(before.x, before.w, k.bad, "\u2212 " + value(one.before));
    cell(after.x, after.w, k.ok, "+ " + value(one.after));
    c.sem.leaf({.id = c.id("change"),
                .kind = ui::role::listitem,
                .name = one.label + ": " + value(one.before) + " \u2192 " + value(one.after),
                .bounds = {r.x, y, r.w, size::row}});
    c.pop_id();
  }
  c.sem.close();
  return height;
}

/// How many fields stayed as they were; pressed, which, and what they hold.
float audit_panel::unchanged(context& c, rect r, const model::wall_time& now) {
  const app::audit_detail::whole& read = *detail_.read();
  const std::size_t count = read.patch.unchanged.size();
  if (count == 0) return 0;
  const palette& k = c.th.colors;
  const std::string text = std::to_string(count) + (count == 1 ? " unchanged field" : " unchanged fields");
  const float text_width = std::ceil(c.paint.width(face::small, text));
  const rect head{r.x, r.y, 20 + text_width + 8, size::control_small};
  const widget_id id = c.id("unchanged");
  const press_result p = pressable(c, id, head);
  if (p.pressed) with_unchanged_ = !with_unchanged_;
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(head, c.th, radius::chip);
  const color ink = p.hovered ? k.text2 : k.text3;
  c.paint.icon({head.x, head.y, 14, head.h}, with_unchanged_ ? icon::chevron_down : icon::chevron_right, ink,
               14);
  c.paint.text_in({head.x + 20, head.y, text_width + 2, head.h}, face::small, ink, text);
  c.sem.leaf(
      {.id = id,
       .kind = ui::role::button,
       .state = (with_unchanged_ ? state_expanded : state_collapsed) | (p.focused ? state_focused : 0U),
       .name = text,
       .bounds = head});
  if (!with_unchanged_) return head.h + 8;
  const float top = head.bottom() + 4;
  const float height = fact_height * static_cast<float>(count);
  const rect box{r.x, top, r.w, height};
  c.paint.fill_round(box, k.field, radius::control);
  c.sem.open(
      {.id = c.id("unchanged fields"), .kind = ui::role::list, .name = "Unchanged fields", .bounds = box});
  rect at = box;
  for (const model::unchanged_field& one : model::unchanged_fields(read.entry, read.patch, now)) {
    rect line = at.cut_top(fact_height);
    c.push_id(one.name);
    if (at.h > 0) c.paint.bottom_line(line, k.line);
    c.sem.leaf({.id = c.id("field"),
                .kind = ui::role::listitem,
                .name = one.label + ": " + (one.value.empty() ? "empty" : one.value),
                .bounds = line});
    const rect label = line.cut_left(field_column).inset(8, 0);
    const rect value = line.inset(8, 0);
    if (c.paint.text_in(label, face::body, k.text2, one.label).cut)
      c.tooltip(c.id("label"), label, one.label);
    const text_result drawn = c.paint.text_in(value, face::body, k.text3,
                                              one.value.empty() ? std::string_view("empty") : one.value);
    if (drawn.cut) c.tooltip(c.id("value"), value, one.value);
    c.pop_id();
  }
  c.sem.close();
  return box.bottom() + 12 - r.y;
}

/// What the log keeps, member by member.
float audit_panel::patch(context& c, rect r) {
  const model::entry_patch& all = detail_.read()->patch;
  if (all.lines.empty()) return 0;
  const palette& k = c.th.colors;
  const std::size_t count = std::min(all.lines.size(), patch_lines_max);
  const rect head{r.x, r.y, r.w, 20};
  c.paint.text_in(head, face::small, k.text2, "Stored patch");
  c.paint.text_in(head, face::small, k.text3, "application/json", align::right);
  const rect box{r.x, r.y + 28, r.w, patch_line_height * static_cast<float>(count) + 8};
  c.paint.fill_round(box, k.field, radius::control);
  float y = box.y + 4;
  std::string told;
  for (std::size_t i = 0; i < count; ++i) {
    const model::patch_line& line = all.lines[i];
    const bool before = line.of == model::patch_line::side::before;
    const rect at{box.x, y, box.w, patch_line_height};
    c.paint.fill(at, before ? k.bad_tint : k.ok_tint);
    const color ink = before ? k.bad : k.ok;
    c.paint.text_in({at.x + 8, at.y, 12, at.h}, face::mono_small, ink, before ? "-" : "+");
    c.paint.text_in({at.x + 24, at.y, at.w - 32, at.h}, face::mono_small, k.text, line.text);
    told += (before ? "- " : "+ ") + line.text + "\n";
    y += patch_line_height;
  }
  c.sem.leaf({.id = c.id("patch"), .kind = ui::role::text, .name = "Stored patch: " + told, .bounds = box});
  return box.bottom() + 12 - r.y;
}

float audit_panel::hashes(context& c, rect r) {
  const app::audit_detail::whole& read = *detail_.read();
  c.paint.hline(r.x - inset, r.y, r.w + 2 * inset, c.th.colors.line);
  float y = r.y + 8;
  const auto put = [&](std::string_view label, const std::string& hash) {
    const rect line{r.x, y, r.w, fact_height};
    rect at = line;
    c.push_id(label);
    c.paint.text_in(at.cut_left(label_width), face::body, c.th.colors.text2, label);
    const std::string shown = hash.empty() ? std::string("none") : model::short_hash(hash);
    if (!hash.empty()) {
      const rect button = at.cut_right(24);
      const std::string name = "Copy hash, " + model::lower_first(label);
      if (icon_button(c, {button.x, button.y + 2, 24, 24}, icon::content_copy, name)) copy(c, hash, "Hash");
    }
    c.paint.text_in(at, face::mono, c.th.colors.text, shown);
    c.tooltip(c.id("hash"), at, hash);
    c.sem.leaf(
        {.id = c.id("fact"), .kind = ui::role::text, .name = std::string(label) + ": " + hash, .bounds = at});
    c.pop_id();
    y += fact_height;
  };
  put("Previous", read.previous_hash);
  put("This entry", read.entry.hash);
  return y - r.y;
}

void audit_panel::action_bar(context& c, rect r) {
  c.paint.fill(r, c.th.colors.panel);
  c.paint.hline(r.x, r.y, r.w, c.th.colors.line);
  const audit_entry& entry = detail_.read()->entry;
  if (!can_open(entry)) return;
  float right = r.right() - 8;
  if (revert_.offered(*detail_.read())) {
    const button_options o{.icon = icon::undo, .busy = revert_.busy()};
    const float w = button_width(c, "Revert", o);
    right -= w;
    if (button(c, {right, r.y + 10, w, size::control}, "Revert", o)) revert_.start(*detail_.read());
    right -= 8;
  }
  const std::string label = "Open " + model::lower_first(model::object_kind(entry));
  const button_options o{.icon = icon::open_in_new};
  const float w = button_width(c, label, o);
  if (button(c, {right - w, r.y + 10, w, size::control}, label, o)) {
    app::route next;
    next.screen = entry.resource;
    next.open = to_string(entry.record_id);
    work_.go(std::move(next));
  }
}

/// Asks before what somebody stored since is overwritten.
void audit_panel::ask_revert(context& c) {
  if (const auto again = revert_.question()) {
    const std::size_t count = again->fields.size();
    std::string what(again->fields.front()->label);
    if (count > 1) what += " and " + std::to_string(count - 1) + " more";
    confirm_.ask(
        c, {"Revert " + again->title + "?", what + (count > 1 ? " were" : " was") + " changed again since.",
            "Revert", [this] { revert_.go_on(); }});
  }
  confirm_.draw(c);
}

void audit_panel::copy(context& c, const std::string& text, std::string_view what) const {
  c.page.write_clipboard(text);
  work_.tell({app::severity::ok, std::string(what) + " copied", {}, {}});
}

}  // namespace dossier::screens
