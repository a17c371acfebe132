#include "client-wasm/src/ui/cell_value.hpp"

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "client-wasm/src/model/display.hpp"

namespace dossier::ui {
namespace {

constexpr float chip_height = 20;
constexpr float chip_gap = 4;
constexpr float swatch = 12;

tone tone_of_word(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, tone>, 8> known{{{"draft", tone::neutral},
                                                                    {"published", tone::ok},
                                                                    {"active", tone::ok},
                                                                    {"archived", tone::neutral},
                                                                    {"closed", tone::neutral},
                                                                    {"paused", tone::warn},
                                                                    {"late", tone::warn},
                                                                    {"failed", tone::bad}}};
  for (const auto& [name, kind] : known) {
    if (name == word) return kind;
  }
  return tone::info;
}

/// As many as have room, then how many more there are.
void draw_chips(context& c, rect r, const std::vector<std::string>& items, bool& cut) {
  float x = r.x;
  const float y = r.y + std::floor((r.h - chip_height) / 2);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t behind = items.size() - i - 1;
    const std::string more = "+" + std::to_string(items.size() - i);
    const float kept = behind > 0 ? tag_width(c.paint, more, false) + chip_gap : 0;
    const float w = tag_width(c.paint, items[i], false);
    if (x + w + kept > r.right()) {
      cut = true;
      if (i == 0) {
        // Not even one has room: as much of its text as there is.
        const rect chip{x, y, std::max(0.0F, r.right() - x), chip_height};
        c.paint.fill_round(chip, tone_fill(c.th, tone::neutral), radius::chip);
        c.paint.text_in(chip.inset(8, 0), face::small, tone_ink(c.th, tone::neutral), items[i]);
      } else {
        c.paint.text_in({x, r.y, r.right() - x, r.h}, face::small, c.th.colors.text3, more);
      }
      return;
    }
    x += tag(c.paint, c.th, x, y, tone::neutral, items[i], 0, chip_height) + chip_gap;
  }
}

}  // namespace

std::optional<color> named_color(const palette& k, std::string_view name) {
  const std::array<std::pair<std::string_view, color>, 8> known{{{"blue", k.c1},
                                                                 {"orange", k.c2},
                                                                 {"teal", k.c3},
                                                                 {"pink", k.c4},
                                                                 {"yellow", k.c5},
                                                                 {"gray", k.c6},
                                                                 {"green", k.ok},
                                                                 {"red", k.bad}}};
  for (const auto& [word, value] : known) {
    if (word == name) return value;
  }
  return std::nullopt;
}

bool draw_cell_value(context& c, rect r, const describe::field& field, const void* record, color ink,
                     bool& cut) {
  if (field.kind == describe::kind::text_list) {
    draw_chips(c, r, *static_cast<const std::vector<std::string>*>(field.read(record)), cut);
    return true;
  }
  if (field.kind != describe::kind::choice) return false;
  const std::string text = model::value_text(field, record, {});
  if (text.empty()) return true;
  std::string name(text);
  name[0] = static_cast<char>(name[0] | 0x20);
  rect at = r;
  const auto fill = named_color(c.th.colors, name);
  if (fill) {
    const rect box = at.cut_left(swatch);
    c.paint.fill_round({box.x, r.y + std::floor((r.h - swatch) / 2), swatch, swatch}, *fill, radius::chip);
  } else {
    const rect box = at.cut_left(swatch);
    status_dot(c.paint, {box.x + 4, std::floor(r.y + r.h / 2)}, tone_ink(c.th, tone_of_word(name)));
  }
  at.cut_left(fill ? 8 : 4);
  cut = c.paint.text_in(at, face::body, ink, text).cut;
  return true;
}

}  // namespace dossier::ui
