# What every unit of the WebAssembly build shares: exceptions and link-time optimization must agree across libraries.
if(EMSCRIPTEN)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
  add_compile_options(-fwasm-exceptions -flto)
endif()
