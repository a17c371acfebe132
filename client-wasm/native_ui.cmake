# The dashboard's user interface as a native library, for the tests in tests/ui: everything but what speaks to WebGL
# (*_browser.cpp in src/ui) and main. The functions of platform/imports.hpp and ui/graphics.hpp are the tests' to provide.
# It exists once Dear ImGui's source does: ./dev test fetches it, and CMake looks again when it appears.
if(DEFINED ENV{IMGUI_DIR})
  set(imgui_wanted "$ENV{IMGUI_DIR}")
else()
  set(imgui_wanted "${PROJECT_SOURCE_DIR}/build/deps/imgui")
endif()
file(GLOB imgui_header CONFIGURE_DEPENDS "${imgui_wanted}/imgui.h")
if(NOT imgui_header)
  message(STATUS "No Dear ImGui in ${imgui_wanted}: the tests of the user interface are left out")
  return()
endif()
include(${PROJECT_SOURCE_DIR}/cmake/imgui.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/fonts.cmake)
include(${client_dir}/imgui.cmake)

file(GLOB_RECURSE ui_sources CONFIGURE_DEPENDS
  src/platform/*.cpp src/ui/*.cpp src/screens/*.cpp src/net/*_browser.cpp)
list(FILTER ui_sources EXCLUDE REGEX "/src/(ui|platform|screens)/.*_browser\\.cpp$")
add_library(dossier_client_ui STATIC ${ui_sources})
target_link_libraries(dossier_client_ui PUBLIC dossier_client_core dossier_imgui dossier_tokens PRIVATE dossier_warnings)
target_precompile_headers(dossier_client_ui PRIVATE src/ui/pch.hpp)
target_compile_definitions(dossier_client_ui INTERFACE DOSSIER_FONTS_DIR="${DOSSIER_FONTS_DIR}")
add_dependencies(dossier_client_ui dossier_fonts)
# g++ finds members missing even where designated initializers leave them to their defaults, as the kit's options are meant.
target_compile_options(dossier_client_ui PUBLIC $<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers>)
