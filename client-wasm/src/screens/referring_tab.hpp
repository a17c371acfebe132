#pragma once

#include "client-wasm/src/app/referring_list.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::screens {

/// The records that refer to the open one, newest first, each a link, then one to all of them. Returns the
/// height used.
float draw_referring(ui::context& c, ui::rect r, app::workspace& work, const app::referring_list& list,
                     const model::wall_time& now);

}  // namespace dossier::screens
