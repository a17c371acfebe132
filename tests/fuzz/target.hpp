#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace dossier::fuzz {

/// One input; defined by each target. Whatever the input, it must come back, and `expect` must hold.
void run(std::string_view input);

/// Ends the program, which makes libFuzzer keep the input, when something does not hold that always must.
inline void expect(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace dossier::fuzz
