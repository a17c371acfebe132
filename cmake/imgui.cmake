# IMGUI_DIR: the folder of Dear ImGui 1.90.1's source (imgui.h and backends/). scripts/dev/fetch_imgui.sh puts it there;
# the environment variable or -DIMGUI_DIR=… names another one.
if(DEFINED ENV{IMGUI_DIR} AND NOT DEFINED CACHE{IMGUI_DIR})
  set(IMGUI_DIR "$ENV{IMGUI_DIR}" CACHE PATH "Source of Dear ImGui 1.90.1")
else()
  set(IMGUI_DIR "${CMAKE_SOURCE_DIR}/build/deps/imgui" CACHE PATH "Source of Dear ImGui 1.90.1")
endif()
if(NOT EXISTS "${IMGUI_DIR}/imgui.h")
  message(FATAL_ERROR "No imgui.h in ${IMGUI_DIR}. Run scripts/dev/fetch_imgui.sh, or set IMGUI_DIR to a folder with "
    "Dear ImGui 1.90.1's source.")
endif()
file(STRINGS "${IMGUI_DIR}/imgui.h" imgui_version_line REGEX "^#define IMGUI_VERSION_NUM ")
if(NOT imgui_version_line MATCHES "19010")
  message(FATAL_ERROR "${IMGUI_DIR} holds another version of Dear ImGui (${imgui_version_line}); 1.90.1 is needed.")
endif()
