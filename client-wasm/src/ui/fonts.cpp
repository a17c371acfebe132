#include "client-wasm/src/ui/fonts.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "client-wasm/src/platform/imports.hpp"
#include "client-wasm/src/ui/graphics.hpp"
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

constexpr std::array<ImWchar, 3> digits{0x30, 0x39, 0};
/// What is there from the start in the faces that every screen uses. All else that the files ship is
/// rasterized as it appears: half of the time to the first frame would go into letters that nobody sees in
/// it.
constexpr std::array<ImWchar, 7> text_ranges{0x0020, 0x007E, 0x2013, 0x2013, 0x2026, 0x2026, 0};
/// An atlas needs a character to draw for what it lacks.
constexpr std::array<ImWchar, 5> least_ranges{0x0020, 0x0020, 0x003F, 0x003F, 0};
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
/// Faces of which a first screen has a few characters at most.
constexpr std::array rare_faces{face::display, face::reading, face::mono, face::mono_small, face::initials};
constexpr std::array<ImWchar, 3> icon_ranges{0xF001, 0xF673, 0};

/// The part of the atlas kept for characters that come later, in CSS pixels.
constexpr int reserve_width = 512;
constexpr int reserve_height = 768;
/// The atlas is this wide for each pixel of density, in powers of two: twice the reserve, and within what any
/// WebGL 2 can do.
constexpr int atlas_width = 1024;
constexpr int atlas_width_most = 4096;

int width_for(float scale) {
  int width = atlas_width;
  while (static_cast<float>(width) < atlas_width * scale && width < atlas_width_most) width *= 2;
  return width;
}

bool ships(char32_t code) {
  return std::any_of(shipped_ranges.begin(), shipped_ranges.end(),
                     [code](const auto& range) { return code >= range.first && code <= range.second; });
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

/// ImGui rounds font sizes down; rasterizing denser by what it cut off, and scaling the glyphs back
/// afterwards (finish_font), gives the exact size.
struct font_set::exact_size {
  float whole;    ///< the size ImGui is told
  float density;  ///< what it is rasterized denser by
};

namespace {

ImFontConfig plain_config() {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  return config;
}

}  // namespace

font_set::exact_size font_set::exact(float pixels) {
  const float whole = std::floor(pixels);
  return {whole, pixels / whole};
}

/// What all digits of a face take, so that figures stand under each other.
float font_set::digit_advance(face f, const exact_size& size) const {
  return face_sources[static_cast<std::size_t>(f)].digit_width * metrics(f).size * scale_ / size.density;
}

void font_set::add_face(face f, const face_source& source) {
  const font_file& data = file(source.file);
  const exact_size size = exact(metrics(f).size * source.box * scale_);
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  ImFontConfig config = plain_config();
  config.RasterizerDensity = size.density;
  ImFont*& font = faces_[static_cast<std::size_t>(f)];
  if (std::find(rare_faces.begin(), rare_faces.end(), f) != rare_faces.end()) {
    font = atlas->AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, least_ranges.data());
  } else if (source.digit_width > 0) {
    // Digits first, at one width; merging skips what is there already.
    config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = digit_advance(f, size);
    font = atlas->AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, digits.data());
    config.GlyphMinAdvanceX = 0;
    config.GlyphMaxAdvanceX = FLT_MAX;
    config.MergeMode = true;
    atlas->AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, text_ranges.data());
  } else {
    font = atlas->AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, text_ranges.data());
  }
}

void font_set::finish_font(ImFont* font, float pixels, float ascent) {
  const float density = exact(pixels).density;
  const float built_baseline = std::round(font->Ascent);
  const float baseline = std::round(ascent);
  for (ImFontGlyph& g : font->Glyphs) {
    g.X0 *= density;
    g.X1 *= density;
    g.AdvanceX *= density;
    g.Y0 = (g.Y0 - built_baseline) * density + baseline;
    g.Y1 = (g.Y1 - built_baseline) * density + baseline;
  }
  font->FontSize = pixels;
  font->Ascent = baseline;
  font->BuildLookupTable();
}

void font_set::build(float scale) {
  scale_ = scale;
  ++revision_;
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  atlas->Flags = ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoPowerOfTwoHeight;
  settled_.clear();
  wanted_.clear();
  cell_x_ = cell_y_ = row_height_ = 0;

  for (std::size_t i = 0; i < faces_.size(); ++i) add_face(static_cast<face>(i), face_sources[i]);
  const font_file& icon_file = file("mdi-icons");
  for (std::size_t i = 0; i < icons_.size(); ++i) {
    const exact_size size = exact(icon_sizes[i] * scale_);
    ImFontConfig config = plain_config();
    config.RasterizerDensity = size.density;
    icons_[i] = atlas->AddFontFromMemoryTTF(icon_file.data.get(), icon_file.size, size.whole, &config,
                                            icon_ranges.data());
  }
  atlas->TexDesiredWidth = width_for(scale_);
  reserve_ = atlas->AddCustomRectRegular(
      std::min(static_cast<int>(reserve_width * scale_), atlas->TexDesiredWidth / 2),
      static_cast<int>(reserve_height * scale_));
  if (!atlas->Build()) throw std::runtime_error("the font atlas could not be built");
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    const float em = type_scale[i].size * scale_;
    finish_font(faces_[i], em * face_sources[i].box, em * face_sources[i].ascent);
  }
  for (std::size_t i = 0; i < icons_.size(); ++i) {
    finish_font(icons_[i], icon_sizes[i] * scale_, icon_sizes[i] * scale_ * icon_ascent);
  }
}

float font_set::ascent(face f) const {
  return face_sources[static_cast<std::size_t>(f)].ascent * metrics(f).size * scale_;
}

