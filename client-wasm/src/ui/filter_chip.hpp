#pragma once

#include <cstdint>
#include <string>

#include "client-wasm/src/ui/context.hpp"

namespace dossier::ui {

/// What a chip says.
struct chip_words {
  std::string field;
  std::string op;
  std::string value;
  bool mono = false;  ///< `value` alone: a part of the filter as it is written
};
enum class chip_press : std::uint8_t { none, operation, value, remove };

/// The width of a chip; it is 24 high.
[[nodiscard]] float chip_width(const context& c, const chip_words& words);
/// Draws a chip of field, operator, value and a cross; answers what of it was pressed. Each chip stands in an
/// id scope of its own.
chip_press filter_chip(context& c, float x, float y, const chip_words& words);

}  // namespace dossier::ui
