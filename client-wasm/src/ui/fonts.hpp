#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "client-wasm/src/ui/geometry.hpp"
#include "client-wasm/src/ui/theme.hpp"

struct ImFont;
struct ImFontGlyph;
struct ImFontAtlas;

namespace dossier::ui {

class graphics;

/// Where a face comes from. The atlas builder measures ascent minus descent: `box` is the face's ratio of
/// that to the em, `ascent` that of the ascent alone; `digit_width` (em) makes digits tabular, 0 leaves them
/// as they are.
struct face_source {
  std::string_view file;
  float box;
  float ascent;
  float digit_width;
};

/// The faces and icons of the product in one atlas, built for one device pixel ratio. Digits have one width
/// everywhere. Characters come into a reserved part of the atlas when they first appear, within the frame:
/// those of the shipped files are rasterized as ImGui does it, what they lack is drawn by the browser.
class font_set {
 public:
  /// Takes the font files the page loaded. Call once, with ImGui's context in place.
  void load_files();
  /// (Re)builds the atlas for `scale` device pixels per CSS pixel. The texture has to be created anew after
  /// it.
  void build(float scale);

  [[nodiscard]] ImFont* get(face f) const { return fonts_[static_cast<std::size_t>(f)]; }
  /// An icon at 14, 16 or 20 CSS pixels; nullptr while it is not there yet: it is wanted then.
  [[nodiscard]] const ImFontGlyph* icon_glyph(char32_t icon, float px) const;
  /// The exact ascent of `f` in device pixels (the baseline in the atlas is rounded).
  [[nodiscard]] float ascent(face f) const;
  [[nodiscard]] float scale() const { return scale_; }
  /// Another number whenever texts may measure otherwise: what was laid out with another one is laid out
  /// anew.
  [[nodiscard]] int revision() const { return revision_; }

  /// Notes characters of `text` that `f` lacks; they are there when the frame is drawn once more.
  void want(face f, std::string_view text) const;
  void want(face f, char32_t code) const { want(static_cast<std::size_t>(f), code); }
  /// Rasterizes what is wanted and uploads it through `g`. True when anything was added.
  bool add_wanted(graphics& g);
  /// Whether a character found no room since build(): something else stands in its place.
  [[nodiscard]] bool full() const { return full_; }

 private:
  struct font_file {
    std::string name;
    std::unique_ptr<void, decltype(&std::free)> data{nullptr, &std::free};
    int size = 0;
  };
  static constexpr std::size_t face_count = static_cast<std::size_t>(face::count);
  static constexpr std::size_t icon_size_count = 3;
  /// A character that a font lacks; fonts are numbered as in fonts_.
  struct request {
    std::size_t font;
    char32_t code;
  };
  /// What a font is made of, in device pixels: the size ImGui is asked for, and what all digits of it take,
  /// so that figures stand under each other (0: what they are).
  struct font_shape {
    std::string_view file;
    float pixels;
    float ascent;
    float digit_advance;
  };
  /// ImGui rounds font sizes down; rasterizing denser by what it cut off, and scaling the glyphs back
  /// afterwards (finish_font), gives the exact size.
  struct exact_size {
    float whole;    ///< the size ImGui is told
    float density;  ///< what it is rasterized denser by
  };
  struct block;
  [[nodiscard]] const font_file& file(std::string_view name) const;
  [[nodiscard]] font_shape shape(std::size_t font) const;
  [[nodiscard]] static exact_size exact(float pixels);
  enum class font_start : std::uint8_t { own, merged };  ///< a new font, or more characters of the one before
  ImFont* add_font(ImFontAtlas& atlas, const font_shape& shape, const unsigned int* ranges, float advance,
                   font_start start);
  static void finish_font(ImFont* font, const font_shape& shape);
  static void index_glyphs(ImFont& font);
  void want(std::size_t font, char32_t code) const;
  void rasterize(std::size_t font, const std::vector<char32_t>& codes, std::vector<block>& made);
  [[nodiscard]] std::vector<char32_t> rasterize_shipped(std::size_t font, const std::vector<char32_t>& codes,
                                                        std::vector<block>& made);
  void draw_by_browser(std::size_t font, char32_t code, std::vector<block>& made);
  struct cell_place {
    int x;
    int y;
  };
  std::optional<cell_place> reserve_cell(int width, int height);
  void upload_together(int top, const std::vector<block>& blocks, graphics& g) const;
  bool place_glyph(std::size_t font, char32_t code, rect box, float advance, block&& pixels,
                   std::vector<block>& made);

  std::vector<font_file> files_;
  std::array<ImFont*, face_count + icon_size_count> fonts_{};  ///< the faces, then the icons by size
  float scale_ = 1;
  int revision_ = 0;
  int reserve_ = -1;  ///< custom rectangle of the atlas for later glyphs
  int cell_x_ = 0;
  int cell_y_ = 0;
  int row_height_ = 0;
  bool full_ = false;
  mutable std::vector<request> wanted_;
  mutable std::unordered_set<std::uint64_t> asked_;  ///< wanted, or tried already, found or not
};

/// Reads one UTF-8 character at `*at` and moves past it; a broken sequence yields U+FFFD and moves one byte.
[[nodiscard]] char32_t next_code(const char*& at, const char* end);

}  // namespace dossier::ui
