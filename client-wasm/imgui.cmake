# Dear ImGui for the dashboard (dossier_imgui) and for what draws with it (include after cmake/imgui.cmake).
add_library(dossier_imgui STATIC
  ${IMGUI_DIR}/imgui.cpp ${IMGUI_DIR}/imgui_draw.cpp ${IMGUI_DIR}/imgui_tables.cpp ${IMGUI_DIR}/imgui_widgets.cpp)
target_include_directories(dossier_imgui SYSTEM PUBLIC ${IMGUI_DIR})
target_include_directories(dossier_imgui PUBLIC ${PROJECT_SOURCE_DIR})
target_compile_definitions(dossier_imgui PUBLIC IMGUI_USER_CONFIG="client-wasm/src/ui/imgui_config.h")
# Drawing its glyphs for every test takes long without optimization, and nobody debugs it.
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(dossier_imgui PRIVATE -O2)
endif()
