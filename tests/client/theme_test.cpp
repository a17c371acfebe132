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

/// `over` at `alpha` on `ground`.
color blended(color over, double alpha, color ground) {
  color out = 0xFF000000U;
  for (const unsigned shift : {0U, 8U, 16U}) {
    const double mixed = alpha * static_cast<double>((over >> shift) & 0xFFU) +
                         (1 - alpha) * static_cast<double>((ground >> shift) & 0xFFU);
    out |= static_cast<color>(std::lround(mixed)) << shift;
  }
  return out;
}

double lowest_on_surfaces(const palette& p, color ink) {
  double lowest = contrast(ink, p.surface);
  for (const named& ground : surfaces(p)) lowest = std::min(lowest, contrast(ink, ground.value));
  return lowest;
}

/// What the visual specification promises of a theme (section 2), and how strong its flash is (section 7).
struct promises {
  const palette& colors;
  double text, text2, text3, link, ok, warn, bad, info;
  double on_accent;
  double flash_alpha, flashed, flashed_open;
};
constexpr double rounding = 0.05;

class promised : public testing::TestWithParam<promises> {};

TEST_P(promised, contrasts_are_what_the_specification_says) {
  const promises& p = GetParam();
  const palette& k = p.colors;
  const std::vector<std::pair<color, double>> inks{{k.text, p.text}, {k.text2, p.text2}, {k.text3, p.text3},
                                                   {k.link, p.link}, {k.ok, p.ok},       {k.warn, p.warn},
                                                   {k.bad, p.bad},   {k.info, p.info}};
  for (const auto& [ink, least] : inks) EXPECT_GE(lowest_on_surfaces(k, ink), least - rounding);
  EXPECT_GE(contrast(k.on_accent, k.accent), p.on_accent - rounding);
  EXPECT_GE(contrast(k.on_accent, k.accent_hover), 4.7 - rounding);
  EXPECT_GE(contrast(k.on_accent, k.bad_fill), 5.1 - rounding);
  for (const auto& [ink, tint] : std::vector<std::pair<color, color>>{
           {k.ok, k.ok_tint}, {k.warn, k.warn_tint}, {k.bad, k.bad_tint}, {k.info, k.info_tint}}) {
    EXPECT_GE(contrast(ink, tint), 5.1 - rounding);
  }
}

TEST_P(promised, text_is_readable_on_a_cell_that_flashes) {
  const promises& p = GetParam();
  const palette& k = p.colors;
  EXPECT_GE(contrast(k.text, blended(k.accent, p.flash_alpha, k.surface)), p.flashed - rounding);
  EXPECT_GE(contrast(k.text, blended(k.accent, p.flash_alpha, k.sel)), p.flashed_open - rounding);
}

INSTANTIATE_TEST_SUITE_P(
    of_the_themes, promised,
    testing::Values(promises{dark_palette, 12.6, 7.0, 4.6, 6.5, 7.2, 7.9, 6.3, 7.0, 5.3, 0.55, 8.6, 7.6},
                    promises{light_palette, 13.8, 6.6, 4.6, 5.4, 4.7, 5.1, 5.0, 4.9, 5.7, 0.26, 11.7, 10.4}),
    [](const auto& tested) { return tested.index == 0 ? "dark" : "light"; });

TEST(more_contrast, strengthens_what_is_faint_and_nothing_else) {
  for (const palette& plain : {dark_palette, light_palette}) {
    const palette strong = more_contrast(plain);
    EXPECT_EQ(strong.text3, plain.text2);
    EXPECT_GT(contrast(strong.line, strong.surface), contrast(plain.line, plain.surface));
    EXPECT_GE(contrast(strong.border, strong.surface), control_minimum);
    EXPECT_EQ(strong.text, plain.text);
    EXPECT_EQ(strong.accent, plain.accent);
  }
}

TEST(theme, a_choice_goes_before_the_system_and_either_may_ask_for_more_contrast_and_less_motion) {
  dossier::model::settings chosen;
  EXPECT_EQ(theme_for(chosen, {.dark = false}).mode, theme_mode::light);
  const theme asked = theme_for(chosen, {.dark = true, .more_contrast = true, .reduced_motion = true});
  EXPECT_EQ(asked.mode, theme_mode::dark);
  EXPECT_TRUE(asked.reduced_motion);
  EXPECT_EQ(asked.colors.text3, dark_palette.text2);
  chosen.theme = dossier::model::theme_setting::light;
  chosen.contrast = dossier::model::contrast_setting::more;
  chosen.motion = dossier::model::motion_setting::reduced;
  const theme own = theme_for(chosen, {.dark = true});
  EXPECT_EQ(own.mode, theme_mode::light);
  EXPECT_TRUE(own.reduced_motion);
  EXPECT_EQ(own.colors.border, light_palette.control);
}

TEST(theme, rows_are_as_high_as_their_density_says) {
  dossier::model::settings chosen;
  EXPECT_EQ(theme_for(chosen, {}).row_height, 32);
  chosen.density = dossier::model::density::compact;
  EXPECT_EQ(theme_for(chosen, {}).row_height, 28);
  chosen.density = dossier::model::density::comfortable;
  EXPECT_EQ(theme_for(chosen, {}).row_height, 40);
}

INSTANTIATE_TEST_SUITE_P(both_themes, palettes,
                         testing::Values(std::pair{"dark", dark_palette}, std::pair{"light", light_palette},
                                         std::pair{"dark_contrast", more_contrast(dark_palette)},
                                         std::pair{"light_contrast", more_contrast(light_palette)}),
                         [](const auto& tested) { return std::string(tested.param.first); });

}  // namespace
