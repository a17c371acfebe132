#include "client-wasm/src/ui/source_area.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/platform/platform.hpp"
#include "client-wasm/src/ui/fonts.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {
namespace {

namespace markdown = text::markdown;

constexpr float gutter = 40;
constexpr float line_height = 20;
constexpr std::size_t tab_columns = 4;
constexpr float padding = platform::source_padding;

color token_ink(const palette& k, markdown::token_kind kind) {
  switch (kind) {
    case markdown::token_kind::heading:
    case markdown::token_kind::link:
      return k.link;
    case markdown::token_kind::strong:
    case markdown::token_kind::emphasis:
      return k.warn;
    case markdown::token_kind::code:
      return k.ok;
    case markdown::token_kind::quote:
      return k.text2;
    case markdown::token_kind::list_marker:
      return k.text;
    case markdown::token_kind::rule:
      return k.text3;
  }
  return k.text;
}

}  // namespace

rect source_area::text_rect(rect r) const {
  r.cut_left(gutter);
  r.cut_right(size::scrollbar);
  return r;
}

std::size_t source_area::line_of(std::size_t byte) const {
  const auto end = source_.begin() + static_cast<std::ptrdiff_t>(std::min(byte, source_.size()));
  return static_cast<std::size_t>(std::count(source_.begin(), end, '\n'));
}

/// Reads and breaks the source again when it, or the width, is another.
void source_area::lay_out(context& c, const std::string& source, float width) {
  if (source == source_ && width == width_) return;
  if (source != source_ || rows_.empty()) read_ = markdown::parse(source);
  source_ = source;
  width_ = width;
  rows_.clear();
  const std::vector<std::size_t> breaks = c.page.source_breaks(source_, width);
  auto next_break = breaks.begin();
  std::size_t number = 1;
  for (std::size_t begin = 0; begin <= source_.size(); ++number) {
    const std::size_t end = std::min(source_.find('\n', begin), source_.size());
    rows_.push_back({begin, end, number});
    for (; next_break != breaks.end() && *next_break < end; ++next_break) {
      rows_.back().end = *next_break;
      rows_.push_back({*next_break, end, 0});
    }
    begin = end + 1;
  }
}

float source_area::x_of(const context& c, const row& line, std::size_t byte) const {
  const float advance = c.paint.width(face::mono, "0");
  float x = 0;
  for (std::size_t at = line.begin; at < std::min(byte, line.end);) {
    const auto first = static_cast<unsigned char>(source_[at]);
    std::size_t next = at + 1;
    if (first == '\t') {
      const auto column = static_cast<std::size_t>(std::lround(x / advance));
      x = static_cast<float>((column / tab_columns + 1) * tab_columns) * advance;
    } else if (first < 0x80) {
      x += advance;
    } else {
      while (next < line.end && (static_cast<unsigned char>(source_[next]) & 0xC0U) == 0x80U) ++next;
      x += c.paint.width(face::mono, std::string_view(source_).substr(at, next - at));
    }
    at = next;
  }
  return x;
}

/// The place in the source nearest to a point, which is relative to the text's first line.
std::size_t source_area::byte_at(const context& c, point at) const {
  const auto last = static_cast<std::ptrdiff_t>(rows_.size()) - 1;
  const auto index =
      std::clamp(static_cast<std::ptrdiff_t>(std::floor(at.y / line_height)), std::ptrdiff_t{0}, last);
  const row& line = rows_[static_cast<std::size_t>(index)];
  std::size_t best = line.begin;
  float best_distance = std::abs(at.x);
  for (std::size_t byte = line.begin; byte <= line.end; ++byte) {
    const bool inside = byte < source_.size() && (static_cast<unsigned char>(source_[byte]) & 0xC0U) == 0x80U;
    if (inside) continue;
    const float distance = std::abs(x_of(c, line, byte) - at.x);
    if (distance < best_distance) best = byte, best_distance = distance;
  }
  return best;
}

void source_area::open(context& c, widget_id id, std::string_view name) {
  c.area = {};
  c.area.owner = c.area.seen = id;
  c.area.text = c.area.before = source_;
  c.area.select_begin = select_begin_;
  c.area.select_end = select_end_;
  c.area.scroll = static_cast<float>(scroll_);
  c.page.open_area(name, source_, platform::area_look::source);
  c.focus.take(id);
}

