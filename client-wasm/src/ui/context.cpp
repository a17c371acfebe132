#include "client-wasm/src/ui/context.hpp"

#include <algorithm>
#include <array>

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/imgui_keys.hpp"

namespace dossier::ui {

widget_id context::id(std::string_view text) const {
  return ImGui::GetCurrentWindow()->GetID(text.data(), text.data() + text.size());
}
widget_id context::id(std::int64_t number) const {
  return ImGui::GetCurrentWindow()->GetID(reinterpret_cast<const char*>(&number),
                                          reinterpret_cast<const char*>(&number) + sizeof number);
}
void context::push_id(std::string_view text) {
  ImGui::PushOverrideID(id(text));
}
void context::push_id(std::int64_t number) {
  ImGui::PushOverrideID(id(number));
}
void context::pop_id() {
  ImGui::PopID();
}

bool context::shortcut(key k, std::uint8_t modifiers) {
  const model::key_stroke own{k, modifiers, 0};
  return take(keys != nullptr ? keys->pressed_for(own) : own);
}

bool context::typed_char(char c) {
  const model::key_stroke own{key::none, mod_none, c};
  return take(keys != nullptr ? keys->pressed_for(own) : own);
}

bool context::take(const model::key_stroke& stroke) {
  const key k = stroke.key;
  const std::uint8_t modifiers = stroke.modifiers;
  if (stroke.character != 0) return take_typed(stroke.character);
  if (k == key::none) return false;
  if (popup_open && layers.empty()) return false;  // a menu or dialog has the keys
  const ImGuiIO& io = ImGui::GetIO();
  const bool command = io.ConfigMacOSXBehaviors ? io.KeySuper : io.KeyCtrl;
  const std::uint8_t held = static_cast<std::uint8_t>(
      (command ? mod_command : 0) | (io.KeyShift ? mod_shift : 0) | (io.KeyAlt ? mod_alt : 0));
  if (held != modifiers) return false;
  const bool function_key = k >= key::f1 && k <= key::f12;
  if (text_active && (modifiers & (mod_command | mod_alt)) == 0 && !function_key) return false;
  const ImGuiKey imgui_key = to_imgui(k);
  if (!ImGui::IsKeyPressed(imgui_key, false)) return false;
  if (std::find(taken.begin(), taken.end(), k) != taken.end()) return false;
  taken.push_back(k);
  return true;
}

bool context::take_typed(char c) {
  const std::size_t at = typed.find(c);
  if (at == std::string::npos || text_active || (popup_open && layers.empty())) return false;
  typed.erase(at, 1);
  return true;
}

std::string context::key_text(std::string_view own) const {
  const auto strokes = model::parse_keys(own);
  // Sequences, and signs that are no keys as they are written, stand as they are.
  if (keys == nullptr || !strokes || strokes->size() != 1) return model::cap_text(own, th.apple);
  const model::key_stroke& wanted = strokes->front();
  const model::key_stroke moved = keys->pressed_for(wanted);
  if (moved == wanted) return model::cap_text(own, th.apple);
  if (moved.key == key::none && moved.character == 0) return {};
  return model::cap_text(model::to_string({moved}), th.apple);
}

bool context::hovered(rect r) const {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.HoveredWindow != g.CurrentWindow || !paint.clip().contains(mouse) || !r.contains(mouse)) return false;
  return ImGui::IsWindowContentHoverable(g.CurrentWindow, ImGuiHoveredFlags_None) &&
         (g.ActiveId == 0 || g.ActiveIdAllowOverlap || g.ActiveId == g.CurrentWindow->MoveId);
}

void context::tooltip(widget_id owner, rect anchor, std::string_view text) {
  if (text.empty() || !hovered(anchor)) return;
  if (tip.owner != owner) tip = {owner, now, anchor, std::string(text), 0};
  tip.seen = now;
  tip.anchor = anchor;
  tip.text = text;
  if (now < tip.since + timing::tooltip_delay) page.wake_at(tip.since + timing::tooltip_delay);
}

}  // namespace dossier::ui
