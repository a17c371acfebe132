#pragma once
#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/ui/draw.hpp"

namespace dossier::screens {

/// The tone in which something of this severity is drawn.
[[nodiscard]] inline ui::tone tone_of(app::severity s) {
  switch (s) {
    case app::severity::ok:
      return ui::tone::ok;
    case app::severity::info:
      return ui::tone::info;
    case app::severity::warn:
      return ui::tone::warn;
    case app::severity::bad:
      return ui::tone::bad;
  }
  return ui::tone::info;
}

}  // namespace dossier::screens
