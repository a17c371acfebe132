#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/model/form_state.hpp"
#include "client-wasm/src/ui/completer.hpp"
#include "client-wasm/src/ui/context.hpp"

// The fields of a form, made from the record's description.
namespace dossier::ui {

/// Somebody else in a field.
struct other_person {
  std::string initials;
  std::uint32_t hash = 1;  ///< chooses their color
};

/// What the person did in a form; called while it is drawn.
struct form_actions {
  std::function<void(model::form_field&, std::string)> edit;
  std::function<void(model::form_field&, bool mine)> choose;
  std::function<void(const model::form_field&)> at{};  ///< the caret is in this field
  /// Who else is in a field; empty initials for nobody.
  std::function<other_person(const model::form_field&)> other{};
  /// Tags and references are completed with these; nullptr: lists are edited as text, references not at all.
  completed_fields* completed = nullptr;
  /// The person has no right to edit: values stand as they are stored.
  bool read_only = false;
  /// What the record is called that is stored in a reference.
  std::function<std::string(const model::form_field&)> name_of{};
};

/// Draws one row a field (32; label 92, then the field) from the top of `r`. Returns the height used.
/// `disabled` says why nothing can be edited; empty when it can.
float draw_form(context& c, rect r, model::form_state& form, const model::wall_time& now,
                std::string_view disabled, const form_actions& actions);

/// The fields that someone else has stored other values for, with a choice between both. Returns the height
/// used.
float draw_conflicts(context& c, rect r, model::form_state& form, const form_actions& actions);

/// Puts the caret into a field of the form; nullptr: the first. `completed`: form_actions::completed is set.
void focus_field(context& c, const model::form_state& form, const describe::field* described = nullptr,
                 bool completed = false);

}  // namespace dossier::ui