void font_set::want(face f, char32_t code) const {
  const request r{f, code};
  if (code < ' ') return;
  if (std::find(settled_.begin(), settled_.end(), r) != settled_.end()) return;
  if (std::find(wanted_.begin(), wanted_.end(), r) == wanted_.end()) wanted_.push_back(r);
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

bool font_set::add_wanted(graphics& g) {
  if (wanted_.empty()) return false;
  const std::vector<request> todo = std::move(wanted_);
  wanted_.clear();
  bool added = false;
  for (const request& r : todo) {
    settled_.push_back(r);
    added = rasterize(r, g) || added;
  }
  if (added) {
    ++revision_;
    for (ImFont* font : faces_) {
      if (font->DirtyLookupTables) font->BuildLookupTable();
    }
  }
  return added;
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

/// A character of the shipped files, made as the atlas's own builder makes them: in an atlas of its own.
bool font_set::rasterize_shipped(const request& r, graphics& g) {
  const face_source& source = face_sources[static_cast<std::size_t>(r.f)];
  const font_file& data = file(source.file);
  const float pixels = metrics(r.f).size * source.box * scale_;
  const exact_size size = exact(pixels);
  const auto code = static_cast<ImWchar>(r.code);
  const std::array<ImWchar, 5> ranges{0x20, 0x20, code, code, 0};  // an atlas is never empty
  ImFontAtlas single;
  single.Flags = ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines;
  ImFontConfig config = plain_config();
  config.RasterizerDensity = size.density;
  if (source.digit_width > 0 && r.code >= '0' && r.code <= '9')
    config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = digit_advance(r.f, size);
  ImFont* made = single.AddFontFromMemoryTTF(data.data.get(), data.size, size.whole, &config, ranges.data());
  unsigned char* coverage = nullptr;
  int width = 0;
  int height = 0;
  single.GetTexDataAsAlpha8(&coverage, &width, &height);
  finish_font(made, pixels, ascent(r.f));
  const ImFontGlyph* glyph = made->FindGlyphNoFallback(code);
  if (glyph == nullptr) return false;

  const int x = static_cast<int>(std::lround(glyph->U0 * static_cast<float>(width)));
  const int y = static_cast<int>(std::lround(glyph->V0 * static_cast<float>(height)));
  const int w = static_cast<int>(std::lround(glyph->U1 * static_cast<float>(width))) - x;
  const int h = static_cast<int>(std::lround(glyph->V1 * static_cast<float>(height))) - y;
  const auto place = reserve_cell(w, h);
  if (!place) return true;  // the browser's would not fit either
  std::vector<std::uint32_t> part;
  part.reserve(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
  for (int row = y; row < y + h; ++row) {
    for (int column = x; column < x + w; ++column)
      part.push_back(0x00FFFFFFU | (static_cast<std::uint32_t>(coverage[row * width + column]) << 24U));
  }
  if (!part.empty()) g.update_fonts(place->x, place->y, w, h, part.data());
  add_glyph(r, {glyph->X0, glyph->Y0, glyph->X1 - glyph->X0, glyph->Y1 - glyph->Y0}, *place, w, h,
            glyph->AdvanceX);
  return true;
}

/// Puts a character whose pixels are at `place` of the atlas into its face; `box` is where they are drawn,
/// from the pen.
void font_set::add_glyph(const request& r, rect box, const cell_place& place, int width, int height,
                         float advance) {
  const ImVec2 uv = ImGui::GetIO().Fonts->TexUvScale;
  get(r.f)->AddGlyph(nullptr, static_cast<ImWchar>(r.code), box.x, box.y, box.right(), box.bottom(),
                     static_cast<float>(place.x) * uv.x, static_cast<float>(place.y) * uv.y,
                     static_cast<float>(place.x + width) * uv.x, static_cast<float>(place.y + height) * uv.y,
                     advance);
}

/// A character that the shipped files lack, drawn by the browser with the system's faces.
bool font_set::rasterize(const request& r, graphics& g) {
  if (ships(r.code) && rasterize_shipped(r, g)) return true;
  ImFont* font = get(r.f);
  const float em = metrics(r.f).size * scale_;
  const int cell = static_cast<int>(std::ceil(em * 2)) + 4;
  const int baseline = static_cast<int>(std::lround(em * 1.25F)) + 2;
  const std::string_view source = face_sources[static_cast<std::size_t>(r.f)].file;
  const int weight = source == medium ? 500 : source == regular || source == mono ? 400 : 600;
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(cell) * static_cast<std::size_t>(cell));
  const int answer =
      pf_rasterize(r.code, static_cast<int>(std::lround(em)), weight, cell, baseline, pixels.data());
  const int advance = answer >> 1;
  if (advance <= 0) return false;
  const int width = std::min(cell, advance + 6);
  const auto place = reserve_cell(width, cell);
  if (!place) return false;  // full: the fallback glyph stays

  const bool colored = (answer & 1) != 0;
  std::vector<std::uint32_t> part(static_cast<std::size_t>(width) * static_cast<std::size_t>(cell));
  for (int row = 0; row < cell; ++row) {
    for (int column = 0; column < width; ++column) {
      const std::uint32_t pixel = pixels[static_cast<std::size_t>(row * cell + column)];
      part[static_cast<std::size_t>(row * width + column)] = colored ? pixel : (pixel | 0x00FFFFFFU);
    }
  }
  g.update_fonts(place->x, place->y, width, cell, part.data());
  const rect box{-2, font->Ascent - static_cast<float>(baseline), static_cast<float>(width),
                 static_cast<float>(cell)};
  add_glyph(r, box, *place, width, cell, static_cast<float>(advance));
  font->Glyphs.back().Colored = colored ? 1 : 0;
  return true;
}

}  // namespace dossier::ui
