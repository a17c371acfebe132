#pragma once
#include <string>

#include "shared/core/problem.hpp"

namespace dossier::app {

/// Why a write was refused, for people: what is wrong with the first field that is, else the problem's own
/// words.
[[nodiscard]] inline std::string refusal_text(const problem& why) {
  if (why.errors.empty()) return explanation(why);
  return why.errors.front().field + " " + why.errors.front().message;
}

}  // namespace dossier::app
