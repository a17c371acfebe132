#pragma once

#include <string>
#include <string_view>

#include "client-wasm/src/ui/popups.hpp"
#include "client-wasm/src/ui/text_field.hpp"
#include "shared/core/problem.hpp"

namespace dossier::screens {

/// Height of a labeled field of a dialog: its label, itself, what is wrong with it.
inline constexpr float dialog_field_height = 20 + ui::size::control + 24;
/// Height of what stands under the fields: the buttons.
inline constexpr float dialog_buttons_height = 8 + ui::size::control;

/// The place of the next field of a dialog, its label drawn above and its fault below.
[[nodiscard]] ui::rect dialog_field(ui::context& c, ui::rect& at, std::string_view label,
                                    std::string_view fault = {});
/// A line of text in a dialog; true when Enter was pressed in it.
bool dialog_text(ui::context& c, ui::rect& at, std::string_view label, std::string& value,
                 std::string_view fault, const ui::text_options& look = {});

enum class dialog_answer : std::uint8_t { none, yes, no };
/// The buttons at the right end of a dialog's foot.
dialog_answer dialog_buttons(ui::context& c, ui::rect at, std::string_view yes,
                             const ui::button_options& look);

/// What a refusal says of one field; empty for nothing.
[[nodiscard]] std::string fault_of(const problem& why, std::string_view field);
/// What it says of none of `fields`, a list with blanks between.
[[nodiscard]] std::string fault_beside(const problem& why, std::string_view fields);

}  // namespace dossier::screens
