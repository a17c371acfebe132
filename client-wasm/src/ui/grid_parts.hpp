#pragma once

#include "client-wasm/src/ui/grid.hpp"

// Measures and small things that the parts of the grid share.
namespace dossier::ui::grid_parts {

inline constexpr float check_column = 36;
inline constexpr float cell_inset = 8;
inline constexpr float monogram_size = 20;
inline constexpr float header_height = size::row;

/// A checkbox without a place in the Tab order: inside the grid the keyboard checks rows with X.
bool row_check(context& c, rect r, widget_id id, std::string_view name, check_state s);

/// What a field in a cell is called: "Edit Headcount".
[[nodiscard]] std::string grid_field_name(const describe::field& field);
/// A value as a cell shows it; a reference by what its record is called.
[[nodiscard]] std::string cell_text(const grid_data& d, const model::grid_row& row,
                                    const describe::field& field, const void* record);

/// A record's number for colors and ids.
[[nodiscard]] std::uint32_t hash_of(const uuid& id);
[[nodiscard]] std::int64_t number_of(const uuid& id);

}  // namespace dossier::ui::grid_parts
