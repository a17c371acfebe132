#include "client-wasm/src/screens/week_slider.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr float bars_top = 6;
constexpr float bars_height = 42;
constexpr float bar_width = 6;
constexpr float track_y = 50;
constexpr float dates_y = 62;
constexpr float knob_radius = 6;
constexpr float hit_size = 24;
constexpr std::string_view from_name = "Published from";
constexpr std::string_view until_name = "Published until";

/// Bars stand at equal distances, whole pixels apart where there is room.
float pitch_of(rect r, std::size_t bars) {
  return std::floor((r.w - bar_width) / static_cast<float>(std::max<std::size_t>(bars, 2) - 1));
}

float center_of(rect r, std::size_t bars, std::size_t index) {
  return r.x + pitch_of(r, bars) * static_cast<float>(index) + bar_width / 2;
}

std::size_t bar_at(rect r, std::size_t bars, float x) {
  const float place = (x - r.x - bar_width / 2) / pitch_of(r, bars);
  return static_cast<std::size_t>(std::clamp(std::round(place), 0.0F, static_cast<float>(bars - 1)));
}

std::string day_text(const context& c, const model::week_range& weeks, std::size_t index) {
  return model::bucket_name(weeks.axis.starts.at(index), model::bucket_unit::day, c.formats);
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> week_slider::draw(context& c, rect r,
                                                                     const model::week_range& weeks) {
  const bool was_held = held_ != held::none;
  if (!was_held) {
    first_ = weeks.first;
    last_ = weeks.last;
  }
  drag(c, r, weeks);
  bars(c, r, weeks);
  const palette& k = c.th.colors;
  const std::size_t count = weeks.axis.size();
  const float from = center_of(r, count, first_);
  const float to = center_of(r, count, last_);
  c.paint.fill({r.x, r.y + track_y, r.w, 2}, k.press);
  c.paint.fill({from, r.y + track_y, to - from, 2}, k.c1);
  first_ = std::min(handle(c, r, weeks, true, first_), last_);
  last_ = std::max(handle(c, r, weeks, false, last_), first_);
  dates(c, r, weeks);
  const bool chosen = held_ == held::none && (first_ != weeks.first || last_ != weeks.last);
  return chosen ? std::optional(std::pair(first_, last_)) : std::nullopt;
}

/// A press takes the nearer handle along; what is chosen counts when it is let go.
void week_slider::drag(context& c, rect r, const model::week_range& weeks) {
  const std::size_t count = weeks.axis.size();
  const rect area{r.x, r.y, r.w, track_y + knob_radius + 2};
  const widget_id id = c.id("weeks");
  const press_result p = pressable(c, id, area, false);
  if (p.hovered) c.cursor = platform::cursor::hand;
  const std::size_t at = bar_at(r, count, c.mouse.x);
  const bool down = ImGui::GetActiveID() == id;
  if (down && held_ == held::none) {
    const auto distance = [at](std::size_t knob) { return at > knob ? at - knob : knob - at; };
    const bool upper = distance(last_) < distance(first_) || (first_ == last_ && at > last_);
    held_ = upper ? held::last : held::first;
    c.focus.take(c.id(upper ? until_name : from_name));  // the keyboard goes on where the hand was
  }
  if (!down) held_ = held::none;
  if (held_ == held::first) first_ = std::min(at, last_);
  if (held_ == held::last) last_ = std::max(at, first_);
  if (!down && p.hovered && c.mouse.y < r.y + track_y) {
    const auto bar_count = static_cast<std::int64_t>(weeks.counts.at(at));
    c.tooltip(id, area,
              model::bucket_name(weeks.axis.starts.at(at), model::bucket_unit::week, c.formats) + ": " +
                  c.count(bar_count));
  }
}

void week_slider::bars(context& c, rect r, const model::week_range& weeks) const {
  const palette& k = c.th.colors;
  const float bottom = r.y + bars_top + bars_height;
  for (std::size_t i = 0; i < weeks.axis.size(); ++i) {
    const double count = weeks.counts[i];
    if (count <= 0 || weeks.most <= 0) continue;
    const float h = std::max(2.0F, std::round(bars_height * static_cast<float>(count / weeks.most)));
    const float x = center_of(r, weeks.axis.size(), i) - bar_width / 2;
    c.paint.fill({x, bottom - h, bar_width, h}, i >= first_ && i <= last_ ? k.c1 : k.press);
  }
}

/// A knob on the track; answers where the keyboard moved it to.
std::size_t week_slider::handle(context& c, rect r, const model::week_range& weeks, bool lower,
                                std::size_t at) const {
  const palette& k = c.th.colors;
  const std::string_view name = lower ? from_name : until_name;
  const widget_id id = c.id(name);
  const point center{center_of(r, weeks.axis.size(), at), r.y + track_y + 1};
  const bool focused = c.focus.offer(id);
  c.paint.circle(center, knob_radius, k.surface);
  c.paint.ring(center, knob_radius, k.focus, 2);
  if (focused) c.paint.ring(center, knob_radius + 3, k.focus, 2);
  const rect bounds{center.x - hit_size / 2, center.y - hit_size / 2, hit_size, hit_size};
  c.sem.leaf({.id = id,
              .kind = role::slider,
              .state = focused ? std::uint32_t{state_focused} : 0U,
              .name = std::string(name),
              .value = day_text(c, weeks, at),
              .bounds = bounds});
  if (!focused || c.text_active) return at;
  const std::size_t end = weeks.axis.size() - 1;
  if (c.shortcut(key::left)) return at == 0 ? 0 : at - 1;
  if (c.shortcut(key::right)) return std::min(at + 1, end);
  if (c.shortcut(key::home)) return 0;
  if (c.shortcut(key::end)) return end;
  return at;
}

void week_slider::dates(context& c, rect r, const model::week_range& weeks) const {
  const palette& k = c.th.colors;
  const rect line{r.x, r.y + dates_y, r.w, 16};
  const bool to_now = last_ + 1 == weeks.axis.size();
  c.paint.text_in(line, face::small, k.text2, day_text(c, weeks, first_));
  const std::string until = to_now ? "Today" : day_text(c, weeks, last_ + 1);
  c.paint.text_in(line, face::small, k.text2, until, align::right);
}

}  // namespace dossier::screens
