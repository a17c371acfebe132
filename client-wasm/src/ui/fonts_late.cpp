// Characters that come into the atlas when they first appear.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "client-wasm/src/platform/imports.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/graphics.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

/// What the typefaces' files hold (scripts/dev/build_fonts.sh).
constexpr std::array<std::pair<char32_t, char32_t>, 17> shipped_ranges{{{0x0020, 0x007E},
                                                                        {0x00A0, 0x017F},
                                                                        {0x0370, 0x03FF},
                                                                        {0x0400, 0x045F},
                                                                        {0x2013, 0x2014},
                                                                        {0x2018, 0x2019},
                                                                        {0x201C, 0x201D},
                                                                        {0x2022, 0x2022},
                                                                        {0x2026, 0x2026},
                                                                        {0x202F, 0x202F},
                                                                        {0x20AC, 0x20AC},
                                                                        {0x2190, 0x2193},
                                                                        {0x2212, 0x2212},
                                                                        {0x2248, 0x2248},
                                                                        {0x2264, 0x2265},
                                                                        {0x2318, 0x2318},
                                                                        {0x2325, 0x2325}}};
/// Up to so many characters are uploaded one by one; more than that in one piece, from a row of cells on that
/// holds nothing else.
constexpr std::size_t most_single_uploads = 8;
constexpr std::uint32_t white = 0x00FFFFFFU;

bool ships(char32_t code) {
  return std::any_of(shipped_ranges.begin(), shipped_ranges.end(),
                     [code](const auto& range) { return code >= range.first && code <= range.second; });
}

bool is_digit(char32_t code) {
  return code >= U'0' && code <= U'9';
}

int weight_of(std::string_view file) {
  if (file.find("semibold") != std::string_view::npos) return 600;
  return file.find("medium") != std::string_view::npos ? 500 : 400;
}

/// The part of ImGui's coverage that one character takes, as white of that opacity.
std::vector<std::uint32_t> cut(const unsigned char* coverage, int stride, int x, int y, int width,
                               int height) {
  std::vector<std::uint32_t> part;
  part.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int row = y; row < y + height; ++row) {
    for (int column = x; column < x + width; ++column)
      part.push_back(white | (static_cast<std::uint32_t>(coverage[row * stride + column]) << 24U));
  }
  return part;
}

}  // namespace

/// Pixels for a place in the atlas.
struct font_set::block {
  int width;
  int height;
  std::vector<std::uint32_t> pixels;
  cell_place place{};
};

void font_set::want(std::size_t font, char32_t code) const {
  if (code < U' ') return;
  constexpr unsigned code_bits = 32;
  if (asked_.insert((static_cast<std::uint64_t>(font) << code_bits) | code).second)
    wanted_.push_back({font, code});
}

void font_set::want(face f, std::string_view text) const {
  const ImFont* font = get(f);
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    const char32_t code = next_code(at, end);
    if (font->FindGlyphNoFallback(static_cast<ImWchar>(code)) == nullptr) want(f, code);
  }
}

const ImFontGlyph* font_set::icon_glyph(char32_t icon, float px) const {
  const std::size_t font = face_count + (px <= 14 ? 0 : px <= 16 ? 1 : 2);
  const ImFontGlyph* glyph = fonts_[font]->FindGlyphNoFallback(static_cast<ImWchar>(icon));
  if (glyph == nullptr) want(font, icon);
  return glyph;
}

