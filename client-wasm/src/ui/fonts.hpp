#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client-wasm/src/ui/geometry.hpp"
#include "client-wasm/src/ui/theme.hpp"

struct ImFont;
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

/// The faces of the product in one atlas, built for one device pixel ratio. Digits have one width everywhere.
/// Characters that are not there from the start come into a reserved part of the atlas when they first
/// appear, within the frame: those of the shipped files are rasterized as the others were, what they lack is
/// drawn by the browser.
class font_set {
 public:
  /// Takes the font files the page loaded. Call once, with ImGui's context in place.
  void load_files();
  /// (Re)builds the atlas for `scale` device pixels per CSS pixel. The texture has to be created anew after
  /// it.
  void build(float scale);

  [[nodiscard]] ImFont* get(face f) const { return faces_[static_cast<std::size_t>(f)]; }
  [[nodiscard]] ImFont* icons(float px) const { return icons_[px <= 14 ? 0 : px <= 16 ? 1 : 2]; }
  /// The exact ascent of `f` in device pixels (the baseline in the atlas is rounded).
  [[nodiscard]] float ascent(face f) const;
  [[nodiscard]] float scale() const { return scale_; }
  /// Another number whenever texts may measure otherwise: what was laid out with another one is laid out
  /// anew.
  [[nodiscard]] int revision() const { return revision_; }

  /// Notes characters of `text` that `f` lacks; they are there when the frame is drawn once more.
  void want(face f, std::string_view text) const;
  void want(face f, char32_t code) const;
  /// Rasterizes what is wanted and uploads it through `g`. True when anything was added.
  bool add_wanted(graphics& g);

 private:
  struct font_file {
    std::string name;
    std::unique_ptr<void, decltype(&std::free)> data{nullptr, &std::free};
    int size = 0;
  };
  struct request {
    face f;
    char32_t code;
    friend bool operator==(const request&, const request&) = default;
  };
  [[nodiscard]] const font_file& file(std::string_view name) const;
  struct exact_size;
  [[nodiscard]] static exact_size exact(float pixels);
  [[nodiscard]] float digit_advance(face f, const exact_size& size) const;
  void add_face(face f, const face_source& source);
  static void finish_font(ImFont* font, float pixels, float ascent);
  bool rasterize(const request& r, graphics& g);
  bool rasterize_shipped(const request& r, graphics& g);
  struct cell_place {
    int x;
    int y;
  };
  std::optional<cell_place> reserve_cell(int width, int height);
  void add_glyph(const request& r, rect box, const cell_place& place, int width, int height, float advance);

  std::vector<font_file> files_;
  std::array<ImFont*, static_cast<std::size_t>(face::count)> faces_{};
  std::array<ImFont*, 3> icons_{};
  float scale_ = 1;
  int revision_ = 0;
  int reserve_ = -1;  ///< custom rectangle of the atlas for later glyphs
  int cell_x_ = 0;
  int cell_y_ = 0;
  int row_height_ = 0;
  mutable std::vector<request> wanted_;
  std::vector<request> settled_;  ///< tried already, found or not
};

/// Reads one UTF-8 character at `*at` and moves past it; a broken sequence yields U+FFFD and moves one byte.
[[nodiscard]] char32_t next_code(const char*& at, const char* end);

}  // namespace dossier::ui
