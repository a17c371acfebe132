#include <cmath>

#include "client-wasm/src/ui/widgets.hpp"

// Strips, empty states, skeletons, the connection mark.
namespace dossier::ui {

bool strip(context& c, rect r, tone k, char32_t glyph, std::string_view message, std::string_view action,
           std::string_view key_hint, char32_t action_icon, float corner_radius) {
  c.paint.fill_round(r, tone_fill(c.th, k), corner_radius);
  rect inner = r.inset(12, 0);
  c.paint.icon(inner.cut_left(16), glyph, tone_ink(c.th, k), 16);
  inner.cut_left(8);
  c.push_id(message);
  const widget_id id = c.id("strip");
  c.sem.open({.id = id,
              .kind = k == tone::bad ? role::alert : role::status,
              .name = std::string(message),
              .bounds = r});
  bool pressed = false;
  if (!action.empty()) {
    const button_options o{.kind = button_kind::ghost, .icon = action_icon, .key_hint = key_hint};
    const float w = button_width(c, action, o);
    inner.cut_right(w - 12);
    pressed = button(c, {r.right() - 4 - w, r.y + std::floor((r.h - size::control) / 2), w, size::control},
                     action, o);
  }
  const text_result drawn = c.paint.text_in(inner, face::body, c.th.colors.text, message);
  if (drawn.cut) c.tooltip(id, inner, message);
  c.sem.close();
  c.pop_id();
  return pressed;
}

bool empty_state(context& c, rect r, char32_t glyph, std::string_view fact, std::string_view cause,
                 std::string_view action) {
  const palette& k = c.th.colors;
  const float height = 20 + 4 + 20 + (cause.empty() ? 0 : 20) + (action.empty() ? 0 : 8 + size::control);
  rect at{r.x, r.y + std::floor((r.h - height) / 4) * 2 - 2, r.w, height};
  c.paint.icon(at.cut_top(20), glyph, k.text3, 20);
  at.cut_top(4);
  c.paint.text_in(at.cut_top(20), face::medium, k.text, fact, align::center);
  if (!cause.empty()) c.paint.text_in(at.cut_top(20), face::small, k.text2, cause, align::center);
  c.sem.leaf({.id = c.id(fact),
              .kind = role::status,
              .name = std::string(fact) + ". " + std::string(cause),
              .bounds = r});
  if (action.empty()) return false;
  at.cut_top(8);
  const float w = button_width(c, action);
  return button(c, at.centered(w, size::control), action);
}

void skeleton_bar(context& c, float x, float center_y, float w) {
  c.paint.fill_round({x, std::floor(center_y) - 4, w, 8}, c.th.colors.press, radius::bar);
}

void skeleton_rows(context& c, rect r, int count, float row_height) {
  // Uneven lengths read as text; the same for the same row, so that nothing moves between frames.
  constexpr std::array<float, 6> lengths{0.82F, 0.62F, 0.96F, 0.72F, 0.54F, 0.88F};
  for (int i = 0; i < count; ++i) {
    const rect row{r.x, r.y + row_height * static_cast<float>(i), r.w, row_height};
    const float center = row.y + row_height / 2;
    c.paint.fill_round({row.x + 12, center - 8, 16, 16}, c.th.colors.press, radius::chip);
    const float length = lengths[static_cast<std::size_t>(i) % lengths.size()];
    skeleton_bar(c, row.x + 40, center, std::floor(std::min(128.0F, (row.w - 96) * 0.9F) * length));
    skeleton_bar(c, row.right() - 44, center, 40);
    c.paint.bottom_line(row, c.th.colors.line);
  }
}

float connection_mark(context& c, rect r, tone k, std::string_view word, std::string_view note, bool draw) {
  const float word_w = c.paint.width(face::small, word);
  const float note_w = note.empty() ? 0 : 8 + c.paint.width(face::small, note);
  const float total = 8 + 8 + word_w + note_w;
  if (!draw) return total;
  status_dot(c.paint, {r.x + 4, r.y + std::floor(r.h / 2)}, tone_ink(c.th, k));
  c.paint.text_in({r.x + 16, r.y, word_w + 1, r.h}, face::small,
                  k == tone::ok ? c.th.colors.text2 : c.th.colors.text, word);
  if (note_w > 0) {
    c.paint.text_in({r.x + 16 + word_w + 8, r.y, note_w, r.h}, face::small, c.th.colors.text3, note);
  }
  c.sem.leaf({.id = c.id("connection"),
              .kind = role::status,
              .name = std::string(word) + (note.empty() ? "" : " ") + std::string(note),
              .bounds = {r.x, r.y, total, r.h}});
  return total;
}

}  // namespace dossier::ui