bool font_set::add_wanted(graphics& g) {
  if (wanted_.empty()) return false;
  std::vector<request> todo = std::move(wanted_);
  wanted_.clear();
  std::stable_sort(todo.begin(), todo.end(),
                   [](const request& a, const request& b) { return a.font < b.font; });
  const bool many = todo.size() > most_single_uploads;
  if (many) {
    cell_x_ = 0;
    cell_y_ += std::exchange(row_height_, 0);
  }
  const int top = cell_y_;
  std::vector<block> made;
  for (auto at = todo.begin(); at != todo.end();) {
    const std::size_t font = at->font;
    std::vector<char32_t> codes;
    for (; at != todo.end() && at->font == font; ++at) codes.push_back(at->code);
    rasterize(font, codes, made);
  }
  if (many) {
    upload_together(top, made, g);
  } else {
    for (const block& b : made) {
      if (!b.pixels.empty()) g.update_fonts(b.place.x, b.place.y, b.width, b.height, b.pixels.data());
    }
  }
  if (made.empty()) return false;
  ++revision_;
  for (ImFont* font : fonts_) {
    if (font->DirtyLookupTables) index_glyphs(*font);
  }
  return true;
}

/// Uploads all rows of cells from `top` on, which hold `blocks` and nothing else, in one piece.
void font_set::upload_together(int top, const std::vector<block>& blocks, graphics& g) const {
  const ImFontAtlasCustomRect* area = ImGui::GetIO().Fonts->GetCustomRectByIndex(reserve_);
  const auto width = static_cast<std::size_t>(area->Width);
  const auto height = static_cast<std::size_t>(std::min(cell_y_ + row_height_, int{area->Height}) - top);
  std::vector<std::uint32_t> all(width * height, white);
  for (const block& b : blocks) {
    const auto x = static_cast<std::size_t>(b.place.x - area->X);
    const auto y = static_cast<std::size_t>(b.place.y - area->Y - top);
    const auto row_length = static_cast<std::size_t>(b.width);
    for (std::size_t row = 0; row < static_cast<std::size_t>(b.height); ++row) {
      std::copy_n(b.pixels.begin() + static_cast<std::ptrdiff_t>(row * row_length), row_length,
                  all.begin() + static_cast<std::ptrdiff_t>((y + row) * width + x));
    }
  }
  if (!all.empty())
    g.update_fonts(area->X, area->Y + top, static_cast<int>(width), static_cast<int>(height), all.data());
}

/// Room for `width` x `height` pixels in the reserved part of the atlas; nullopt: it is full.
std::optional<font_set::cell_place> font_set::reserve_cell(int width, int height) {
  const ImFontAtlasCustomRect* area = ImGui::GetIO().Fonts->GetCustomRectByIndex(reserve_);
  if (cell_x_ + width > area->Width) {
    cell_x_ = 0;
    cell_y_ += row_height_;
    row_height_ = 0;
  }
  if (width > area->Width || cell_y_ + height > area->Height) return std::nullopt;
  row_height_ = std::max(row_height_, height + 1);
  const cell_place place{area->X + cell_x_, area->Y + cell_y_};
  cell_x_ += width + 1;
  return place;
}

/// Makes what the shipped files have, and lets the browser draw the rest.
void font_set::rasterize(std::size_t font, const std::vector<char32_t>& codes, std::vector<block>& made) {
  std::vector<char32_t> shipped;
  std::vector<char32_t> others;
  for (const char32_t code : codes) (font >= face_count || ships(code) ? shipped : others).push_back(code);
  if (!shipped.empty()) {
    for (const char32_t code : rasterize_shipped(font, shipped, made)) others.push_back(code);
  }
  if (font >= face_count) return;
  for (const char32_t code : others) draw_by_browser(font, code, made);
}

