#pragma once
#include <string>
#include <string_view>

#include "shared/core/problem.hpp"

namespace dossier::model {

/// What is wrong with a query in words, with the place in its text where there is one: `…, at character 14`.
[[nodiscard]] std::string fault_text(const problem& why, std::string_view filter);

}  // namespace dossier::model
