#include "client-wasm/src/ui/draw.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

const ImFontGlyph* glyph_of(const font_set& fonts, face f, const ImFont* font, char32_t code) {
  const ImFontGlyph* glyph = font->FindGlyphNoFallback(static_cast<ImWchar>(code));
  if (glyph != nullptr) return glyph;
  fonts.want(f, code);
  return font->FallbackGlyph;
}

}  // namespace

void painter::begin(ImDrawList* list, const font_set& fonts, float scale) {
  list_ = list;
  fonts_ = &fonts;
  scale_ = scale;
}

ImDrawList* painter::exchange_list(ImDrawList* list) {
  return std::exchange(list_, list);
}

int painter::measures() const {
  return fonts_->revision();
}
float painter::hairline() const {
  return std::max(1.0F, std::floor(scale_)) / scale_;
}
float painter::snap(float v) const {
  return std::round(v * scale_) / scale_;
}

namespace {

struct device_rect {
  ImVec2 min;
  ImVec2 max;
};
device_rect to_device(rect r, float scale) {
  return {ImVec2(std::round(r.x * scale), std::round(r.y * scale)),
          ImVec2(std::round(r.right() * scale), std::round(r.bottom() * scale))};
}

}  // namespace

void painter::fill(rect r, color c) {
  if (r.empty()) return;
  const device_rect d = to_device(r, scale_);
  list_->AddRectFilled(d.min, d.max, c);
}

void painter::fill_round(rect r, color c, float corner_radius) {
  if (r.empty()) return;
  const device_rect d = to_device(r, scale_);
  list_->AddRectFilled(d.min, d.max, c, corner_radius * scale_);
}

void painter::outline(rect r, color c, float corner_radius, float width) {
  const device_rect d = to_device(r, scale_);
  const float t = std::max(1.0F, std::floor(width * scale_ + 0.01F));
  // ImGui centers a stroke half a pixel inside the corners it is given; this puts all of it inside.
  const float in = t / 2 - 0.5F;
  list_->AddRect(ImVec2(d.min.x + in, d.min.y + in), ImVec2(d.max.x - in, d.max.y - in), c,
                 std::max(0.0F, corner_radius * scale_ - t / 2), 0, t);
}

void painter::hline(float x, float y, float w, color c) {
  const float top = std::round(y * scale_);
  list_->AddRectFilled(ImVec2(std::round(x * scale_), top),
                       ImVec2(std::round((x + w) * scale_), top + hairline() * scale_), c);
}

void painter::vline(float x, float y, float h, color c) {
  const float left = std::round(x * scale_);
  list_->AddRectFilled(ImVec2(left, std::round(y * scale_)),
                       ImVec2(left + hairline() * scale_, std::round((y + h) * scale_)), c);
}

void painter::bottom_line(rect r, color c) {
  hline(r.x, r.bottom() - hairline(), r.w, c);
}

void painter::circle(point center, float r, color c) {
  list_->AddCircleFilled(ImVec2(center.x * scale_, center.y * scale_), r * scale_, c);
}

void painter::ring(point center, float r, color c, float width) {
  list_->AddCircle(ImVec2(center.x * scale_, center.y * scale_), (r - width / 2) * scale_, c, 0,
                   width * scale_);
}

void painter::pie(point center, float r, float part, color c) {
  pie_from(center, r, 0, part, c);
}

void painter::pie_from(point center, float r, float from, float part, color c) {
  if (part <= 0) return;
  constexpr float circle_angle = std::numbers::pi_v<float> * 2;
  const float start = (from - 0.25F) * circle_angle;
  const ImVec2 at(center.x * scale_, center.y * scale_);
  list_->PathLineTo(at);
  list_->PathArcTo(at, r * scale_, start, start + part * circle_angle, 24);
  list_->PathFillConvex(c);
}

void painter::line(point a, point b, color c, float width) {
  list_->AddLine(ImVec2(a.x * scale_, a.y * scale_), ImVec2(b.x * scale_, b.y * scale_), c, width * scale_);
}

