#pragma once
#include <string>
#include <string_view>

#include "client-wasm/src/app/workspace.hpp"
#include "client-wasm/src/platform/platform.hpp"

namespace dossier::screens {

/// The address of a location of the dashboard, for use outside of it.
[[nodiscard]] inline std::string link_of(platform::page& page, std::string_view location) {
  return page.origin() + "/#" + std::string(location);
}

/// Puts it on the clipboard, and says so.
inline void copy_link(platform::page& page, app::workspace& work, std::string_view location) {
  page.write_clipboard(link_of(page, location));
  work.tell({app::severity::ok, "Link copied", {}, {}});
}

}  // namespace dossier::screens
