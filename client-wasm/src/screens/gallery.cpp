#include "client-wasm/src/screens/gallery.hpp"

namespace dossier::screens {

void gallery::draw(ui::context& c) {
  c.paint.fill(c.screen, c.th.colors.surface);
  c.paint.text(ui::face::title, 60, 14, c.th.colors.text, "Components");
  c.paint.text(ui::face::body, 60, 54, c.th.colors.text, "Castellan Freight 71 264 Ünïcode Ελλάδα Привет 日本語 🎉");
}

}  // namespace dossier::screens
