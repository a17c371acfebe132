#pragma once

#include <array>
#include <cstdint>

#include "client-wasm/design/tokens.hpp"  // generated from client-wasm/design/tokens.json
#include "client-wasm/src/model/settings.hpp"

// Colors, sizes and type of the product. Colors come from the one token file; sizes are those of the visual
// specification. A `color` is 0xAABBGGRR, which is what Dear ImGui draws with.
namespace dossier::ui {

enum class theme_mode : std::uint8_t { dark, light };

/// The same color with its alpha multiplied by `alpha` in 0...1.
[[nodiscard]] constexpr color with_alpha(color c, float alpha) {
  const auto a = static_cast<std::uint32_t>(static_cast<float>(c >> 24) * alpha + 0.5F);
  return (c & 0x00FFFFFFU) | (a << 24);
}

/// The palette for people who ask for more contrast: text3 as text2, line as border, border as control.
[[nodiscard]] constexpr palette more_contrast(palette p) {
  p.text3 = p.text2;
  p.line = p.border;
  p.border = p.control;
  return p;
}

/// Sizes in CSS pixels (visual specification, sections 2 and 4).
namespace size {
inline constexpr float sidebar = 224;
inline constexpr float sidebar_rail = 56;
inline constexpr float top_bar = 48;
inline constexpr float footer = 32;
inline constexpr float panel = 384;
inline constexpr float panel_wide = 440;
inline constexpr float action_bar = 48;
inline constexpr float strip = 36;
inline constexpr float row_compact = 28;
inline constexpr float row = 32;
inline constexpr float row_comfortable = 40;
inline constexpr float nav_item = 28;
inline constexpr float menu_item = 28;
inline constexpr float control_small = 24;
inline constexpr float control = 28;
inline constexpr float control_large = 32;
inline constexpr float checkbox = 16;
inline constexpr float scrollbar = 12;
inline constexpr float scrollbar_thumb = 6;
inline constexpr float scrollbar_min = 24;
inline constexpr float toast = 48;
inline constexpr float min_width = 1120;
inline constexpr float min_height = 640;
}  // namespace size

struct theme {
  theme_mode mode = theme_mode::dark;
  palette colors = dark_palette;
  bool reduced_motion = false;
  bool high_contrast = false;
  model::density density = model::density::normal;
  float row_height = size::row;  ///< of a grid, by density
  bool apple = false;            ///< key caps show the Command sign in place of "Ctrl"

  /// The background and letter of a monogram or avatar; the index comes from the record's identifier.
  [[nodiscard]] color avatar_fill(std::uint32_t hash) const { return colors.avatar_fill[hash % 6]; }
  [[nodiscard]] color avatar_ink(std::uint32_t hash) const { return colors.avatar_ink[hash % 6]; }
  /// The series color of the same person or record, for bars and outlines.
  [[nodiscard]] color series(std::uint32_t hash) const {
    const std::array<color, 6> all{colors.c1, colors.c2, colors.c3, colors.c4, colors.c5, colors.c6};
    return all[hash % 6];
  }
};

/// What the system prefers (platform::preferences, without the browser).
struct system_look {
  bool dark = true;
  bool more_contrast = false;
  bool reduced_motion = false;
  bool apple = false;
};

[[nodiscard]] constexpr theme make_theme(theme_mode mode, bool high_contrast, bool reduced_motion) {
  theme t;
  t.mode = mode;
  t.colors = mode == theme_mode::dark ? dark_palette : light_palette;
  if (high_contrast) t.colors = more_contrast(t.colors);
  t.high_contrast = high_contrast;
  t.reduced_motion = reduced_motion;
  return t;
}

[[nodiscard]] constexpr float row_height_of(model::density d) {
  return d == model::density::compact       ? size::row_compact
         : d == model::density::comfortable ? size::row_comfortable
                                            : size::row;
}

/// The theme that a person's settings give on a system: where they say "system", the system decides.
[[nodiscard]] inline theme theme_for(const model::settings& chosen, const system_look& system) {
  const bool dark = chosen.theme == model::theme_setting::dark ||
                    (chosen.theme == model::theme_setting::system && system.dark);
  theme t = make_theme(dark ? theme_mode::dark : theme_mode::light,
                       system.more_contrast || chosen.contrast == model::contrast_setting::more,
                       system.reduced_motion || chosen.motion == model::motion_setting::reduced);
  t.density = chosen.density;
  t.row_height = row_height_of(chosen.density);
  t.apple = system.apple;
  return t;
}

/// A stable hash (FNV-1a) of an identifier, for avatars.
[[nodiscard]] constexpr std::uint32_t identity_hash(const char* text, std::size_t length) {
  std::uint32_t hash = 2166136261U;
  for (std::size_t i = 0; i < length; ++i) {
    hash = (hash ^ static_cast<unsigned char>(text[i])) * 16777619U;
  }
  return hash ^ (hash >> 15);
}

/// Type styles. Icons are drawn by size (14, 16, 20) instead.
enum class face : std::uint8_t {
  display,       ///< Inter Display SemiBold 24/32
  title,         ///< Inter SemiBold 15/20
  reading,       ///< Inter Regular 15/24
  strong,        ///< Inter SemiBold 13/20
  medium,        ///< Inter Medium 13/20
  body,          ///< Inter Regular 13/20
  small,         ///< Inter Regular 12/16
  small_medium,  ///< Inter Medium 12/16
  micro,         ///< Inter Regular 11/16
  micro_medium,  ///< Inter Medium 11/16
  mono,          ///< JetBrains Mono 12/20
  mono_small,    ///< JetBrains Mono 11/16
  initials,      ///< Inter SemiBold 10/16, on avatars and small monograms
  count
};

/// The em size and the line height of a face, in CSS pixels.
struct type_metrics {
  float size;
  float line;
};
inline constexpr std::array<type_metrics, static_cast<std::size_t>(face::count)> type_scale{{
    {24, 32},
    {15, 20},
    {15, 24},
    {13, 20},
    {13, 20},
    {13, 20},
    {12, 16},
    {12, 16},
    {11, 16},
    {11, 16},
    {12, 20},
    {11, 16},
    {10, 16},
}};
[[nodiscard]] constexpr type_metrics metrics(face f) {
  return type_scale[static_cast<std::size_t>(f)];
}

namespace radius {
inline constexpr float bar = 2;
inline constexpr float chip = 4;
inline constexpr float control = 6;
inline constexpr float card = 8;
}  // namespace radius

/// Times in milliseconds.
namespace timing {
inline constexpr double tooltip_delay = 400;
inline constexpr double flash = 600;
inline constexpr double reduced_flash = 2000;
inline constexpr double toast = 6000;
inline constexpr double caret_blink = 530;
inline constexpr double skeleton_delay = 150;
}  // namespace timing

}  // namespace dossier::ui
