#include "client-wasm/src/ui/theme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace dossier::ui;

/// Relative luminance of an opaque color (WCAG 2.2).
double luminance(color c) {
  const auto channel = [c](unsigned shift) {
    const double v = static_cast<double>((c >> shift) & 0xFFU) / 255;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(16);
}

double contrast(color a, color b) {
  const double x = luminance(a);
  const double y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct named {
  std::string name;
  color value;
};

std::vector<named> surfaces(const palette& p) {
  return {{"canvas", p.canvas}, {"surface", p.surface}, {"panel", p.panel},
          {"raised", p.raised}, {"field", p.field},     {"hover", p.hover},
          {"press", p.press},   {"sel", p.sel},         {"sel_hover", p.sel_hover}};
}

constexpr double text_minimum = 4.5;     // WCAG 2.2, 1.4.3
constexpr double control_minimum = 3.0;  // 1.4.11

class palettes : public testing::TestWithParam<std::pair<const char*, palette>> {};

TEST_P(palettes, text_is_readable_on_every_surface) {
  const palette& p = GetParam().second;
  for (const named& ground : surfaces(p)) {
    for (const named& ink : std::vector<named>{{"text", p.text},
                                               {"text2", p.text2},
                                               {"text3", p.text3},
                                               {"link", p.link},
                                               {"ok", p.ok},
                                               {"warn", p.warn},
                                               {"bad", p.bad},
                                               {"info", p.info}}) {
      EXPECT_GE(contrast(ink.value, ground.value), text_minimum) << ink.name << " on " << ground.name;
    }
  }
}

TEST_P(palettes, words_on_filled_marks_are_readable) {
  const palette& p = GetParam().second;
  const std::vector<std::pair<named, color>> pairs{{{"accent", p.accent}, p.on_accent},
                                                   {{"accent_hover", p.accent_hover}, p.on_accent},
                                                   {{"accent_press", p.accent_press}, p.on_accent},
                                                   {{"bad_fill", p.bad_fill}, p.on_accent},
                                                   {{"ok_tint", p.ok_tint}, p.ok},
                                                   {{"warn_tint", p.warn_tint}, p.warn},
                                                   {{"bad_tint", p.bad_tint}, p.bad},
                                                   {{"info_tint", p.info_tint}, p.info},
                                                   {{"tint", p.tint}, p.link},
                                                   {{"mark", p.mark}, p.mark_text},
                                                   {{"tooltip", p.text}, p.surface}};
  for (const auto& [ground, ink] : pairs) EXPECT_GE(contrast(ink, ground.value), text_minimum) << ground.name;
  for (std::size_t i = 0; i < p.avatar_fill.size(); ++i) {
    EXPECT_GE(contrast(p.avatar_ink[i], p.avatar_fill[i]), text_minimum) << "avatar " << i;
  }
}

TEST_P(palettes, outlines_and_series_stand_out_from_the_page) {
  const palette& p = GetParam().second;
  for (const color ground : {p.surface, p.panel}) {
    for (const named& mark : std::vector<named>{{"control", p.control},
                                                {"focus", p.focus},
                                                {"c1", p.c1},
                                                {"c2", p.c2},
                                                {"c3", p.c3},
                                                {"c4", p.c4},
                                                {"c5", p.c5},
                                                {"c6", p.c6}}) {
      EXPECT_GE(contrast(mark.value, ground), control_minimum) << mark.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(both_themes, palettes,
                         testing::Values(std::pair{"dark", dark_palette}, std::pair{"light", light_palette},
                                         std::pair{"dark_contrast", more_contrast(dark_palette)},
                                         std::pair{"light_contrast", more_contrast(light_palette)}),
                         [](const auto& tested) { return std::string(tested.param.first); });

}  // namespace
