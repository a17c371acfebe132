#include "client-wasm/src/ui/markdown_view.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {
namespace {

constexpr float bullet_radius = 2.5F;

color ink_of(const palette& k, reader_ink ink) {
  return ink == reader_ink::text ? k.text : ink == reader_ink::text2 ? k.text2 : k.text3;
}

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || byte == '_';
}

text_range word_at(std::string_view text, std::size_t at) {
  text_range word{at, at};
  while (word.begin > 0 && is_word_byte(text[word.begin - 1])) --word.begin;
  while (word.end < text.size() && is_word_byte(text[word.end])) ++word.end;
  return word;
}

}  // namespace

void markdown_view::show(const context& c, std::string_view key, std::string_view source, float width,
                         const model::hit_finder& finder) {
  const bool same_text = key == key_;
  if (same_text && width == width_ && c.paint.measures() == measures_ && finder == finder_) return;
  if (!same_text) select_nothing();
  key_ = key;
  width_ = width;
  measures_ = c.paint.measures();
  finder_ = finder;
  layout_ = lay_out_markdown(c.paint, source, width, finder);
}

std::string_view markdown_view::selected() const {
  const std::size_t end = std::min(selection_.end, layout_.plain.size());
  if (selection_.begin >= end) return {};
  return std::string_view(layout_.plain).substr(selection_.begin, end - selection_.begin);
}

/// The place in the plain text nearest to a point of the document.
std::size_t markdown_view::place_at(const context& c, point at) const {
  const placed_flow* nearest = nullptr;
  float least = 0;
  for (const placed_flow& one : layout_.flows) {
    const float above = one.at.y - at.y;
    const float below = at.y - (one.at.y + one.flow.height());
    const float right_end = one.flow.lines().empty() ? 0 : one.flow.line_width(one.flow.lines().front());
    const float left = one.at.x - at.x;
    const float right = at.x - (one.at.x + right_end);
    // Lines matter more than columns.
    const float distance = std::max({above, below, 0.0F}) * 1000 + std::max({left, right, 0.0F});
    if (nearest != nullptr && distance >= least) continue;
    nearest = &one;
    least = distance;
  }
  if (nearest == nullptr) return 0;
  if (at.y < nearest->at.y) return nearest->base;
  if (at.y >= nearest->at.y + nearest->flow.height()) return nearest->base + nearest->flow.text.size();
  return nearest->base + nearest->flow.byte_at(c.paint, {at.x - nearest->at.x, at.y - nearest->at.y});
}

void markdown_view::select(context& c, point origin, rect all) {
  const widget_id id = c.id("text");
  const press_result p = pressable(c, id, all, false);
  const bool held = ImGui::GetActiveID() == id;
  if (p.hovered) c.cursor = platform::cursor::text;
  const std::size_t at = place_at(c, {c.mouse.x - origin.x, c.mouse.y - origin.y});
  if (p.double_pressed) {
    selection_ = anchor_ = word_at(layout_.plain, at);
  } else if (held && !selecting_) {
    const bool extend = ImGui::GetIO().KeyShift && selection_.end > selection_.begin;
    if (!extend) anchor_ = selection_ = {at, at};
  } else if (held) {
    selection_ = {std::min(anchor_.begin, at), std::max(anchor_.end, at)};
    if (at >= anchor_.begin && at <= anchor_.end) selection_ = anchor_;
  }
  selecting_ = held;
}

void markdown_view::draw_figure(context& c, const figure& one, point origin) const {
  const palette& k = c.th.colors;
  const rect at = one.at.moved(origin.x, origin.y);
  if (!c.paint.visible(at.inset(0, -2))) return;
  switch (one.kind) {
    case figure_kind::quote_bar:
      c.paint.fill(at, k.focus);
      break;
    case figure_kind::bullet:
      c.paint.circle({at.x + 8, at.center().y}, bullet_radius, k.text3);
      break;
    case figure_kind::rule:
      c.paint.hline(at.x, at.y, at.w, k.line);
      break;
    case figure_kind::code_ground:
      c.paint.fill_round(at, k.field, radius::control);
      c.paint.outline(at, k.border, radius::control);
      break;
    case figure_kind::bar:
      c.paint.fill_round(at, k.c1, radius::bar);
      break;
    case figure_kind::bar_other:
      c.paint.fill_round(at, k.c6, radius::bar);
      break;
    case figure_kind::number:
      c.paint.text_in(at, face::reading, k.text3, one.text, align::right);
      break;
  }
}

/// Links take presses before the text under them does.
std::string_view markdown_view::links(context& c, point origin) {
  std::string_view followed;
  for (std::size_t index = 0; index < layout_.flows.size(); ++index) {
    const placed_flow& one = layout_.flows[index];
    for (const flow_line& line : one.flow.lines()) {
      for (std::uint32_t i = line.first_piece; i < line.end_piece; ++i) {
        const flow_piece& piece = one.flow.pieces()[i];
        const std::int32_t link = one.flow.runs[piece.run].link;
        if (link < 0) continue;
        const rect at{origin.x + one.at.x + piece.x, origin.y + one.at.y + line.y, piece.width,
                      one.flow.line_height()};
        if (!c.paint.visible(at)) continue;
        c.push_id(static_cast<std::int64_t>(one.base + piece.begin));
        const widget_id id = c.id("link");
        const press_result p = pressable(c, id, at);
        const std::string& target = layout_.links[static_cast<std::size_t>(link)];
        if (p.hovered) c.cursor = platform::cursor::hand;
        if (p.focused) c.paint.focus_ring(at.inset(0, 3), c.th, radius::bar);
        if (p.pressed) followed = target;
        c.tooltip(id, at, target);
        c.sem.leaf({.id = id,
                    .kind = role::link,
                    .state = p.focused ? std::uint32_t{state_focused} : 0U,
                    .name = one.flow.text.substr(piece.begin, piece.end - piece.begin),
                    .description = target,
                    .bounds = at});
        c.pop_id();
      }
    }
  }
  return followed;
}

void markdown_view::semantics(context& c, const placed_flow& one, std::size_t index, rect at) const {
  c.push_id(static_cast<std::int64_t>(index));
  c.sem.leaf({.id = c.id("block"), .kind = one.kind, .name = one.flow.text, .bounds = at});
  c.pop_id();
}

std::string_view markdown_view::draw(context& c, point origin, std::size_t current) {
  c.push_id("markdown");
  for (const figure& one : layout_.figures) draw_figure(c, one, origin);
  const std::string_view followed = links(c, origin);
  select(c, origin, {origin.x - 8, origin.y, width_ + 16, layout_.height});
  for (std::size_t i = 0; i < layout_.flows.size(); ++i) {
    const placed_flow& one = layout_.flows[i];
    const rect at = one.bounds(width_).moved(origin.x, origin.y);
    if (!c.paint.visible(at)) continue;
    flow_ink ink{ink_of(c.th.colors, one.ink), &one.hits};
    if (current < layout_.hits.size() && layout_.hits[current].flow == i) {
      ink.current_hit = layout_.hits[current].hit;
    }
    const std::size_t end = one.base + one.flow.text.size();
    if (selection_.begin < end && selection_.end > one.base) {
      ink.selection = {std::max(selection_.begin, one.base) - one.base,
                       std::min(selection_.end, end) - one.base};
    }
    one.flow.draw(c.paint, c.th, {origin.x + one.at.x, origin.y + one.at.y}, ink);
    semantics(c, one, i, at);
  }
  c.pop_id();
  return followed;
}

}  // namespace dossier::ui
