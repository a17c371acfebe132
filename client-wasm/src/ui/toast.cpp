#include <cmath>
#include <utility>

#include "client-wasm/src/ui/popups.hpp"

namespace dossier::ui {

int toast_card(context& c, rect r, tone k, char32_t glyph, std::string_view message, std::string_view action,
               std::string_view key_hint) {
  c.paint.raised(r, c.th);
  c.push_id("toast");
  c.sem.open({.id = c.id("card"), .kind = role::status, .name = std::string(message), .bounds = r});
  rect inner = r.inset(12, 0);
  c.paint.icon(inner.cut_left(16), glyph, tone_ink(c.th, k), 16);
  inner.cut_left(8);
  int out = 0;
  const float y = r.y + (r.h - size::control) / 2;
  if (icon_button(c, {r.right() - 10 - size::control, y, size::control, size::control}, icon::close,
                  "Dismiss"))
    out = 2;
  inner.cut_right(size::control + 4);
  if (!action.empty()) {
    const button_options o{.kind = button_kind::ghost, .key_hint = key_hint};
    const float w = button_width(c, action, o);
    if (button(c, {r.right() - 10 - size::control - 8 - w, y, w, size::control}, action, o)) out = 1;
    inner.cut_right(w + 8);
  }
  c.paint.text_in(inner, face::body, c.th.colors.text, message);
  c.sem.close();
  c.pop_id();
  return out;
}

void toaster::show(context& c, toast t) {
  t.until = c.page.now() + timing::toast;
  c.sem.announce(t.message, t.kind == tone::bad);
  toast_ = std::move(t);
  c.page.wake();
}

void toaster::draw(context& c, point corner) {
  if (!showing()) return;
  if (c.now >= toast_.until) {
    dismiss();
    return;
  }
  c.page.wake_at(toast_.until);
  float w = 12 + 16 + 8 + std::ceil(c.paint.width(face::body, toast_.message)) + 16 + size::control + 10;
  if (!toast_.action.empty()) {
    w += button_width(c, toast_.action, {.kind = button_kind::ghost, .key_hint = toast_.key_hint}) + 8;
  }
  const float width = std::min(std::max(w, 320.0F), corner.x - 16);
  const rect card{corner.x - width, corner.y - size::toast, width, size::toast};
  // Whoever reads it, or is on the way to its button, keeps it.
  if (c.hovered(card)) toast_.until = c.now + timing::toast;
  const int answer =
      toast_card(c, card, toast_.kind, toast_.icon, toast_.message, toast_.action, toast_.key_hint);
  if (answer == 1) act();
  if (answer == 2) dismiss();
  if (answer != 0) c.page.wake();
}

void toaster::act() {
  const auto offered = toast_.act;
  dismiss();
  if (offered) offered();
}

}  // namespace dossier::ui
