#pragma once

#include <cstdint>

namespace dossier::platform {

/// Keys as the dashboard knows them: letters and digits by what they print (so that shortcuts follow the keyboard
/// layout), the rest by position. web/platform.js holds the same order.
enum class key : std::uint8_t {
  none, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z,
  d0, d1, d2, d3, d4, d5, d6, d7, d8, d9,
  enter, escape, tab, space, backspace, del, insert, left, right, up, down, home, end, page_up, page_down,
  f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12,
  slash, period, comma, minus, equal, semicolon, menu, count
};

/// Modifier bits of an input event.
enum modifier_bits : std::uint8_t { held_ctrl = 1, held_shift = 2, held_alt = 4, held_meta = 8 };

}  // namespace dossier::platform
