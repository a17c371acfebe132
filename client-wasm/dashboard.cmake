# The WebAssembly program and its packaging into ${PROJECT_BINARY_DIR}/dist.
include(${PROJECT_SOURCE_DIR}/cmake/imgui.cmake)
include(${PROJECT_SOURCE_DIR}/cmake/fonts.cmake)
include(${client_dir}/imgui.cmake)

set(client_link_flags
  ${DOSSIER_WASM_LINK_OPTIONS}
  -sDYNAMIC_EXECUTION=0 -sMODULARIZE=1 -sEXPORT_NAME=createDossier -sENVIRONMENT=web -sFILESYSTEM=0
  -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=67108864 -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
  -sINCOMING_MODULE_JS_API=[canvas,instantiateWasm,onAbort,print,printErr,onRuntimeInitialized]
  "-sEXPORTED_FUNCTIONS=[_main,_malloc,_free]")

file(GLOB_RECURSE dashboard_sources CONFIGURE_DEPENDS
  src/main.cpp src/platform/*.cpp src/ui/*.cpp src/screens/*.cpp src/net/*_browser.cpp)
add_executable(dashboard_program ${dashboard_sources})
set_target_properties(dashboard_program PROPERTIES OUTPUT_NAME app SUFFIX .js)
target_link_libraries(dashboard_program PRIVATE dossier_client_core dossier_imgui dossier_tokens dossier_warnings)
target_precompile_headers(dashboard_program PRIVATE src/ui/pch.hpp)
foreach(part platform text_area net accessibility)
  list(APPEND client_link_flags --js-library=${client_dir}/web/${part}.js)
  set_property(TARGET dashboard_program APPEND PROPERTY LINK_DEPENDS ${client_dir}/web/${part}.js)
endforeach()
# The optimizer of Debian's Emscripten looks for its parser (node-acorn) here; without the variable linking fails.
set_property(TARGET dashboard_program PROPERTY RULE_LAUNCH_LINK
  "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
target_link_options(dashboard_program PRIVATE ${client_link_flags})

# Hashes, compresses and lists everything the server may hand out; index.html and the manifest come last.
set(dist_dir ${PROJECT_BINARY_DIR}/dist)
add_custom_command(OUTPUT ${dist_dir}/manifest.json
  COMMAND node ${client_dir}/tools/package.mjs --web ${client_dir}/web --program $<TARGET_FILE_DIR:dashboard_program>
    --tokens ${tokens_css} --fonts ${DOSSIER_FONTS_DIR} --out ${dist_dir}
  DEPENDS dashboard_program dossier_fonts ${DOSSIER_FONTS} ${tokens_css} tools/package.mjs web/index.html web/boot.js
    web/app.css web/icon.svg
  COMMENT "Packaging the dashboard" VERBATIM)
add_custom_target(dashboard ALL DEPENDS ${dist_dir}/manifest.json)