/// Takes what the person did in the text area.
void source_area::follow(context& c, widget_id id, rect text, std::string& source, source_result& out) {
  c.area.seen = id;
  out.active = true;
  const rect clip = c.paint.clip();
  c.page.place_area(text.x, text.y, text.w, text.h, std::max(0.0F, clip.y - text.y),
                    std::max(0.0F, text.bottom() - clip.bottom()));
  scroll_ = static_cast<double>(c.area.scroll);
  select_begin_ = c.area.select_begin;
  select_end_ = c.area.select_end;
  if (std::exchange(c.area.changed, false) && source != c.area.text) {
    source = c.area.text;
    out.changed = true;
  }
  if (c.area.exit < 0) return;
  const auto exit = static_cast<platform::area_exit>(c.area.exit);
  out.committed = exit == platform::area_exit::committed;
  out.active = false;
  c.area = {};
  c.page.close_area();
  if (exit == platform::area_exit::next) c.focus.move(1);
  if (exit == platform::area_exit::previous) c.focus.move(-1);
  c.page.wake();
}

void source_area::keep_in_range(rect text) {
  const double content = static_cast<double>(rows_.size()) * static_cast<double>(line_height) +
                         2.0 * static_cast<double>(padding);
  scroll_ = std::clamp(scroll_, 0.0, std::max(0.0, content - static_cast<double>(text.h)));
}

source_result source_area::draw(context& c, rect r, std::string_view name, std::string& source,
                                const source_options& o) {
  c.push_id(name);
  const widget_id id = c.id("source");
  source_result out;
  const bool focused = c.focus.offer(id);
  const rect text = text_rect(r);
  const float width = text.w - 2 * padding;
  const bool hover = c.hovered(text);
  lay_out(c, source, width);
  const bool clicked = hover && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
  const bool owns = c.area.owner == id;
  const bool keyed = focused && !owns && !c.text_active && (c.shortcut(key::enter) || c.shortcut(key::f2));
  const bool asked = std::exchange(focus_wanted_, false) || c.sem.take_press(id) || wanted_.has_value();
  if (!owns && (clicked || keyed || asked || c.focus.arrived(id))) {
    if (clicked) {
      select_begin_ = select_end_ = byte_at(
          c, {c.mouse.x - text.x - padding, c.mouse.y - text.y - padding + static_cast<float>(scroll_)});
    }
    select_end_ = std::min(select_end_, source_.size());
    select_begin_ = std::min(select_begin_, select_end_);
    open(c, id, name);
    c.page.place_area(text.x, text.y, text.w, text.h, 0, 0);
    c.page.select_area(select_begin_, select_end_);
    c.page.scroll_area(static_cast<float>(scroll_));
  }
  if (c.area.owner == id) follow(c, id, text, source, out);
  if (out.active && source != c.area.text) {
    // Replaced from elsewhere (someone else's text, a conflict that was settled): as an edit, so that the
    // browser's Undo leads back.
    const std::size_t caret = std::min(select_end_, source.size());
    c.page.edit_area(0, c.area.text.size(), source, caret, caret);
    c.area.text = source;
    c.area.changed = false;
  }
  if (out.active) {
    if (c.shortcut(key::b, mod_command)) wanted_ = model::markdown_command::bold;
    if (c.shortcut(key::i, mod_command)) wanted_ = model::markdown_command::italic;
    if (wanted_) {
      const model::text_edit edit = edit_markdown(*wanted_, source, select_begin_, select_end_);
      c.page.edit_area(edit.begin, edit.end, edit.text, edit.select_begin, edit.select_end);
      c.page.wake();
    }
    wanted_.reset();
  }
  lay_out(c, source, width);
  if (line_wanted_) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].number == *line_wanted_ + 1)
        scroll_ = static_cast<double>(i) * 20.0 - static_cast<double>(text.h) / 3;
    }
    keep_in_range(text);
    if (out.active) c.page.scroll_area(static_cast<float>(scroll_));
    line_wanted_.reset();
  }
  if (hover && !out.active && c.wheel.y != 0) {
    scroll_ += static_cast<double>(std::exchange(c.wheel.y, 0.0F));
  }
  keep_in_range(text);

  draw_frame(c, r, o, out.active || focused, hover);
  draw_rows(c, r, text, o);
  const double extent = static_cast<double>(rows_.size()) * 20.0 + 2.0 * static_cast<double>(padding);
  if (extent > static_cast<double>(text.h)) {
    const rect bar{r.right() - size::scrollbar, r.y + 1, size::scrollbar, r.h - 2};
    if (scrollbar(c, bar, "Scroll text", bar_, scroll_, static_cast<double>(text.h), extent) && out.active) {
      c.page.scroll_area(static_cast<float>(scroll_));
    }
  }
  if (hover) c.cursor = platform::cursor::text;
  c.sem.leaf({.id = id,
              .kind = role::textbox,
              .state = state_multiline | (out.active || focused ? state_focused : 0U) |
                       (o.error.empty() ? 0U : state_invalid),
              .name = std::string(name),
              .value = source,
              .description = std::string(o.error),
              .bounds = r});
  c.pop_id();
  return out;
}

