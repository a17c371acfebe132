#include "client-wasm/src/ui/fonts.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "client-wasm/src/platform/imports.hpp"
#include "client-wasm/src/ui/icons.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

constexpr float inter_box = 1.2102F;
constexpr float inter_ascent = 0.9688F;
constexpr float regular_digit = 0.648F;
constexpr float medium_digit = 0.659F;
constexpr float semibold_digit = 0.671F;
constexpr float icon_ascent = 0.875F;
constexpr std::array<float, 3> icon_sizes{14, 16, 20};
constexpr std::string_view regular = "inter-regular";
constexpr std::string_view medium = "inter-medium";
constexpr std::string_view semibold = "inter-semibold";
constexpr std::string_view mono = "jetbrains-mono-regular";

constexpr std::array<face_source, static_cast<std::size_t>(face::count)> face_sources{{
    {"inter-display-semibold", 1.2090F, 0.9639F, 0},
    {semibold, inter_box, inter_ascent, semibold_digit},
    {regular, inter_box, inter_ascent, regular_digit},
    {semibold, inter_box, inter_ascent, semibold_digit},
    {medium, inter_box, inter_ascent, medium_digit},
    {regular, inter_box, inter_ascent, regular_digit},
    {regular, inter_box, inter_ascent, regular_digit},
    {medium, inter_box, inter_ascent, medium_digit},
    {regular, inter_box, inter_ascent, regular_digit},
    {medium, inter_box, inter_ascent, medium_digit},
    {mono, 1.32F, 1.02F, 0},
    {mono, 1.32F, 1.02F, 0},
    {semibold, inter_box, inter_ascent, 0},
}};

/// What is there from the start: what stands in for the rest, since an atlas needs it. All else is rasterized
/// as it appears: most of the time to the first frame would go into characters that nobody sees in it.
constexpr std::array<ImWchar, 5> least_ranges{0x0020, 0x0020, 0x003F, 0x003F, 0};
constexpr std::array<ImWchar, 3> least_icons{static_cast<ImWchar>(icon::magnify),
                                             static_cast<ImWchar>(icon::magnify), 0};

/// The height of the part of the atlas that is kept for characters that come, in CSS pixels; it is as wide as
/// the atlas but for a margin, which ImGui's packing asks for.
constexpr int reserve_height = 768;
constexpr int reserve_margin = 8;
/// The atlas is this wide for each pixel of density, in powers of two, and within what any WebGL 2 can do.
constexpr int atlas_width = 1024;
constexpr int atlas_width_most = 4096;

int width_for(float scale) {
  int width = atlas_width;
  while (static_cast<float>(width) < atlas_width * scale && width < atlas_width_most) width *= 2;
  return width;
}

ImFontConfig plain_config() {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  return config;
}

}  // namespace

char32_t next_code(const char*& at, const char* end) {
  unsigned int code = 0;
  at += ImTextCharFromUtf8(&code, at, end);
  return code;
}

void font_set::load_files() {
  for (const char* name : {"inter-regular", "inter-medium", "inter-semibold", "inter-display-semibold",
                           "jetbrains-mono-regular", "mdi-icons"}) {
    font_file f{.name = name};
    f.data.reset(pf_font(f.name.data(), f.name.size(), &f.size));
    if (f.data == nullptr) throw std::runtime_error("the page did not load the font " + f.name);
    files_.push_back(std::move(f));
  }
}

const font_set::font_file& font_set::file(std::string_view name) const {
  return *std::find_if(files_.begin(), files_.end(), [name](const font_file& f) { return f.name == name; });
}

font_set::exact_size font_set::exact(float pixels) {
  const float whole = std::floor(pixels);
  return {whole, pixels / whole};
}

font_set::font_shape font_set::shape(std::size_t font) const {
  if (font >= face_sources.size()) {
    const float pixels = icon_sizes[font - face_sources.size()] * scale_;
    return {"mdi-icons", pixels, pixels * icon_ascent, 0};
  }
  const face_source& source = face_sources[font];
  const float em = type_scale[font].size * scale_;
  return {source.file, em * source.box, em * source.ascent, em * source.digit_width};
}

ImFont* font_set::add_font(ImFontAtlas& atlas, const font_shape& shape, const ImWchar* ranges, float advance,
                           font_start start) {
  const font_file& data = file(shape.file);
  const exact_size size = exact(shape.pixels);
  ImFontConfig config = plain_config();
  config.RasterizerDensity = size.density;
  if (advance > 0) config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = advance / size.density;
  config.MergeMode = start == font_start::merged;
  return atlas.AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, ranges);
}

void font_set::finish_font(ImFont* font, const font_shape& shape) {
  const float density = exact(shape.pixels).density;
  const float built_baseline = std::round(font->Ascent);
  const float baseline = std::round(shape.ascent);
  for (ImFontGlyph& g : font->Glyphs) {
    g.X0 *= density;
    g.X1 *= density;
    g.AdvanceX *= density;
    g.Y0 = (g.Y0 - built_baseline) * density + baseline;
    g.Y1 = (g.Y1 - built_baseline) * density + baseline;
  }
  font->FontSize = shape.pixels;
  font->Ascent = baseline;
  index_glyphs(*font);
}

/// Indexes the glyphs again. ImGui looks for a space first, and where a font has none (the icons) it would
/// read what stood in for characters until now: a pointer into glyphs that may have moved.
void font_set::index_glyphs(ImFont& font) {
  font.FallbackGlyph = nullptr;
  font.BuildLookupTable();
}

void font_set::build(float scale) {
  scale_ = scale;
  ++revision_;
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  atlas->Flags = ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoPowerOfTwoHeight;
  asked_.clear();
  wanted_.clear();
  cell_x_ = cell_y_ = row_height_ = 0;
  full_ = false;

  for (std::size_t i = 0; i < fonts_.size(); ++i)
    fonts_[i] = add_font(*atlas, shape(i), i < face_count ? least_ranges.data() : least_icons.data(), 0,
                         font_start::own);
  atlas->TexDesiredWidth = width_for(scale_);
  reserve_ = atlas->AddCustomRectRegular(atlas->TexDesiredWidth - reserve_margin,
                                         static_cast<int>(reserve_height * scale_));
  if (!atlas->Build()) throw std::runtime_error("the font atlas could not be built");
  for (std::size_t i = 0; i < fonts_.size(); ++i) finish_font(fonts_[i], shape(i));
}

float font_set::ascent(face f) const {
  return shape(static_cast<std::size_t>(f)).ascent;
}

}  // namespace dossier::ui
