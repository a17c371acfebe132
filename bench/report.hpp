#pragma once
#include <string>
#include <vector>

#include "bench/figures.hpp"

namespace dossier::bench {

/// The table for people, with a line for each figure that says how it was measured.
[[nodiscard]] std::string to_table(const std::vector<figure>& figures, const figure_options& how);

/// The same as one JSON object: {"seconds":…,"connections":…,"figures":[{…}]}.
[[nodiscard]] std::string to_json(const std::vector<figure>& figures, const figure_options& how);

}  // namespace dossier::bench
