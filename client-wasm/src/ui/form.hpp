#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/ui/context.hpp"

// The fields of a form, made from the record's description.
namespace dossier::ui {

/// What the person did in a form; called while it is drawn.
struct form_actions {
  std::function<void(model::form_field&, std::string)> edit;
  std::function<void(model::form_field&, bool mine)> choose;
  std::function<void(const model::form_field&)> at{};  ///< the caret is in this field
  /// The initials of who else is in a field; empty for nobody.
  std::function<std::string(const model::form_field&)> other{};
};

/// Draws one row a field (32; label 92, then the field) from the top of `r`. Returns the height used.
/// `disabled` says why nothing can be edited; empty when it can.
float draw_form(context& c, rect r, model::form_state& form, const model::wall_time& now,
                std::string_view disabled, const form_actions& actions);

/// The fields that someone else has stored other values for, with a choice between both. Returns the height
/// used.
float draw_conflicts(context& c, rect r, model::form_state& form, const form_actions& actions);

/// Puts the caret into a field of the form; nullptr: the first.
void focus_field(context& c, const model::form_state& form, const describe::field* described = nullptr);

}  // namespace dossier::ui
