#include "client-wasm/src/ui/tag_field.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "client-wasm/src/ui/widgets.hpp"
#include "shared/text/fold.hpp"

namespace dossier::ui {
namespace {

constexpr float chip_height = 20;
constexpr float chip_gap = 6;
constexpr float side = 8;
constexpr float cross = 16;
constexpr float input_min = 88;  ///< room to type in after the last chip
constexpr float list_width = 200;
constexpr std::string_view edited_mark = "Edited";

float chip_width(const context& c, std::string_view tag) {
  return std::ceil(c.paint.width(face::small, tag)) + 8 + 4 + cross + 2;
}

/// What the mark of an edited field takes at the right.
float edited_width(const context& c) {
  return std::ceil(c.paint.width(face::small, edited_mark)) + 8 + side;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

bool has_tag(const std::vector<std::string>& tags, std::string_view tag) {
  const std::string key = text::fold(tag);
  return std::any_of(tags.begin(), tags.end(), [&](const std::string& t) { return text::fold(t) == key; });
}

/// Where chip after chip goes, from the left, over as many rows as they need.
struct chip_flow {
  rect field;
  float x = field.x + side;
  float y = field.y;
  rect next(float width) {
    if (x + width > field.right() - side && x > field.x + side) {
      x = field.x + side;
      y += size::control;
    }
    const rect place{x, y + (size::control - chip_height) / 2, width, chip_height};
    x += width + chip_gap;
    return place;
  }
};

/// A chip with its cross, and what the pointer does to the cross.
press_result chip(context& c, rect r, std::string_view tag) {
  const palette& k = c.th.colors;
  c.paint.fill_round(r, k.press, radius::chip);
  c.paint.text_in({r.x + 8, r.y, r.w - cross - 10, r.h}, face::small, k.text, tag);
  const rect box{r.right() - cross - 2, r.y + 2, cross, cross};
  const std::string name = "Remove " + std::string(tag);
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, {box.x, r.y, box.w, r.h}, false);
  c.paint.icon(box, icon::close, p.hovered ? k.text : k.text2, 14);
  if (p.hovered) c.cursor = platform::cursor::hand;
  c.sem.leaf({.id = id, .kind = role::button, .name = name, .bounds = box});
  return p;
}

}  // namespace

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    if (std::string tag = trimmed(text.substr(0, comma)); !tag.empty()) tags.push_back(std::move(tag));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return tags;
}

std::string join_tags(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) {
    if (!text.empty()) text += ", ";
    text += tag;
  }
  return text;
}

float tag_field::height(const context& c, float width, std::string_view tags, bool edited) const {
  chip_flow flow{{0, 0, width - (edited ? edited_width(c) : 0), 0}};
  for (const std::string& tag : split_tags(tags)) flow.next(chip_width(c, tag));
  flow.next(input_min);
  return flow.y + size::control;
}

void tag_field::build_rows(const std::vector<std::string>& tags, const std::vector<suggestion>& offered,
                           bool busy) {
  rows_.clear();
  const std::string typed = trimmed(typed_);
  bool known = has_tag(tags, typed);
  for (const suggestion& one : offered) {
    if (text::fold(one.label) == text::fold(typed)) known = true;
    if (has_tag(tags, one.label)) continue;
    suggestion_row row{one.label, one.note, 0, {}, 0, 0, 0};
    mark_typed(row, typed);
    // Whoever is faster than the answer must not choose what stood there for other words.
    if (busy && !typed.empty() && row.marked_end == 0) continue;
    rows_.push_back(std::move(row));
  }
  if (!typed.empty() && !known && !busy) {
    rows_.push_back({"Create \xE2\x80\x9C" + typed + "\xE2\x80\x9D", {}, icon::plus, {}, 0, 0, 0});
  }
  if (rows_for_ != typed_) list_.reset(typed.empty() ? -1 : 0);
  rows_for_ = typed_;
}

/// Empties the editor while it goes on being edited.
void tag_field::clear_typed(context& c) {
  typed_.clear();
  ImGuiInputTextState& state = ImGui::GetCurrentContext()->InputTextState;
  c.push_id(tag_editor_name);
  if (state.ID == c.id("##text")) state.ClearText();
  c.pop_id();
}

bool tag_field::choose(context& c, std::vector<std::string>& tags, std::size_t row) {
  const std::string tag = rows_[row].icon == icon::plus ? trimmed(typed_) : rows_[row].label;
  clear_typed(c);
  if (tag.empty() || has_tag(tags, tag)) return false;
  tags.push_back(tag);
  return true;
}

