#pragma once

// Dear ImGui's configuration, named by IMGUI_USER_CONFIG for its own sources and ours alike.

// A full grid needs more than 65,536 vertices in one draw list, and WebGL2 has no vertex offsets.
#define ImDrawIdx unsigned int
// Names come in every script, and icons lie in the private use area.
#define IMGUI_USE_WCHAR32

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_FILE_FUNCTIONS
#define IMGUI_DISABLE_WIN32_FUNCTIONS
