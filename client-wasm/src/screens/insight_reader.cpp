#include "client-wasm/src/screens/insight_reader.hpp"

#include <algorithm>
#include <cmath>

#include "client-wasm/src/ui/shell.hpp"
#include "shared/text/markdown.hpp"

namespace dossier::screens {

using namespace ui;
namespace md = text::markdown;

namespace {

constexpr float column_x = 40;
constexpr float measure = 528;
constexpr float right_margin = 32;  ///< of a pane too narrow for the measure
constexpr float above_title = 24;
constexpr float text_gap = 16;
constexpr float after_text = 40;
constexpr float line_step = 48;  ///< of an arrow key
constexpr float page_overlap = 48;
constexpr float hit_margin = 96;  ///< a hit walked to does not stick to the edge
constexpr float tick_width = 6;

std::uint32_t hash_of(std::string_view id) {
  return identity_hash(id.data(), id.size());
}

/// "18 Nov 2026, 09:12".
std::string minute_text(timestamp at, const model::wall_time& now) {
  std::string text = model::exact_time_text(at, now);
  return text.substr(0, text.rfind(':'));
}

struct author {
  std::string name;
  std::string id;
};

/// Who wrote it, as far as it is known here: this person, or whoever the history names.
author author_of(const insight& it, const app::workspace& work, const app::desk& desk) {
  const std::string id = to_string(it.author_id);
  if (id == work.who().user_id) return {work.who().user_name, id};
  for (const net::history_entry& entry : desk.editor().history().entries()) {
    if (entry.actor_id == id) return {entry.actor_name, id};
  }
  return {{}, id};
}

}  // namespace

void insight_reader::take_focus(context& c) {
  if (id_ != 0) c.focus.take(id_);
  c.page.wake();
}

void insight_reader::lay_out(context& c, float width, const insight& it, const model::hit_finder& finder) {
  const std::string key = to_string(it.id) + "/" + std::to_string(it.version);
  view_.show(c, key, it.body, width, finder);
  const std::string title_key =
      key + "/" + std::to_string(width) + "/" + std::to_string(c.paint.scale()) + "/" + it.title;
  std::vector<text_range> hits = finder.find(it.title);
  const bool same_hits = hits == title_hits_;
  title_hits_ = std::move(hits);
  if (title_key != title_key_) {
    title_key_ = title_key;
    title_ = {};
    title_.text = it.title;
    title_.runs = {{0, it.title.size(), face::display}};
    title_.lay_out(c.paint, width, metrics(face::display).line);
    words_ = md::count_words(view_.plain());
  }
  if (it.id != shown_) {
    shown_ = it.id;
    current_ = 0;
    walked_ = go_to_hit_ = false;
    scroll_.scroll_to(0, 1);
  } else if (!same_hits) {
    current_ = 0;
  }
  if (current_ >= hit_count()) current_ = 0;
}

void insight_reader::draw(context& c, rect r, const insight& it, surroundings& with) {
  c.push_id("reader");
  id_ = c.id("article");
  const bool focused = c.focus.offer(id_);
  const float width = std::max(160.0F, std::min(measure, r.w - column_x - right_margin));
  lay_out(c, width, it, with.finder);
  if (focused) scroll_keys(c, r);
  if (go_to_hit_ && current_ >= title_hits_.size()) {
    const reader_hit& hit = view_.hits()[current_ - title_hits_.size()];
    scroll_.scroll_to(std::max(0.0F, text_y_ + hit.y - hit_margin), hit.h + 2 * hit_margin);
  } else if (go_to_hit_) {
    scroll_.scroll_to(0, 1);
  }
  go_to_hit_ = false;
  c.sem.open({.id = id_,
              .kind = role::article,
              .state = focused ? std::uint32_t{state_focused} : 0U,
              .name = it.title,
              .bounds = r});
  const rect content = scroll_.begin(c, r, "Scroll insight");
  rect column{r.x + column_x, content.y + above_title, width, content.h};
  column.cut_top(head(c, column, it, with));
  column.cut_top(text_gap);
  text_y_ = column.y - content.y;
  const std::size_t current = !walked_ || current_ < title_hits_.size() ? static_cast<std::size_t>(-1)
                                                                        : current_ - title_hits_.size();
  const std::string target(view_.draw(c, {column.x, column.y}, current));
  if (view_.selecting()) {
    if (!focused) c.focus.take(id_);
    // What is selected beyond an edge comes into view.
    const float at = c.mouse.y - content.y;
    if (c.mouse.y > r.bottom() || c.mouse.y < r.y) {
      scroll_.scroll_to(std::max(0.0F, at), 1);
      c.page.wake();
    }
  }
  column.cut_top(view_.height() + text_gap);
  column.cut_top(linked(c, column, it, with));
  const float extent = column.y + after_text - content.y;
  scroll_.end(c, extent);
  ticks(c, r, text_y_, extent);
  if (focused && !c.popup_open) c.paint.outline(r.inset(1), c.th.colors.focus, 0, 1);
  c.sem.close();
  c.pop_id();
  if (!target.empty()) follow(c, target, with);
}

/// Title, byline and chips; returns their height.
float insight_reader::head(context& c, rect column, const insight& it, surroundings& with) {
  const palette& k = c.th.colors;
  const bool here = walked_ && current_ < title_hits_.size();
  title_.draw(c.paint, c.th, {column.x, column.y},
              {k.text, &title_hits_, here ? current_ : static_cast<std::size_t>(-1)});
  c.sem.leaf({.id = c.id("title"),
              .kind = role::heading,
              .name = it.title,
              .bounds = column.with_height(title_.height())});
  float y = std::max(metrics(face::display).line, title_.height()) + 8;
  byline(c, {column.x, column.y + y, column.w, 24}, it, with);
  y += 32;
  y += chips(c, {column.x, column.y + y, column.w, 24}, it, with);
  return y;
}

void insight_reader::byline(context& c, rect r, const insight& it, const surroundings& with) const {
  const palette& k = c.th.colors;
  const author by = author_of(it, with.work, with.desk);
  const rect whole = r;
  std::string said;
  if (!by.name.empty()) {
    avatar(c.paint, c.th, rect{r.x, r.y + 2, 20, 20}, name_initials(by.name), hash_of(by.id));
    r.cut_left(28);
    const float w = c.paint.text_in(r, face::body, k.text2, by.name).width;
    r.cut_left(std::ceil(w) + 8);
    said = by.name + ", ";
  }
  const bool published = it.published_at.has_value();
  const std::string date =
      (published ? "" : "Begun ") + minute_text(published ? *it.published_at : it.created_at, with.now);
  const float date_w = c.paint.text_in(r, face::body, k.text3, date).width;
  r.cut_left(std::ceil(date_w) + 8);
  said += date;
  if (const std::size_t minutes = md::reading_minutes(words_); minutes > 0) {
    const std::string text = std::to_string(minutes) + " min";
    c.paint.text_in(r, face::body, k.text3, text);
    said += ", " + text + " to read";
  }
  if (it.status != insight_status::published) {
    const bool draft = it.status == insight_status::draft;
    const std::string_view label = draft ? "Draft" : "Archived";
    tag(c.paint, c.th, whole.right() - tag_width(c.paint, label, false), whole.y + 2,
        draft ? tone::info : tone::neutral, label);
    said += ", " + std::string(label);
  }
  c.sem.leaf({.id = c.id("byline"), .kind = role::text, .name = said, .bounds = whole});
}

void insight_reader::ticks(context& c, rect r, float text_y, float extent) const {
  if (extent <= r.h || hit_count() == 0) return;
  const palette& k = c.th.colors;
  const float x = r.right() - size::scrollbar + (size::scrollbar - tick_width) / 2;
  const auto draw_tick = [&](float y, bool current) {
    const float at = r.y + std::floor(y / extent * (r.h - 2));
    c.paint.fill({x, at, tick_width, 2}, current ? k.focus : k.warn);
  };
  for (std::size_t i = 0; i < hit_count(); ++i) {
    if (i == current_) continue;
    draw_tick(i < title_hits_.size() ? above_title : text_y + view_.hits()[i - title_hits_.size()].y, false);
  }
  draw_tick(
      current_ < title_hits_.size() ? above_title : text_y + view_.hits()[current_ - title_hits_.size()].y,
      true);
}

/// Goes `steps` hits on, around the end.
void insight_reader::walk(std::size_t steps) {
  const std::size_t count = hit_count();
  if (count == 0) return;
  // The first step shows the first hit rather than leaving it out.
  if (walked_ || steps != 1) current_ = (current_ + steps) % count;
  walked_ = go_to_hit_ = true;
}

void insight_reader::keys(context& c) {
  if (c.popup_open || c.text_active) return;
  const std::size_t count = hit_count();
  if (c.shortcut(key::n)) {
    walk(1);
    c.page.wake();
  }
  if (c.shortcut(key::n, mod_shift)) {
    walk(count - std::min<std::size_t>(count, 1));
    c.page.wake();
  }
  if (c.shortcut(key::a, mod_command)) {
    view_.select_all();
    c.page.wake();
  }
  if (!view_.selected().empty() && c.shortcut(key::escape)) view_.select_nothing();
}

void insight_reader::scroll_keys(context& c, rect r) {
  if (c.popup_open || c.text_active) return;
  const auto top = static_cast<float>(scroll_.offset());
  const auto down = [&](float by) { scroll_.scroll_to(top + r.h, by); };
  const auto up = [&](float by) { scroll_.scroll_to(std::max(0.0F, top - by), 1); };
  const float page = r.h - page_overlap;
  if (c.shortcut(key::down)) down(line_step);
  if (c.shortcut(key::up)) up(line_step);
  if (c.shortcut(key::page_down) || c.shortcut(key::space)) down(page);
  if (c.shortcut(key::page_up) || c.shortcut(key::space, mod_shift)) up(page);
  if (c.shortcut(key::home) || c.shortcut(key::home, mod_command)) up(top);
  if (c.shortcut(key::end) || c.shortcut(key::end, mod_command)) down(1.0e6F);
}

void insight_reader::copy(context& c, const insight& it) const {
  if (!c.copying || c.text_active || !c.clipboard.text.empty()) return;
  const std::string_view selected = view_.selected();
  c.clipboard.text = selected.empty() ? app::markdown_of(it) : std::string(selected);
}

}  // namespace dossier::screens
