#include "tests/fuzz/target.hpp"

// libFuzzer's entry point; the program's main is libFuzzer's own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dossier::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
