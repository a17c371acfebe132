#include <algorithm>
#include <cmath>
#include <vector>

#include "client-wasm/src/ui/grid.hpp"
#include "client-wasm/src/ui/grid_parts.hpp"
#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"

#include "client-wasm/src/model/field_text.hpp"

// Editing in place: the field in a cell, and where the keyboard goes after it.
namespace dossier::ui {

using namespace grid_parts;

namespace {

constexpr float card_height = 28;
constexpr std::string_view choices_name = "Values";

bool is_choice(const describe::field& field) {
  return field.kind == describe::kind::choice;
}

}  // namespace

/// Puts the caret into the focused column's cell of `row`; false when that cannot be edited there.
bool grid::begin_edit(context& c, const model::grid_row& row, frame_state& f, std::string typed) {
  const model::column_spec& spec = *f.columns[static_cast<std::size_t>(focused_column_)].spec;
  const describe::field* field = spec.field;
  if (f.d.may_edit && !f.d.may_edit(row)) {
    f.out.notice = "This is not yours to edit";
    return false;
  }
  if (field == nullptr || !can_edit(*field, f)) {
    f.out.notice = std::string(spec.label) + " cannot be edited";
    return false;
  }
  const describe::any_record* edited = f.d.edited ? f.d.edited(row.id()) : nullptr;
  const void* record = edited != nullptr ? edited->data() : row.record.data();
  const std::string text = model::edit_text(*field, record);
  if (field->is_multiline) {
    f.out.edit_in_panel = cell_entry{row.id(), field, text};
    return false;
  }
  if (field->kind == describe::kind::boolean) {
    f.out.entry = cell_entry{row.id(), field, text == "true" ? "false" : "true"};
    return false;
  }
  const bool begins_typed = !typed.empty();
  edit_ = {.id = row.id(),
           .field = field,
           .text = begins_typed ? model::plain_text(*field, typed, c.formats) : text,
           .before = text,
           .fault = {},
           .at = {},
           .covers = {},
           .label = is_reference(*field) ? cell_text(f.d, row, *field, record) : std::string(),
           .typed = begins_typed,
           .active = false,
           .seen = true};
  f.d.rows->pin(row.id());
  reveal_column(f);
  if (is_choice(*field)) {
    open_popup(c, choices_name);
  } else if (is_completed(*field, f)) {
    edit_tags_ = {};
    edit_reference_ = {};
    c.push_id("edit");
    focus_completed(c);
    c.pop_id();
  } else {
    c.push_id("edit");
    focus_text(c, grid_field_name(*field));
    c.pop_id();
  }
  c.page.wake();
  return true;
}

void grid::end_edit(context& c, frame_state& f, bool commit) {
  if (commit && edit_.text != edit_.before) f.out.entry = cell_entry{edit_.id, edit_.field, edit_.text};
  if (f.d.rows != nullptr) f.d.rows->unpin(edit_.id, c.now);
  edit_ = {};
  c.page.wake();
}

/// Goes to the next (1) or previous (-1) column that can be edited in a cell, and edits it.
void grid::edit_next_column(context& c, frame_state& f, int step) {
  const model::grid_row* row = f.d.rows->find(edit_.id);
  end_edit(c, f, true);
  c.focus.take(f.id);
  if (row == nullptr) return;
  const auto count = static_cast<int>(f.columns.size());
  for (int i = focused_column_ + step; i >= 0 && i < count; i += step) {
    const describe::field* field = f.columns[static_cast<std::size_t>(i)].spec->field;
    const bool in_cell = field != nullptr && can_edit(*field, f) && !field->is_multiline &&
                         field->kind != describe::kind::boolean;
    if (!in_cell) continue;
    focused_column_ = i;
    begin_edit(c, *row, f);
    return;
  }
}

/// The field in the cell. A mistake keeps it open; leaving it for something else takes what was entered, and
/// whoever stores it says what is wrong.
void grid::edit_cell(context& c, frame_state& f) {
  if (edit_.field == nullptr || is_choice(*edit_.field)) return;
  if (!edit_.seen) return end_edit(c, f, true);
  if (edit_.at.empty()) {
    c.page.wake();  // begun behind the row: it is drawn with the next frame
    return;
  }
  if (is_completed(*edit_.field, f)) return edit_completed(c, f);
  const describe::field& field = *edit_.field;
  std::string shown = model::shown_text(field, edit_.text, c.formats);
  // What is typed before the caret is there belongs to the field.
  if (!edit_.active && !c.typed.empty()) {
    shown = edit_.typed ? shown + c.typed : c.typed;
    edit_.text = model::plain_text(field, shown, c.formats);
    edit_.typed = true;
    c.typed.clear();
  }
  c.browser_keys |= platform::key_tab | platform::key_shift_tab;  // Tab goes to the next cell
  const bool tab = edit_.active && ImGui::IsKeyPressed(ImGuiKey_Tab, false);
  const int step = ImGui::GetIO().KeyShift ? -1 : 1;
  if (tab) c.focus.move(0);
  if (f.d.fault && edit_.text != edit_.before) {
    edit_.fault = model::shown_fault(f.d.fault(edit_.id, field, edit_.text), c.formats);
  } else {
    edit_.fault.clear();
  }
  c.push_id("edit");
  const text_result_flags flags = text_field(
      c, edit_.at.inset(0, 1), grid_field_name(field), shown,
      {.error = edit_.fault, .numeric = model::is_number(field), .select_all_on_focus = !edit_.typed});
  edit_.text = model::plain_text(field, shown, c.formats);
  if (flags.entered && edit_.typed) {
    ImGuiInputTextState& state = ImGui::GetCurrentContext()->InputTextState;
    state.Stb.cursor = state.CurLenW;
    state.ClearSelection();
  }
  const bool was_active = edit_.active;
  edit_.active = flags.active;
  const bool refocus = (flags.enter_pressed || tab) && !edit_.fault.empty();
  if (refocus) focus_text(c, grid_field_name(field));
  c.pop_id();
  if (refocus) {
    c.sem.announce(edit_.fault, true);
    return;
  }
  if (tab) return edit_next_column(c, f, step);
  if (flags.canceled || flags.enter_pressed) {
    const std::int64_t index = f.d.rows != nullptr ? f.d.rows->index_of(edit_.id) : -1;
    end_edit(c, f, flags.enter_pressed);
    c.focus.take(f.id);
    if (flags.enter_pressed && index >= 0) move_focus(f, index + 1);
    return;
  }
  if (was_active && !flags.active) end_edit(c, f, true);
}

/// The values of a choice, under its cell.
void grid::edit_choice(context& c, frame_state& f) {
  if (edit_.field == nullptr || !is_choice(*edit_.field)) return;
  if (!edit_.seen || (!popup_is_open(c, choices_name) && !edit_.at.empty())) return end_edit(c, f, false);
  if (edit_.at.empty()) return c.page.wake();  // begun behind the row
  const describe::field& field = *edit_.field;
  std::vector<std::string_view> values;
  if (field.nullable) values.emplace_back();
  values.insert(values.end(), field.choices.begin(), field.choices.end());
  std::vector<std::string> labels;
  labels.reserve(values.size());
  for (const std::string_view value : values)
    labels.push_back(value.empty() ? "None" : model::choice_text(value));
  std::vector<menu_item> items;
  for (std::size_t i = 0; i < values.size(); ++i)
    items.push_back({.label = labels[i], .checked = values[i] == edit_.text});
  const int chosen = popup_menu(c, choices_name, edit_.at, items.data(), static_cast<int>(items.size()),
                                std::max(120.0F, edit_.at.w));
  if (chosen < 0) return;
  edit_.text = values[static_cast<std::size_t>(chosen)];
  end_edit(c, f, true);
  c.focus.take(f.id);
}

/// What is wrong with the text in the cell, on a card under it.
void grid::fault_card(context& c) const {
  if (edit_.field == nullptr || edit_.fault.empty() || edit_.at.empty()) return;
  const float w = std::ceil(c.paint.width(face::small, edit_.fault)) + 8 + 14 + 4 + 9;
  const bool below = edit_.at.bottom() + 4 + card_height <= c.screen.bottom() - size::footer;
  const rect card{std::min(edit_.at.x, c.screen.right() - w - 8),
                  below ? edit_.at.bottom() + 4 : edit_.at.y - 4 - card_height, w, card_height};
  c.paint.raised(card, c.th, radius::control);
  error_line(c, card.inset(8, 4), edit_.fault);
}

}  // namespace dossier::ui
