#include "client-wasm/src/screens/dialog_form.hpp"

namespace dossier::screens {

using namespace ui;

rect dialog_field(context& c, rect& at, std::string_view label, std::string_view fault) {
  c.paint.text_in(at.cut_top(20), face::small, c.th.colors.text2, label);
  const rect field = at.cut_top(size::control);
  const rect note = at.cut_top(24);
  if (!fault.empty()) error_line(c, note.with_height(20), fault);
  return field;
}

bool dialog_text(context& c, rect& at, std::string_view label, std::string& value, std::string_view fault,
                 const text_options& look) {
  text_options o = look;
  o.error = fault;
  return text_field(c, dialog_field(c, at, label, fault), label, value, o).enter_pressed;
}

dialog_answer dialog_buttons(context& c, rect at, std::string_view yes, const button_options& look) {
  rect line = at.cut_bottom(size::control);
  const rect yes_at = line.cut_right(button_width(c, yes, look));
  line.cut_right(8);
  const button_options no{.kind = button_kind::ghost};
  if (button(c, line.cut_right(button_width(c, "Cancel", no)), "Cancel", no)) return dialog_answer::no;
  return button(c, yes_at, yes, look) ? dialog_answer::yes : dialog_answer::none;
}

std::string fault_of(const problem& why, std::string_view field) {
  for (const field_error& each : why.errors) {
    if (each.field == field) return each.message;
  }
  return {};
}

std::string fault_beside(const problem& why, std::string_view fields) {
  for (const field_error& each : why.errors) {
    if (fields.find(each.field) != std::string_view::npos) return {};
  }
  return why.errors.empty() ? explanation(why) : why.errors.front().message;
}

}  // namespace dossier::screens
