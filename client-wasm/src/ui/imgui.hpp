#pragma once

// Dear ImGui with its internals, of which the widgets use items, ids, button behavior and the text editor.
// Its headers do not pass our warnings, hence the pragma.
#pragma GCC system_header
#define IMGUI_DEFINE_MATH_OPERATORS
#include <imgui.h>
#include <imgui_internal.h>
