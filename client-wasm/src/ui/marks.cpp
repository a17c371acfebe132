#include <algorithm>
#include <cmath>

#include "client-wasm/src/model/key_stroke.hpp"
#include "client-wasm/src/ui/draw.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/icons.hpp"

// The small composed marks of draw.hpp: avatars, tags, key caps, value changes.
namespace dossier::ui {

void avatar(painter& p, const theme& t, rect r, std::string_view initials, std::uint32_t hash) {
  p.circle(r.center(), r.w / 2, t.avatar_fill(hash));
  p.text_in(r, face::initials, t.avatar_ink(hash), initials, align::center);
}

void monogram(painter& p, const theme& t, rect r, std::string_view letter, std::uint32_t hash) {
  p.fill_round(r, t.avatar_fill(hash), radius::chip);
  p.text_in(r, r.w >= 28 ? face::strong : face::initials, t.avatar_ink(hash), letter, align::center);
}

std::string_view first_letter(std::string_view name) {
  if (name.empty()) return name;
  const char* at = name.data();
  static_cast<void>(next_code(at, name.data() + name.size()));
  return name.substr(0, static_cast<std::size_t>(at - name.data()));
}

color tone_ink(const theme& t, tone k) {
  switch (k) {
    case tone::neutral:
      return t.colors.text2;
    case tone::accent:
      return t.colors.link;
    case tone::ok:
      return t.colors.ok;
    case tone::warn:
      return t.colors.warn;
    case tone::bad:
      return t.colors.bad;
    case tone::info:
      return t.colors.info;
  }
  return t.colors.text2;
}

color tone_fill(const theme& t, tone k) {
  switch (k) {
    case tone::neutral:
      return t.colors.press;
    case tone::accent:
      return t.colors.tint;
    case tone::ok:
      return t.colors.ok_tint;
    case tone::warn:
      return t.colors.warn_tint;
    case tone::bad:
      return t.colors.bad_tint;
    case tone::info:
      return t.colors.info_tint;
  }
  return t.colors.press;
}

namespace {
constexpr float tag_padding = 8;
constexpr float tag_icon = 14;
constexpr float tag_gap = 4;
constexpr float cap_padding = 5;
constexpr float change_padding = 4;
}  // namespace

float tag_width(const painter& p, std::string_view label, bool has_icon) {
  return std::ceil(p.width(face::small, label)) + 2 * tag_padding + (has_icon ? tag_icon + tag_gap : 0);
}

float tag(painter& p, const theme& t, float x, float y, tone k, std::string_view label, char32_t glyph,
          float height) {
  const rect r{x, y, tag_width(p, label, glyph != 0), height};
  p.fill_round(r, tone_fill(t, k), radius::chip);
  rect inner = r.inset(tag_padding, 0);
  if (glyph != 0) {
    p.icon(inner.cut_left(tag_icon), glyph, tone_ink(t, k), tag_icon);
    inner.cut_left(tag_gap);
  }
  p.text_in({inner.x, inner.y, inner.w + tag_padding, inner.h}, face::small, tone_ink(t, k), label);
  return r.w;
}

float change_tag(painter& p, const theme& t, float x, float y, tone k, std::string_view label, bool struck,
                 face f) {
  const rect r{x, y, std::ceil(p.width(f, label)) + 2 * change_padding, 20};
  p.fill_round(r, tone_fill(t, k), radius::chip);
  const float text_y = y + std::floor((20 - metrics(f).line) / 2);
  if (struck) {
    p.text_struck(f, x + change_padding, text_y, tone_ink(t, k), label);
  } else {
    p.text(f, x + change_padding, text_y, tone_ink(t, k), label);
  }
  return r.w;
}

float key_cap_width(const painter& p, std::string_view label) {
  return std::ceil(p.width(face::micro, label)) + 2 * cap_padding;
}

float key_cap(painter& p, const theme& t, float x, float center_y, std::string_view label) {
  if (t.apple && label.starts_with("Ctrl")) {
    const std::string own = model::cap_text(label, true);
    return key_cap(p, t, x, center_y, own);
  }
  const rect r{x, std::floor(center_y) - 8, key_cap_width(p, label), 16};
  p.fill_round(r, t.colors.panel, radius::chip);
  p.outline(r, t.colors.border, radius::chip);
  p.text(face::micro, x + cap_padding, r.y, t.colors.text3, label);
  return r.w;
}

void status_dot(painter& p, point center, color c) {
  p.circle(center, 4, c);
}

float before_after(painter& p, const theme& t, rect r, std::string_view before, std::string_view after) {
  constexpr std::string_view empty = "empty";
  constexpr float gap = 8;
  constexpr float arrow = 14;
  const float y = r.y + std::floor((r.h - 20) / 2);
  p.push_clip(r);
  float x = r.x;
  x += before.empty() ? p.text(face::small, x, y + 2, t.colors.text3, empty)
                      : change_tag(p, t, x, y, tone::bad, before, true, face::small);
  x += gap;
  p.icon({x, y, arrow, 20}, icon::arrow_right, t.colors.text3, arrow);
  x += arrow + gap;
  x += after.empty() ? p.text(face::small, x, y + 2, t.colors.text3, empty)
                     : change_tag(p, t, x, y, tone::ok, after, false, face::small);
  p.pop_clip();
  return x - r.x;
}

void stage_ring(painter& p, const theme& t, point center, stage s) {
  constexpr float r = 7;
  const palette& k = t.colors;
  switch (s) {
    case stage::fresh:
      p.ring(center, r, k.text3, 1.5F);
      return;
    case stage::contacted:
      p.ring(center, r, k.info, 1.5F);
      p.pie(center, r - 2.5F, 0.25F, k.info);
      return;
    case stage::qualified:
      p.ring(center, r, k.link, 1.5F);
      p.pie(center, r - 2.5F, 0.5F, k.link);
      return;
    case stage::proposal:
      p.ring(center, r, k.warn, 1.5F);
      p.pie(center, r - 2.5F, 0.5F, k.warn);
      p.pie_from(center, r - 2.5F, 0.5F, 0.25F, k.warn);
      return;
    case stage::won:
      p.icon({center.x - 8, center.y - 8, 16, 16}, icon::check_circle, k.ok, 16);
      return;
    case stage::lost:
      p.icon({center.x - 8, center.y - 8, 16, 16}, icon::close_circle, k.text3, 16);
      return;
  }
}

}  // namespace dossier::ui
