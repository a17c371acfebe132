#include "client-wasm/src/screens/gallery_palette.hpp"

#include "client-wasm/src/screens/gallery_page.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::screens {
namespace {

using namespace ui;
using namespace gallery_page;

constexpr std::string_view looked_for = "ca";
constexpr double answer_ms = 12;

}  // namespace

gallery_palette::gallery_palette() {
  commands_.bind("panel", {icon::tune, [] {}, {}, {}});
  commands_.bind("sidebar", {icon::tune, [] {}, {}, {}});
  commands_.bind("keys", {icon::apple_keyboard_caps, [] {}, {}, {}});
  commands_.bind("grid.edit", {icon::pencil, [] {}, {}, {}});
  commands_.bind("grid.delete", {icon::delete_,
                                 [] {},
                                 [] {
                                   return app::availability{false, "Nothing is selected"};
                                 },
                                 {}});
  commands_.bind("theme", {icon::weather_night, [] {}, {}, {}});
}

void gallery_palette::open(context& c) {
  opened_ = true;
  find_.open("brands", {{"Castings and forgings", "/brands?filter=x", "Brands", icon::bookmark_outline}});
  palette_.open(c, std::string(looked_for));
  find_.ask(looked_for);
  clock_ += app::find_pause_ms + 1;
  find_.tick();
  clock_ += answer_ms;
  server_.answer();
}

void gallery_palette::draw(context& c) {
  section(c, left, 70, column, "Command palette");
  if (button(c, {left, 96, 120, 28}, "Open again") || !opened_) open(c);
  server_.answer();
  palette_.draw(c, find_, "2 selected", now);
}

}  // namespace dossier::screens