void painter::triangle(point a, point b, point c, color fill_color) {
  list_->AddTriangleFilled(ImVec2(a.x * scale_, a.y * scale_), ImVec2(b.x * scale_, b.y * scale_),
                           ImVec2(c.x * scale_, c.y * scale_), fill_color);
}

void painter::polyline(const point* points, std::size_t count, color c, float width) {
  for (std::size_t i = 0; i < count; ++i)
    list_->PathLineTo(ImVec2(points[i].x * scale_, points[i].y * scale_));
  list_->PathStroke(c, 0, width * scale_);
}

void painter::area(const point* points, std::size_t count, float bottom, color c) {
  // Not smoothed at its edges: neighbors would show their seams.
  const ImVec2 white = list_->_Data->TexUvWhitePixel;
  for (std::size_t i = 1; i < count; ++i) {
    const ImVec2 from(points[i - 1].x * scale_, points[i - 1].y * scale_);
    const ImVec2 to(points[i].x * scale_, points[i].y * scale_);
    list_->PrimReserve(6, 4);
    list_->PrimQuadUV(from, to, ImVec2(to.x, bottom * scale_), ImVec2(from.x, bottom * scale_), white, white,
                      white, white, c);
  }
}

void painter::raised(rect r, const theme& t, float corner_radius, float edge_width) {
  fill_round(r.inset(-edge_width), t.colors.edge, corner_radius + edge_width);
  fill_round(r, t.colors.raised, corner_radius);
  outline(r, t.colors.border, corner_radius);
}

void painter::focus_ring(rect r, const theme& t, float corner_radius) {
  outline(r.inset(-3), t.colors.focus, corner_radius + 3, 2);
}

float painter::width(face f, std::string_view s) const {
  const ImFont* font = fonts_->get(f);
  const char* at = s.data();
  const char* end = at + s.size();
  float w = 0;
  while (at < end) w += glyph_of(*fonts_, f, font, next_code(at, end))->AdvanceX;
  return w / scale_;
}

float painter::text_top(face f, float y) const {
  const ImFont* font = fonts_->get(f);
  // The line box's top falls on a device pixel; the baseline, half the free room and the ascent below it, on
  // the nearest.
  const float top = std::floor(y * scale_ + 0.001F);
  const float gap = (metrics(f).line * scale_ - font->FontSize) / 2;
  return std::floor(top + gap + fonts_->ascent(f) + 0.5F) - font->Ascent;
}

float painter::text(face f, float x, float y, color c, std::string_view s) {
  if (s.empty()) return 0;
  const ImFont* font = fonts_->get(f);
  const float pen_y = text_top(f, y);
  float pen_x = std::floor(x * scale_ + 0.5F);
  const float start = pen_x;
  const ImVec4 clip = list_->_ClipRectStack.back();
  const bool seen = pen_y < clip.w && pen_y + font->FontSize > clip.y;
  const char* at = s.data();
  const char* end = at + s.size();
  while (at < end) {
    const ImFontGlyph* glyph = glyph_of(*fonts_, f, font, next_code(at, end));
    if (glyph->Visible && seen && pen_x + glyph->X1 > clip.x && pen_x + glyph->X0 < clip.z) {
      list_->PrimReserve(6, 4);
      list_->PrimRectUV(ImVec2(pen_x + glyph->X0, pen_y + glyph->Y0),
                        ImVec2(pen_x + glyph->X1, pen_y + glyph->Y1), ImVec2(glyph->U0, glyph->V0),
                        ImVec2(glyph->U1, glyph->V1), glyph->Colored ? (c | 0x00FFFFFFU) : c);
    }
    pen_x += glyph->AdvanceX;
  }
  return (pen_x - start) / scale_;
}

