#pragma once

// Plain geometry of the dashboard. Every coordinate above the painter is a CSS pixel (float); the painter
// turns them into device pixels and rounds edges there, so that a line is crisp at any device pixel ratio.
namespace dossier::ui {

struct point {
  float x = 0;
  float y = 0;
  friend bool operator==(const point&, const point&) = default;
};

/// A rectangle in CSS pixels: left, top, width, height.
struct rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;

  [[nodiscard]] constexpr float right() const { return x + w; }
  [[nodiscard]] constexpr float bottom() const { return y + h; }
  [[nodiscard]] constexpr point center() const { return {x + w / 2, y + h / 2}; }
  [[nodiscard]] constexpr bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] constexpr bool contains(point p) const {
    return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
  }
  /// The rectangle shrunk by `dx` at left and right and `dy` at top and bottom (negative values grow it).
  [[nodiscard]] constexpr rect inset(float dx, float dy) const {
    return {x + dx, y + dy, w - 2 * dx, h - 2 * dy};
  }
  [[nodiscard]] constexpr rect inset(float d) const { return inset(d, d); }
  [[nodiscard]] constexpr rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }
  [[nodiscard]] constexpr rect with_height(float height) const { return {x, y, w, height}; }
  [[nodiscard]] constexpr rect with_width(float width) const { return {x, y, width, h}; }
  /// A rectangle of w x h centered in this one, on whole CSS pixels.
  [[nodiscard]] constexpr rect centered(float width, float height) const {
    return {x + static_cast<float>(static_cast<int>((w - width) / 2)),
            y + static_cast<float>(static_cast<int>((h - height) / 2)), width, height};
  }

  // Cutting: each takes a strip off one side, returns it and keeps the rest. This is all the layout the
  // screens need.
  constexpr rect cut_top(float d) {
    const rect cut{x, y, w, d};
    y += d;
    h -= d;
    return cut;
  }
  constexpr rect cut_bottom(float d) {
    h -= d;
    return {x, y + h, w, d};
  }
  constexpr rect cut_left(float d) {
    const rect cut{x, y, d, h};
    x += d;
    w -= d;
    return cut;
  }
  constexpr rect cut_right(float d) {
    w -= d;
    return {x + w, y, d, h};
  }
  friend bool operator==(const rect&, const rect&) = default;
};

}  // namespace dossier::ui
