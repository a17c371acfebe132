#include "client-wasm/src/screens/confirm_dialog.hpp"

#include <utility>

#include "client-wasm/src/ui/popups.hpp"

namespace dossier::screens {

using namespace ui;

namespace {

constexpr std::string_view name = "Confirm";
constexpr float width = 400;
constexpr float height = 132;

}  // namespace

void confirm_dialog::ask(context& c, question what) {
  asked_ = std::move(what);
  due_ = true;
  c.page.wake();
}

void confirm_dialog::draw(context& c) {
  c.push_id("confirm");
  if (std::exchange(due_, false)) open_popup(c, name);
  rect at;
  if (begin_dialog(c, name, asked_.title, width, height, at)) {
    at.cut_top(8);
    c.paint.text_in(at.cut_top(20), face::body, c.th.colors.text2, asked_.detail);
    rect line = at.cut_bottom(size::control);
    const button_options yes{.kind = button_kind::confirm};
    const button_options no{.kind = button_kind::ghost};
    const rect yes_at = line.cut_right(button_width(c, asked_.yes, yes));
    line.cut_right(8);
    // The harmless one comes first: it has the keyboard when the question opens.
    if (button(c, line.cut_right(button_width(c, "Cancel", no)), "Cancel", no)) close_popup(c);
    const bool pressed = button(c, yes_at, asked_.yes, yes);
    if (pressed) close_popup(c);
    end_dialog(c);
    if (pressed) std::exchange(asked_.act, nullptr)();
  }
  c.pop_id();
}

}  // namespace dossier::screens