namespace {

/// How many bytes of `s` fit in `room` CSS pixels, on a character boundary.
std::size_t fitting(const painter& p, face f, std::string_view s, float room) {
  const char* at = s.data();
  const char* end = at + s.size();
  float used = 0;
  while (at < end) {
    const char* before = at;
    static_cast<void>(next_code(at, end));
    used += p.width(f, {before, static_cast<std::size_t>(at - before)});
    if (used > room) return static_cast<std::size_t>(before - s.data());
  }
  return s.size();
}

std::string_view without_trailing_space(std::string_view s) {
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

text_result painter::text_in(rect r, face f, color c, std::string_view s, align a) {
  const float y = r.y + (r.h - metrics(f).line) / 2;
  const float full = width(f, s);
  if (full <= r.w + 0.5F) {
    const float free = r.w - full;
    const float x = a == align::left ? r.x : a == align::center ? r.x + free / 2 : r.x + free;
    text(f, x, y, c, s);
    return {full, false};
  }
  const float mark = width(f, ellipsis);
  const std::string_view kept = without_trailing_space(s.substr(0, fitting(*this, f, s, r.w - mark)));
  const float drawn = text(f, r.x, y, c, kept);
  text(f, r.x + drawn, y, c, ellipsis);
  return {drawn + mark, true};
}

float painter::text_wrapped(rect r, face f, color c, std::string_view s, int max_lines, bool draw) {
  const float line = metrics(f).line;
  float y = r.y;
  int lines = 0;
  while (lines < max_lines) {
    const std::size_t newline = std::min(s.find('\n'), s.size());
    std::string_view now = s.substr(0, newline);
    std::size_t taken = newline + 1;
    if (width(f, now) > r.w) {
      std::size_t fit = std::max<std::size_t>(fitting(*this, f, now, r.w), 1);
      const std::size_t space = now.rfind(' ', fit);
      if (space != std::string_view::npos && space > 0) fit = space;
      taken = fit + (fit < now.size() && now[fit] == ' ' ? 1 : 0);
      if (lines + 1 < max_lines) now = now.substr(0, fit);
    }
    if (draw) text_in({r.x, y, r.w, line}, f, c, now);
    y += line;
    ++lines;
    if (taken >= s.size()) break;
    s.remove_prefix(taken);
  }
  return y - r.y;
}

float painter::text_struck(face f, float x, float y, color c, std::string_view s) {
  const float w = text(f, x, y, c, s);
  const type_metrics m = metrics(f);
  hline(x - 1, std::floor(y + m.line / 2), w + 2, c);
  return w;
}

float painter::text_underlined(face f, float x, float y, color c, std::string_view s) {
  const float w = text(f, x, y, c, s);
  const type_metrics m = metrics(f);
  hline(x, y + std::floor(m.line / 2 + m.size * 0.3635F) + 2, w, c);
  return w;
}

void painter::icon(rect r, char32_t glyph, color c, float px) {
  icon_at(r.x + std::floor((r.w - px) / 2), r.y + std::floor((r.h - px) / 2), glyph, c, px);
}

void painter::icon_at(float x, float y, char32_t glyph, color c, float px) {
  const ImFontGlyph* g = fonts_->icon_glyph(glyph, px);
  if (g == nullptr) return;
  const float left = std::round(x * scale_);
  const float top = std::round(y * scale_);
  list_->PrimReserve(6, 4);
  list_->PrimRectUV(ImVec2(left + g->X0, top + g->Y0), ImVec2(left + g->X1, top + g->Y1),
                    ImVec2(g->U0, g->V0), ImVec2(g->U1, g->V1), c);
}

void painter::push_clip(rect r) {
  const device_rect d = to_device(r, scale_);
  ImGui::PushClipRect(d.min, d.max, true);
}

void painter::pop_clip() {
  ImGui::PopClipRect();
}

rect painter::clip() const {
  const ImRect r = ImGui::GetCurrentWindowRead()->ClipRect;
  return {r.Min.x / scale_, r.Min.y / scale_, r.GetWidth() / scale_, r.GetHeight() / scale_};
}

bool painter::visible(rect r) const {
  const rect c = clip();
  return r.x < c.right() && r.right() > c.x && r.y < c.bottom() && r.bottom() > c.y;
}

}  // namespace dossier::ui
