# What every unit of the WebAssembly build shares: exceptions and link-time optimization must agree across libraries.
# DOSSIER_QUICK_LINK leaves link-time optimization out: a larger program that links in seconds, for work on the dashboard.
if(EMSCRIPTEN)
  option(DOSSIER_QUICK_LINK "Link the dashboard without link-time optimization" OFF)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
  add_compile_options(-fwasm-exceptions)
  if(DOSSIER_QUICK_LINK)
    set(DOSSIER_WASM_LINK_OPTIONS -fwasm-exceptions -O1)
  else()
    set(DOSSIER_WASM_LINK_OPTIONS -fwasm-exceptions -flto -Os)
    add_compile_options(-flto)
  endif()
endif()
