#include "client-wasm/src/ui/command_keys.hpp"

#include "client-wasm/src/ui/imgui.hpp"
#include "client-wasm/src/ui/imgui_keys.hpp"

namespace dossier::ui {
namespace {

constexpr std::string_view palette_command = "palette";

std::uint8_t held_modifiers() {
  const ImGuiIO& io = ImGui::GetIO();
  const bool command = io.ConfigMacOSXBehaviors ? io.KeySuper : io.KeyCtrl;
  return static_cast<std::uint8_t>((command ? mod_command : 0) | (io.KeyShift ? mod_shift : 0) |
                                   (io.KeyAlt ? mod_alt : 0));
}

/// A character that is a key of its own, wherever the layout has it.
std::optional<model::key_stroke> typed_stroke(const context& c) {
  constexpr std::string_view characters = "?/:";
  for (const char typed : c.typed) {
    if (characters.find(typed) != std::string_view::npos)
      return model::key_stroke{key::none, mod_none, typed};
  }
  return std::nullopt;
}

/// What was pressed in this frame, in its order. Quick hands, or a slow machine, bring several keys a frame.
std::vector<key_press> strokes_of(const context& c) {
  const auto typed = typed_stroke(c);
  if (!typed) return c.presses;
  return {{*typed, c.presses.empty() ? c.now : c.presses.back().at}};
}

}  // namespace

std::optional<model::key_stroke> pressed_stroke(const context& c) {
  if (const auto typed = typed_stroke(c)) return typed;
  for (int k = 1; k < static_cast<int>(key::count); ++k) {
    if (!ImGui::IsKeyPressed(to_imgui(static_cast<key>(k)), false)) continue;
    return model::key_stroke{static_cast<key>(k), held_modifiers(), 0};
  }
  return std::nullopt;
}

void follow_sequences(context& c, app::commands& all) {
  if (c.text_active || c.popup_open) return all.forget_pending();
  for (const key_press& one : strokes_of(c)) {
    const app::commands::pressed done = all.press(one.stroke, one.at);
    if (!done.taken) continue;
    c.taken.push_back(one.stroke.key);
    c.typed.clear();
    if (!done.id.empty()) all.run(done.id);
    c.page.wake();
  }
}

void run_command_keys(context& c, app::commands& all) {
  if (c.popup_open) return;
  for (const app::command& one : all.all()) {
    if (all.action(one.id) == nullptr || (c.text_active && one.id != palette_command)) continue;
    const auto keys = model::parse_keys(all.keys(one.id));
    if (!keys || keys->size() != 1 || !all.state(one.id).enabled || !c.take(keys->front())) continue;
    all.run(one.id);
    return;
  }
}

}  // namespace dossier::ui
