#include <algorithm>
#include <cmath>

#include "client-wasm/src/screens/overview.hpp"

// What happens right now.
namespace dossier::screens {

using namespace ui;
using app::overview_board;

namespace {

constexpr float row_height = 46;
constexpr float header = 45;
constexpr float flash_alpha_dark = 0.55F;
constexpr float flash_alpha_light = 0.26F;
using sign = model::activity_words::sign;

char32_t glyph_of(sign s) {
  switch (s) {
    case sign::published:
    case sign::insight:
      return icon::lightbulb_outline;
    case sign::brand:
      return icon::store;
    case sign::tag:
      return icon::tag_outline;
    case sign::removed:
      return icon::delete_;
    case sign::restored:
      return icon::undo;
    case sign::other:
      break;
  }
  return icon::flash;
}

color ink_of(const palette& k, sign s) {
  switch (s) {
    case sign::published:
      return k.link;
    case sign::removed:
      return k.bad;
    case sign::restored:
      return k.ok;
    default:
      return k.text3;
  }
}

}  // namespace

void overview::activity_card(context& c, rect r, const model::wall_time& now) {
  const palette& k = c.th.colors;
  rect inner = card(c, r, "Activity", {}, overview_board::activity);
  if (inner.empty()) return;
  model::activity_feed& feed = board_.feed();
  const bool paused = feed.paused();
  const rect button{r.right() - 43, r.y + 13, 24, 24};
  if (icon_button(c, button, paused ? icon::play : icon::pause,
                  paused ? "Resume the feed" : "Pause the feed"))
    feed.pause(!paused);
  const std::string rate = paused ? c.count(static_cast<std::int64_t>(feed.waiting())) + " waiting"
                                  : feed.rate_text(c.now, c.formats);
  const float rate_w = std::ceil(c.paint.width(face::small, rate));
  const rect at{button.x - 10 - rate_w, r.y + 15, rate_w, 20};
  c.paint.text_in(at, face::small, k.text3, rate);
  status_dot(c.paint, {at.x - 12, at.y + 10}, paused ? k.warn : feed.rate(c.now) > 0 ? k.ok : k.control);
  c.sem.leaf({.id = c.id("rate"), .kind = role::text, .name = rate, .bounds = at});
  if (const double next = feed.next_rate_change(c.now); next > 0 && !paused) c.page.wake_at(next);

  rect rows{r.x + 1, r.y + header, r.w - 2, r.h - header - 1};
  c.sem.open({.id = c.id("feed"), .kind = role::region, .name = "What happened", .bounds = rows});
  std::size_t shown = 0;
  const auto room = static_cast<std::size_t>(std::max(0.0F, rows.h / row_height));
  for (const model::activity_entry& entry : feed.entries()) {
    if (shown++ == room) break;
    activity_row(c, rows.cut_top(row_height), entry, now);
  }
  if (feed.entries().empty()) {
    c.paint.text_in(rows.cut_top(28).inset(15, 0), face::small, k.text2, "Nothing happened yet");
  }
  c.sem.close();
}

void overview::activity_row(context& c, rect r, const model::activity_entry& entry,
                            const model::wall_time& now) {
  const palette& k = c.th.colors;
  c.push_id(entry.seq);
  const widget_id id = c.id("entry");
  const press_result p = pressable(c, id, r);
  const double came = board_.feed().came_at(entry.seq);
  const double lasts = c.th.reduced_motion ? timing::reduced_flash : timing::flash;
  const bool flashes = came > 0 && c.now < came + lasts;
  if (p.hovered) c.paint.fill(r, k.hover);
  if (flashes && c.th.reduced_motion) {
    c.paint.circle({r.x + 8, r.center().y}, 3, k.accent);
    c.page.wake_at(came + lasts);
  } else if (flashes) {
    const float full = c.th.mode == theme_mode::dark ? flash_alpha_dark : flash_alpha_light;
    c.paint.fill(r, with_alpha(k.accent, full * static_cast<float>(1 - (c.now - came) / lasts)));
    c.page.wake(1);
  }
  if (p.hovered) c.cursor = platform::cursor::hand;
  if (p.focused) c.paint.focus_ring(r.inset(4), c.th, radius::control);
  const model::activity_words words = model::words_of(entry);
  const std::string age = model::age_text(entry.at, now);
  const float age_w = std::ceil(c.paint.width(face::small, age));
  c.paint.icon({r.x + 16, r.y + 6, 16, 16}, glyph_of(words.icon), flashes ? k.text : ink_of(k, words.icon),
               16);
  rect text{r.x + 44, r.y + 4, r.w - 44 - 16, 20};
  c.paint.text_in({text.right() - age_w, text.y, age_w, 20}, face::small, flashes ? k.text : k.text3, age);
  c.paint.text_in(text.with_width(text.w - age_w - 8), face::medium, k.text, words.headline);
  const rect detail{text.x, r.y + 23, text.w, 16};
  const text_result drawn = c.paint.text_in(detail, face::small, flashes ? k.text : k.text2, words.detail);
  if (drawn.cut) c.tooltip(id, r, words.detail);
  c.sem.leaf({.id = id,
              .kind = role::link,
              .state = p.focused ? state_focused : state_none,
              .name = words.headline + ", " + words.detail,
              .value = age,
              .description = entry.actor.empty() ? "" : "by " + entry.actor,
              .bounds = r});
  c.pop_id();
  if (!p.pressed) return;
  app::route to = list_of(entry.resource, {});
  to.open = to_string(entry.record);
  work_.go(std::move(to));
}

}  // namespace dossier::screens
