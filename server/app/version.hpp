#pragma once
#include <string_view>

namespace dossier::app {

inline constexpr std::string_view version = "0.1.0";

}  // namespace dossier::app
