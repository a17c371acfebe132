#pragma once

#include "client-wasm/src/platform/keys.hpp"
#include "client-wasm/src/ui/imgui.hpp"

namespace dossier::ui {

/// The ImGui key of one of ours.
[[nodiscard]] constexpr ImGuiKey to_imgui(platform::key k) {
  using platform::key;
  const auto offset = [k](key first, ImGuiKey imgui_first) {
    return static_cast<ImGuiKey>(imgui_first + static_cast<int>(k) - static_cast<int>(first));
  };
  if (k >= key::a && k <= key::z) return offset(key::a, ImGuiKey_A);
  if (k >= key::d0 && k <= key::d9) return offset(key::d0, ImGuiKey_0);
  if (k >= key::f1 && k <= key::f12) return offset(key::f1, ImGuiKey_F1);
  switch (k) {
    case key::enter:
      return ImGuiKey_Enter;
    case key::escape:
      return ImGuiKey_Escape;
    case key::tab:
      return ImGuiKey_Tab;
    case key::space:
      return ImGuiKey_Space;
    case key::backspace:
      return ImGuiKey_Backspace;
    case key::del:
      return ImGuiKey_Delete;
    case key::insert:
      return ImGuiKey_Insert;
    case key::left:
      return ImGuiKey_LeftArrow;
    case key::right:
      return ImGuiKey_RightArrow;
    case key::up:
      return ImGuiKey_UpArrow;
    case key::down:
      return ImGuiKey_DownArrow;
    case key::home:
      return ImGuiKey_Home;
    case key::end:
      return ImGuiKey_End;
    case key::page_up:
      return ImGuiKey_PageUp;
    case key::page_down:
      return ImGuiKey_PageDown;
    case key::slash:
      return ImGuiKey_Slash;
    case key::period:
      return ImGuiKey_Period;
    case key::comma:
      return ImGuiKey_Comma;
    case key::minus:
      return ImGuiKey_Minus;
    case key::equal:
      return ImGuiKey_Equal;
    case key::semicolon:
      return ImGuiKey_Semicolon;
    case key::menu:
      return ImGuiKey_Menu;
    default:
      return ImGuiKey_None;
  }
}

}  // namespace dossier::ui