/// Makes characters as the atlas's own builder makes them: in an atlas of their own. Answers those that the
/// file lacks.
std::vector<char32_t> font_set::rasterize_shipped(std::size_t font, const std::vector<char32_t>& codes,
                                                  std::vector<block>& made) {
  const font_shape shaped = shape(font);
  std::vector<ImWchar> digits;
  std::vector<ImWchar> ranges;
  if (font < face_count) ranges = {0x20, 0x20};  // an atlas is never empty
  for (const char32_t code : codes) {
    auto& list = shaped.digit_advance > 0 && is_digit(code) ? digits : ranges;
    list.insert(list.end(), 2, static_cast<ImWchar>(code));
  }
  ImFontAtlas atlas;
  atlas.Flags =
      ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines | ImFontAtlasFlags_NoPowerOfTwoHeight;
  digits.push_back(0);
  ranges.push_back(0);
  const bool any_digits = digits.size() > 1;
  if (any_digits) add_font(atlas, shaped, digits.data(), shaped.digit_advance, font_start::own);
  add_font(atlas, shaped, ranges.data(), 0, any_digits ? font_start::merged : font_start::own);
  unsigned char* coverage = nullptr;
  int width = 0;
  int height = 0;
  atlas.GetTexDataAsAlpha8(&coverage, &width, &height);
  ImFont* drawn = atlas.Fonts[0];
  finish_font(drawn, shaped);

  std::vector<char32_t> lacking;
  const auto texel = [](float at, int of) {
    return static_cast<int>(std::lround(at * static_cast<float>(of)));
  };
  for (const char32_t code : codes) {
    const ImFontGlyph* glyph = drawn->FindGlyphNoFallback(static_cast<ImWchar>(code));
    if (glyph == nullptr) {
      lacking.push_back(code);
      continue;
    }
    const int x = texel(glyph->U0, width);
    const int y = texel(glyph->V0, height);
    const int w = texel(glyph->U1, width) - x;
    const int h = texel(glyph->V1, height) - y;
    place_glyph(font, code, {glyph->X0, glyph->Y0, glyph->X1 - glyph->X0, glyph->Y1 - glyph->Y0},
                glyph->AdvanceX, {w, h, cut(coverage, width, x, y, w, h)}, made);
  }
  return lacking;
}

/// Puts a character into its font, drawn at `box` from the pen; false when the atlas is full.
bool font_set::place_glyph(std::size_t font, char32_t code, rect box, float advance, block&& pixels,
                           std::vector<block>& made) {
  const auto place = reserve_cell(pixels.width, pixels.height);
  if (!place) {
    full_ = true;
    return false;
  }
  pixels.place = *place;
  const ImVec2 uv = ImGui::GetIO().Fonts->TexUvScale;
  fonts_[font]->AddGlyph(nullptr, static_cast<ImWchar>(code), box.x, box.y, box.right(), box.bottom(),
                         static_cast<float>(place->x) * uv.x, static_cast<float>(place->y) * uv.y,
                         static_cast<float>(place->x + pixels.width) * uv.x,
                         static_cast<float>(place->y + pixels.height) * uv.y, advance);
  made.push_back(std::move(pixels));
  return true;
}

/// A character that the shipped files lack, drawn by the browser with the system's faces.
void font_set::draw_by_browser(std::size_t font, char32_t code, std::vector<block>& made) {
  const float em = type_scale[font].size * scale_;
  const int cell = static_cast<int>(std::ceil(em * 2)) + 4;
  const int baseline = static_cast<int>(std::lround(em * 1.25F)) + 2;
  std::vector<std::uint32_t> drawn(static_cast<std::size_t>(cell) * static_cast<std::size_t>(cell));
  const int answer = pf_rasterize(code, static_cast<int>(std::lround(em)), weight_of(shape(font).file), cell,
                                  baseline, drawn.data());
  const int advance = answer >> 1;
  if (advance <= 0) return;
  const bool colored = (answer & 1) != 0;
  const int width = std::min(cell, advance + 6);
  block part{width, cell, {}};
  part.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(cell));
  for (int row = 0; row < cell; ++row) {
    for (int column = 0; column < width; ++column) {
      const std::uint32_t pixel = drawn[static_cast<std::size_t>(row * cell + column)];
      part.pixels.push_back(colored ? pixel : (pixel | white));
    }
  }
  const rect box{-2, fonts_[font]->Ascent - static_cast<float>(baseline), static_cast<float>(width),
                 static_cast<float>(cell)};
  if (place_glyph(font, code, box, static_cast<float>(advance), std::move(part), made))
    fonts_[font]->Glyphs.back().Colored = colored ? 1 : 0;
}

}  // namespace dossier::ui
