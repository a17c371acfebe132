#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "client-wasm/src/ui/geometry.hpp"
#include "client-wasm/src/ui/theme.hpp"

struct ImDrawList;

namespace dossier::ui {

class font_set;

enum class align : std::uint8_t { left, center, right };

/// What `text_in` did: how wide the text was drawn and whether it had to be cut (then the caller offers a
/// tooltip).
struct text_result {
  float width = 0;
  bool cut = false;
};

/// Draws in CSS pixels on the draw list that is current. Edges are rounded to device pixels here and nowhere
/// else; text starts on a whole device pixel. Only these shapes exist in the product: there is no blur and no
/// shadow.
class painter {
 public:
  /// Draws with `fonts` at `scale` device pixels per CSS pixel onto `list` until the next call (once a frame
  /// and layer).
  void begin(ImDrawList* list, const font_set& fonts, float scale);
  [[nodiscard]] ImDrawList* list() const { return list_; }
  /// Draws on another list (a popover's) until it is set back.
  ImDrawList* exchange_list(ImDrawList* list);
  [[nodiscard]] float scale() const { return scale_; }
  /// See font_set::revision.
  [[nodiscard]] int measures() const;
  /// One device pixel in CSS pixels, the width of a hairline at low density (one CSS pixel rounded down at
  /// high).
  [[nodiscard]] float hairline() const;
  /// `v` rounded to the nearest device pixel.
  [[nodiscard]] float snap(float v) const;

  void fill(rect r, color c);
  void fill_round(rect r, color c, float corner_radius);
  /// An outline drawn inside `r`, `width` CSS pixels thick.
  void outline(rect r, color c, float corner_radius, float width = 1);
  /// A horizontal hairline whose top is at `y`.
  void hline(float x, float y, float w, color c);
  /// A vertical hairline whose left is at `x`.
  void vline(float x, float y, float h, color c);
  /// The separator of an element: the bottom hairline inside it.
  void bottom_line(rect r, color c);
  void circle(point center, float r, color c);
  void ring(point center, float r, color c, float width);
  /// A filled sector, clockwise from twelve o'clock; `part` in 0...1.
  void pie(point center, float r, float part, color c);
  /// A sector of `part` that begins `from` of the circle after twelve o'clock.
  void pie_from(point center, float r, float from, float part, color c);
  void line(point a, point b, color c, float width);
  void triangle(point a, point b, point c, color fill_color);
  /// Straight segments with joined corners.
  void polyline(const point* points, std::size_t count, color c, float width);
  /// What lies between the segments and the horizontal at `bottom`.
  void area(const point* points, std::size_t count, float bottom, color c);
  /// A surface above the page: edge outline outside it, fill, border (popovers, dialogs, toasts).
  void raised(rect r, const theme& t, float corner_radius = radius::card, float edge_width = 1);
  /// The focus ring of a control: 2 px, 1 px outside `r`.
  void focus_ring(rect r, const theme& t, float corner_radius);

  /// The advance width of UTF-8 `s`.
  [[nodiscard]] float width(face f, std::string_view s) const;
  /// One line of text with its line box's top left at (x, y). Returns the width drawn.
  float text(face f, float x, float y, color c, std::string_view s);
  /// The device pixel where the glyph box of a line starts whose line box's top is at `y`.
  [[nodiscard]] float text_top(face f, float y) const;
  /// One line centered vertically in `r`, placed by `a`, cut with an ellipsis where it is too long.
  text_result text_in(rect r, face f, color c, std::string_view s, align a = align::left);
  /// Wrapped text from the top of `r`, at most `max_lines` lines, the last one cut. Returns the height used.
  float text_wrapped(rect r, face f, color c, std::string_view s, int max_lines = 1000, bool draw = true);
  /// Like text(), struck through (the value before a change).
  float text_struck(face f, float x, float y, color c, std::string_view s);
  /// Like text(), underlined (links).
  float text_underlined(face f, float x, float y, color c, std::string_view s);
  /// One character of the icon face, `px` (14, 16 or 20) high, centered in `r`.
  void icon(rect r, char32_t glyph, color c, float px = 16);
  /// A glyph of the icon face with its box's top left at (x, y).
  void icon_at(float x, float y, char32_t glyph, color c, float px = 16);

  /// Nothing is drawn, and no widget reacts, outside `r` (intersected with what holds already) until
  /// pop_clip().
  void push_clip(rect r);
  void pop_clip();
  [[nodiscard]] rect clip() const;
  [[nodiscard]] bool visible(rect r) const;

 private:
  ImDrawList* list_ = nullptr;
  const font_set* fonts_ = nullptr;
  float scale_ = 1;
};

// Small composed marks. Each returns the width it took, so that a row of them can be laid out from left to
// right.

/// A round avatar with one or two initials; `hash` chooses the colors.
void avatar(painter& p, const theme& t, rect r, std::string_view initials, std::uint32_t hash);
/// A square monogram (20 or 28) with the first letter.
void monogram(painter& p, const theme& t, rect r, std::string_view letter, std::uint32_t hash);
/// The first character of a name, for its monogram.
[[nodiscard]] std::string_view first_letter(std::string_view name);

enum class tone : std::uint8_t { neutral, accent, ok, warn, bad, info };
[[nodiscard]] color tone_ink(const theme& t, tone k);
[[nodiscard]] color tone_fill(const theme& t, tone k);

/// A tag: a filled chip with an optional icon (0 for none), small text; height 20 or 24.
float tag(painter& p, const theme& t, float x, float y, tone k, std::string_view label, char32_t glyph = 0,
          float height = 20);
/// A value of a change on its tint, struck through where it was replaced; 20 high. Also the "Edited" mark.
float change_tag(painter& p, const theme& t, float x, float y, tone k, std::string_view label, bool struck,
                 face f = face::body);
[[nodiscard]] float tag_width(const painter& p, std::string_view label, bool has_icon);
/// A key cap ("Ctrl K") with its line centered at `center_y`; returns its width. `x` is its left.
float key_cap(painter& p, const theme& t, float x, float center_y, std::string_view label);
[[nodiscard]] float key_cap_width(const painter& p, std::string_view label);
/// A filled dot of 8.
void status_dot(painter& p, point center, color c);
/// The value before, an arrow, the value after. An empty text shows as "empty" without color. Returns the
/// width.
float before_after(painter& p, const theme& t, rect r, std::string_view before, std::string_view after);

/// The stage of a lead as a 14 px ring: its shape carries the meaning, not the color alone.
enum class stage : std::uint8_t { fresh, contacted, qualified, proposal, won, lost };
void stage_ring(painter& p, const theme& t, point center, stage s);

}  // namespace dossier::ui
