#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/imgui.hpp"

// Tags and references edited in place: a field over the cell that is as large as it needs to be, completed by
// what exists.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float tags_width = 280;       ///< at least, for a few chips and room to type
constexpr float reference_width = 200;  ///< at least

}  // namespace

bool grid::can_edit(const describe::field& field, const frame_state& f) {
  return !field.is_read_only && (field.references.empty() || f.d.complete != nullptr);
}

bool grid::is_completed(const describe::field& field, const frame_state& f) {
  return f.d.complete != nullptr && (is_tag_list(field) || is_reference(field));
}

/// Where the field stands: over its cell, moved so that all of it shows.
rect grid::place_over_cell(const frame_state& f, float least, float height) const {
  const float w = std::min(std::max(edit_.at.w, least), f.rows.w);
  const float x = std::min(edit_.at.x, f.rows.right() - w);
  const float y = edit_.at.y + std::floor((f.row_height - size::control) / 2);
  return {x, std::max(f.rows.y, std::min(y, f.rows.bottom() - height - 2)), w, height};
}

/// True when the field is done with: Enter with nothing typed.
bool grid::draw_tags(context& c, const frame_state& f) {
  const describe::field& field = *edit_.field;
  completer& complete = *f.d.complete;
  const bool had_typed = !edit_tags_.typed().empty();
  const rect place =
      place_over_cell(f, tags_width, edit_tags_.height(c, std::max(edit_.at.w, tags_width), edit_.text));
  edit_tags_.draw(
      c, place, grid_field_name(field), edit_.text, complete.offered(field),
      {.error = edit_.fault, .placeholder = "Add tags", .busy = complete.busy(field, edit_tags_.typed())});
  edit_.covers = place.inset(-2);
  if (edit_tags_.active()) complete.look_for(field, edit_tags_.typed());
  const bool enter = edit_tags_.last().enter_pressed;
  if (enter && had_typed) focus_completed(c);  // what was typed became a tag; one goes on
  return enter && !had_typed;
}

/// True when the field is done with: another record was chosen, or Enter.
bool grid::draw_reference(context& c, const frame_state& f) {
  const describe::field& field = *edit_.field;
  completer& complete = *f.d.complete;
  const rect place = place_over_cell(f, reference_width, size::control);
  const bool chosen =
      edit_reference_.draw(c, place, grid_field_name(field), edit_.text, edit_.label, complete.offered(field),
                           {.error = edit_.fault,
                            .placeholder = "Find by name",
                            .busy = complete.busy(field, edit_reference_.typed()),
                            .clearable = field.nullable});
  edit_.covers = place.inset(-2);
  if (edit_reference_.active()) complete.look_for(field, edit_reference_.typed());
  return chosen || edit_reference_.last().enter_pressed;
}

/// Puts the caret into the field; inside the id scope "edit".
void grid::focus_completed(context& c) const {
  const std::string name = grid_field_name(*edit_.field);
  c.push_id(name);
  focus_text(c, is_reference(*edit_.field) ? std::string_view(name) : tag_editor_name);
  c.pop_id();
}

void grid::edit_completed(context& c, frame_state& f) {
  const describe::field& field = *edit_.field;
  c.browser_keys |= platform::key_tab | platform::key_shift_tab;  // Tab goes to the next cell
  if (f.d.fault && edit_.text != edit_.before) {
    edit_.fault = f.d.fault(edit_.id, field, edit_.text);
  } else {
    edit_.fault.clear();
  }
  const bool reference = is_reference(field);
  // With something typed Tab chooses what is offered for it.
  const bool chooses = !(reference ? edit_reference_.typed() : std::string_view(edit_tags_.typed())).empty();
  const bool tab = edit_.active && ImGui::IsKeyPressed(ImGuiKey_Tab, false);
  if (tab) c.focus.move(0);
  const int step = ImGui::GetIO().KeyShift ? -1 : 1;
  c.push_id("edit");
  const bool done = reference ? draw_reference(c, f) : draw_tags(c, f);
  const text_result_flags& flags = reference ? edit_reference_.last() : edit_tags_.last();
  const bool was_active = edit_.active;
  edit_.active = flags.active;
  const bool inside = edit_.covers.contains(c.mouse) ||
                      (reference ? edit_reference_.holds(c.mouse) : edit_tags_.holds(c.mouse));
  const bool pressed = ImGui::IsMouseClicked(ImGuiMouseButton_Left);
  const bool goes = done || (tab && !chooses);
  if (goes && !edit_.fault.empty()) focus_completed(c);
  c.pop_id();
  if (goes && !edit_.fault.empty()) return c.sem.announce(edit_.fault, true);
  if (tab && !chooses) return edit_next_column(c, f, step);
  // A press on a cross takes the caret away, and the field stays.
  const bool canceled = flags.canceled || (!edit_.active && ImGui::IsKeyPressed(ImGuiKey_Escape, false));
  if (canceled || done) {
    const std::int64_t index = f.d.rows != nullptr ? f.d.rows->index_of(edit_.id) : -1;
    end_edit(c, f, done);
    c.focus.take(f.id);
    if (done && index >= 0) move_focus(f, index + 1);
    return;
  }
  const bool left = was_active && !edit_.active && !flags.enter_pressed && !(tab && chooses);
  if ((pressed && !inside) || (left && !pressed)) end_edit(c, f, true);
}

}  // namespace dossier::ui
