#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/widgets.hpp"

namespace dossier::ui {

press_result pressable(context& c, widget_id id, rect r, bool focusable) {
  const float s = c.paint.scale();
  const ImRect box(r.x * s, r.y * s, r.right() * s, r.bottom() * s);
  press_result out;
  out.focused = focusable && c.focus.offer(id);
  if (out.focused && c.focus.arrived(id) && !ImGui::IsMouseDown(ImGuiMouseButton_Left)) c.arrived_at = r;
  const bool in_sight = ImGui::ItemAdd(box, id, nullptr, ImGuiItemFlags_NoNav);
  if (in_sight) {
    bool hovered = false;
    bool held = false;
    out.pressed = ImGui::ButtonBehavior(box, id, &hovered, &held, ImGuiButtonFlags_MouseButtonLeft);
    out.hovered = hovered;
    out.held = held && hovered;
    if (hovered) {
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left) && focusable) c.focus.take(id);
      out.double_pressed = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
      out.context_menu = ImGui::IsMouseReleased(ImGuiMouseButton_Right);
    }
  }
  if (out.focused && !c.text_active) {
    out.pressed = out.pressed || c.shortcut(key::enter) || c.shortcut(key::space);
    out.context_menu = out.context_menu || c.shortcut(key::menu);
  }
  out.pressed = c.sem.take_press(id) || out.pressed;
  return out;
}

}  // namespace dossier::ui
