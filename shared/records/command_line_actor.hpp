#pragma once
#include <string_view>

namespace dossier {

/// Who did in the change log what was done by the program's command line: whoever was at the machine, so the
/// entry has this name and no actor's id.
inline constexpr std::string_view command_line_actor = "the command line";

}  // namespace dossier
