#pragma once

#include <optional>
#include <string_view>

#include "client-wasm/src/ui/context.hpp"
#include "shared/describe/field.hpp"

// Values that are drawn as more than text, by their kind.
namespace dossier::ui {

/// The color that a choice names ("blue", "green"), as series or status color; nullopt for other words.
[[nodiscard]] std::optional<color> named_color(const palette& k, std::string_view name);

/// Draws a value as chips (a list), a swatch with its name (a color) or a dot with its word (another choice).
/// `ink` is what its text is drawn in. False: it is plain text, and nothing was drawn. `cut`: not all of it
/// had room.
bool draw_cell_value(context& c, rect r, const describe::field& field, const void* record, color ink,
                     bool& cut);

}  // namespace dossier::ui
