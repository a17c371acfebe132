# Warnings every target of ours is compiled with; each one is an error.
add_library(dossier_warnings INTERFACE)
target_compile_options(dossier_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align
  -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wformat=2 -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(dossier_warnings INTERFACE -Wduplicated-cond -Wlogical-op)
  # g++ 12 reports false positives of these inside coroutine frames and inlined std::string code.
  target_compile_options(dossier_warnings INTERFACE
    -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds
    -Wno-stringop-overflow -Wno-stringop-overread)
endif()
