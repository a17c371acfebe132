#pragma once

#include <optional>
#include <string>

#include "client-wasm/src/app/commands.hpp"
#include "client-wasm/src/ui/context.hpp"

// Between the keyboard and the table of commands.
namespace dossier::ui {

/// The stroke that was pressed in this frame, modifiers alone are none.
[[nodiscard]] std::optional<model::key_stroke> pressed_stroke(const context& c);
/// Before the screens: sequences ("G", then "O") take their keys; one that is complete is run. What counts is
/// when the keys were pressed, not when a frame came.
void follow_sequences(context& c, app::commands& all);
/// After the screens: runs a bound command whose key nobody has taken. In text entry only the palette's.
void run_command_keys(context& c, app::commands& all);

}  // namespace dossier::ui