void source_area::draw_frame(context& c, rect r, const source_options& o, bool active, bool hover) const {
  const palette& k = c.th.colors;
  c.paint.fill_round(r, k.field, radius::control);
  c.paint.push_clip(r.with_width(gutter));
  c.paint.fill_round(r.inset(1).with_width(2 * gutter), k.panel, radius::control - 1);
  c.paint.pop_clip();
  const bool other = !o.other_editor.empty();
  const color line = !o.error.empty() ? k.bad : active ? k.focus : other ? k.c2 : hover ? k.text3 : k.control;
  c.paint.outline(active ? r.inset(-1) : r, line, radius::control + (active ? 1 : 0), active ? 2 : 1);
}

void source_area::draw_rows(context& c, rect r, rect text, const source_options& o) const {
  const palette& k = c.th.colors;
  c.paint.push_clip(r.inset(1));
  const float top = text.y + padding - static_cast<float>(scroll_);
  const auto first = static_cast<std::size_t>(std::max(0.0F, std::floor((text.y - top) / line_height)));
  for (std::size_t i = first; i < rows_.size(); ++i) {
    const float y = top + static_cast<float>(i) * line_height;
    if (y > text.bottom()) break;
    const row& line = rows_[i];
    if (line.number > 0) {
      c.paint.text_in({r.x, y, gutter - 8, line_height}, face::mono, k.text3, std::to_string(line.number),
                      align::right);
    }
    draw_marks(c, line, text.x + padding, y, o);
    draw_row(c, line, text.x + padding, y);
  }
  if (source_.empty() && !o.placeholder.empty()) {
    c.paint.text_in({text.x + padding, top, text.w - 2 * padding, line_height}, face::mono, k.text3,
                    o.placeholder);
  }
  if (!o.other_editor.empty()) {
    // Which line they are on is not told: the flag hangs at the text's corner.
    const float w = std::ceil(c.paint.width(face::micro_medium, o.other_editor)) + 8;
    const rect flag{text.right() - w - 4, text.y + 6, w, 16};
    c.paint.fill_round(flag, c.th.avatar_fill(o.other_hash), radius::chip);
    c.paint.text_in(flag, face::micro_medium, c.th.avatar_ink(o.other_hash), o.other_editor, align::center);
  }
  c.paint.pop_clip();
}

void source_area::draw_row(context& c, const row& line, float x, float y) const {
  const auto& tokens = read_.tokens;
  auto token = std::lower_bound(tokens.begin(), tokens.end(), line.begin,
                                [](const markdown::token& t, std::size_t at) { return t.range.end <= at; });
  const std::string_view source = source_;
  const auto piece = [&](std::size_t begin, std::size_t end, color ink) {
    // Tabs move what follows; the glyphs between them are drawn at once.
    while (begin < end) {
      if (source[begin] == '\t') {
        ++begin;
        continue;
      }
      const std::size_t stop = std::min(source.find('\t', begin), end);
      const std::string_view shown = source.substr(begin, stop - begin);
      c.fonts->want(face::mono, shown);
      c.paint.text(face::mono, x + x_of(c, line, begin), y, ink, shown);
      begin = stop;
    }
  };
  std::size_t at = line.begin;
  while (at < line.end) {
    const bool ended = token == tokens.end() || token->range.begin >= line.end;
    if (ended) {
      piece(at, line.end, c.th.colors.text);
      break;
    }
    if (token->range.begin > at) piece(at, token->range.begin, c.th.colors.text);
    const std::size_t begin = std::max(at, token->range.begin);
    const std::size_t end = std::min(token->range.end, line.end);
    piece(begin, end, token_ink(c.th.colors, token->kind));
    at = end;
    if (token->range.end <= line.end) ++token;
  }
}

void source_area::draw_marks(context& c, const row& line, float x, float y, const source_options& o) const {
  if (o.marks == nullptr) return;
  for (const model::text_range& mark : *o.marks) {
    const std::size_t begin = std::max(mark.begin, line.begin);
    const std::size_t end = std::min(mark.end, line.end);
    if (begin >= end) continue;
    const float left = x_of(c, line, begin);
    c.paint.fill_round({x + left - 1, y + 2, x_of(c, line, end) - left + 2, 16}, c.th.colors.mark,
                       radius::bar);
  }
}

}  // namespace dossier::ui
