#pragma once
#include <vector>

#include "shared/records/saved_view.hpp"

namespace dossier::app {

/// Views that are there from the first day, of the audit log: few know its words by heart. They are stored
/// nowhere, and nobody changes them; whoever wants another keeps one of their own.
[[nodiscard]] const std::vector<saved_view>& shipped_views();

[[nodiscard]] bool is_shipped(const saved_view& view);

}  // namespace dossier::app
