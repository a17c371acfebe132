#pragma once

#include <optional>
#include <string_view>

#include "client-wasm/src/model/settings.hpp"
#include "client-wasm/src/ui/context.hpp"

namespace dossier::ui {

inline constexpr std::string_view settings_popup = "Settings menu";

struct settings_result {
  bool changed = false;   ///< `s` is another now
  bool all_keys = false;  ///< the sheet of all keys was asked for
  /// Chosen for the workspace; what is in force is the context's.
  std::optional<model::formats> formats{};
};
/// The popover of a person's settings above `anchor`, with the workspace's formats for who may change them;
/// opened with open_popup(c, settings_popup), called every
/// frame.
settings_result settings_popover(context& c, rect anchor, model::settings& s, bool with_formats);

/// How the workspace writes numbers and dates, each choice by an example of itself: what was chosen. Takes
/// its room from the top of `at`.
std::optional<model::formats> formats_choice(context& c, rect& at);

}  // namespace dossier::ui
