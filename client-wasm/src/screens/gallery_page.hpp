#pragma once

#include <string_view>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"

// What the gallery's pages share.
namespace dossier::screens::gallery_page {

inline constexpr float left = 24;
inline constexpr float middle = 504;
inline constexpr float right = 984;
inline constexpr float column = 440;
inline constexpr float right_column = 432;

/// Friday, 28 November 2025, 14:31 UTC: the gallery's clock stands still.
inline constexpr model::wall_time now{1'764'340'260'000, 0};

[[nodiscard]] inline timestamp minutes_ago(std::int64_t minutes) {
  constexpr std::int64_t minute_us = 60'000'000;
  return timestamp{now.unix_ms * 1'000 - minutes * minute_us};
}

inline void section(ui::context& c, float x, float center_y, float w, std::string_view title) {
  c.paint.text_in({x, center_y - 8, w, 16}, ui::face::small_medium, c.th.colors.text2, title);
  c.paint.hline(x, center_y + 14, w, c.th.colors.border);
}

inline void caption(ui::context& c, float x, float center_y, std::string_view text) {
  c.paint.text_in({x, center_y - 8, 220, 16}, ui::face::micro, c.th.colors.text3, text);
}

/// An id that is the same on every machine.
[[nodiscard]] inline uuid id_of(int number) {
  uuid id;
  id.bytes[0] = 1;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

}  // namespace dossier::screens::gallery_page
