#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

/// What stays visible above and below what the focus came to, so that its ring is seen.
constexpr float focus_margin = 4;

}  // namespace

namespace {

/// One scrollbar, standing or lying.
bool scroll(context& c, rect r, std::string_view name, scroll_state& s, double& offset, double page,
            double extent, bool lies) {
  const float length = lies ? r.w : r.h;
  const double last = std::max(0.0, extent - page);
  const double before = offset;
  offset = std::clamp(offset, 0.0, last);
  if (last <= 0 || length < size::scrollbar_min) {
    s.dragging = false;
    return offset != before;
  }
  const widget_id id = c.id(name);
  const press_result p = pressable(c, id, r, false);
  const auto track = static_cast<double>(length);
  const double thumb =
      std::max(static_cast<double>(size::scrollbar_min), track * std::min(1.0, page / extent));
  const double room = track - thumb;
  double top = room * (offset / last);
  const bool held = ImGui::GetActiveID() == id;
  const double pointer = static_cast<double>(lies ? c.mouse.x - r.x : c.mouse.y - r.y);
  if (held && !s.dragging) {
    s.dragging = true;
    // A press on the track brings the thumb's middle there; on the thumb it takes hold where it is.
    s.grab = pointer >= top && pointer < top + thumb ? pointer - top : thumb / 2;
  }
  if (!held) s.dragging = false;
  if (s.dragging) {
    top = std::clamp(pointer - s.grab, 0.0, room);
    offset = room > 0 ? last * (top / room) : 0;
  }
  const palette& k = c.th.colors;
  const float inset = (size::scrollbar - size::scrollbar_thumb) / 2;
  const auto begin = static_cast<float>(top);
  const auto long_ = static_cast<float>(thumb);
  const rect bar = lies ? rect{r.x + begin, r.y + inset, long_, size::scrollbar_thumb}
                        : rect{r.x + inset, r.y + begin, size::scrollbar_thumb, long_};
  c.paint.fill_round(bar, p.hovered || s.dragging ? k.text3 : k.control, 3);
  const auto percent = static_cast<int>(std::lround(offset / last * 100));
  c.sem.leaf({.id = id,
              .kind = role::scrollbar,
              .name = std::string(name),
              .value = std::to_string(percent) + "%",
              .bounds = r});
  return offset != before;
}

}  // namespace

bool scrollbar(context& c, rect r, std::string_view name, scroll_state& s, double& offset, double page,
               double extent) {
  return scroll(c, r, name, s, offset, page, extent, false);
}

bool scrollbar_across(context& c, rect r, std::string_view name, scroll_state& s, double& offset, double page,
                      double extent) {
  return scroll(c, r, name, s, offset, page, extent, true);
}

rect scroll_area::begin(context& c, rect r, std::string_view name) {
  view_ = r;
  const double last = std::max(0.0, extent_ - static_cast<double>(r.h));
  if (c.hovered(r) && c.wheel.y != 0 && last > 0) {
    offset_ += static_cast<double>(c.wheel.y);
    c.wheel.y = 0;
  }
  if (want_top_ >= 0) {
    if (static_cast<double>(want_bottom_) > offset_ + static_cast<double>(r.h)) {
      offset_ = static_cast<double>(want_bottom_ - r.h);
    }
    if (static_cast<double>(want_top_) < offset_) offset_ = static_cast<double>(want_top_);
    want_top_ = -1;
  }
  offset_ = std::clamp(offset_, 0.0, last);
  c.push_id(name);
  rect content = r;
  if (last > 0)
    scrollbar(c, content.cut_right(size::scrollbar), name, bar_, offset_, static_cast<double>(r.h), extent_);
  c.paint.push_clip(r);
  focus_before_ = c.arrived_at.has_value();
  return {content.x, content.y - c.paint.snap(static_cast<float>(offset_)), content.w, content.h};
}

void scroll_area::end(context& c, float content_height) {
  c.paint.pop_clip();
  c.pop_id();
  if (c.arrived_at && !focus_before_) {
    const float top = view_.y - static_cast<float>(offset_);
    scroll_to(std::max(0.0F, c.arrived_at->y - top - focus_margin), c.arrived_at->h + 2 * focus_margin);
    c.page.wake(2);
  }
  if (extent_ != static_cast<double>(content_height)) {
    extent_ = static_cast<double>(content_height);
    c.page.wake(2);
  }
}

void scroll_area::scroll_to(float y, float h) {
  want_top_ = y;
  want_bottom_ = y + h;
}

}  // namespace dossier::ui