bool tag_field::add_typed(context& c, std::vector<std::string>& tags) {
  bool added = false;
  for (const std::string& tag : split_tags(typed_)) {
    if (has_tag(tags, tag)) continue;
    tags.push_back(tag);
    added = true;
  }
  clear_typed(c);
  return added;
}

bool tag_field::draw(context& c, rect r, std::string_view name, std::string& tags,
                     const std::vector<suggestion>& offered, const tag_field_options& o) {
  c.push_id(name);
  const palette& k = c.th.colors;
  std::vector<std::string> list = split_tags(tags);
  bool changed = false;
  if (active_) {
    build_rows(list, offered, o.busy);
    const int chosen = list_.keys(c, rows_, !typed_.empty());
    if (chosen >= 0) changed = choose(c, list, static_cast<std::size_t>(chosen));
    // The key is the field's own while there is text; before the first letter it takes tags away.
    if (typed_.empty() && !list.empty() && ImGui::IsKeyPressed(ImGuiKey_Backspace, false)) {
      list.pop_back();
      changed = true;
    }
  }
  const bool hover = c.hovered(r);
  const bool rests = o.inline_look && !active_ && o.error.empty() && o.other_editor.empty();
  if (rests) {
    if (hover) c.paint.fill_round(r, k.press, radius::control);
  } else {
    c.paint.fill_round(r, k.field, radius::control);
    const color line = !o.error.empty()          ? k.bad
                       : active_                 ? k.focus
                       : !o.other_editor.empty() ? c.th.series(o.other_hash)
                       : hover                   ? k.text3
                                                 : k.control;
    c.paint.outline(active_ ? r.inset(-1) : r, line, radius::control + (active_ ? 1 : 0), active_ ? 2 : 1);
  }
  c.sem.open({.id = c.id("tags"), .kind = role::list, .name = std::string(name), .bounds = r});
  rect room = r;
  if (o.edited) {
    const rect mark = room.cut_right(edited_width(c));
    change_tag(c.paint, c.th, mark.x, r.y + (size::control - chip_height) / 2, tone::accent, edited_mark,
               false, face::small);
  }
  chip_flow flow{room};
  std::optional<std::size_t> removed;
  bool on_cross = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    c.push_id(static_cast<std::int64_t>(i));
    const rect place = flow.next(chip_width(c, list[i]));
    c.sem.open({.id = c.id("tag"), .kind = role::listitem, .name = list[i], .bounds = place});
    const press_result cross_of_it = chip(c, place, list[i]);
    if (cross_of_it.pressed) removed = i;
    on_cross = on_cross || cross_of_it.hovered;
    c.sem.close();
    c.pop_id();
  }
  c.sem.close();
  const rect start = flow.next(input_min);
  const rect input{start.x, start.y - (size::control - chip_height) / 2, room.right() - side - start.x,
                   size::control};
  text_options options{.look = field_look::bare,
                       .placeholder = list.empty() ? o.placeholder : std::string_view()};
  options.description = o.error;
  options.expanded = list_.shown();
  const bool was_active = active_;
  const text_result_flags flags = text_field(c, input, tag_editor_name, typed_, options);
  active_ = flags.active;
  last_ = flags;
  if (flags.entered) list_.reset(typed_.empty() ? -1 : 0);  // nothing typed: Enter chooses nothing
  if (hover && !active_ && c.mouse.x < input.x && ImGui::IsMouseClicked(ImGuiMouseButton_Left) && !on_cross) {
    focus_text(c, tag_editor_name);
  }
  if (typed_.find(',') != std::string::npos) changed = add_typed(c, list) || changed;
  const bool on_list = list_.holds(c.mouse) && !rows_.empty();
  if (active_ || (was_active && on_list)) {
    if (!was_active) build_rows(list, offered, o.busy);
    const float x = std::min(input.x - 12, r.right() - list_width);
    const int pressed = list_.draw(c, {x, r.y, list_width, r.h}, list_width, name, rows_);
    if (pressed >= 0) {
      changed = choose(c, list, static_cast<std::size_t>(pressed)) || changed;
      focus_text(c, tag_editor_name);
    }
  } else {
    list_.hide();
    // Who leaves the field has said what the tag is.
    if (was_active && !flags.canceled) changed = add_typed(c, list) || changed;
    if (was_active) typed_.clear();
  }
  if (removed) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*removed));
    changed = true;
  }
  if (changed) {
    tags = join_tags(list);
    c.page.wake();
  }
  c.pop_id();
  return changed;
}

}  // namespace dossier::ui
