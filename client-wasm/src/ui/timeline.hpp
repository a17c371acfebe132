#pragma once

#include <vector>

#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/net/history_page.hpp"
#include "client-wasm/src/ui/context.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::ui {

/// Draws history entries, newest first, from the top of `r`: who, when, and each change as struck before,
/// arrow, after. At most `most` entries (0: all). Returns the height used.
float draw_timeline(context& c, rect r, const describe::record_type& type,
                    const std::vector<net::history_entry>& entries, const model::wall_time& now,
                    std::size_t most = 0);

}  // namespace dossier::ui
