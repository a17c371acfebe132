#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace dossier::app {

enum class severity : std::uint8_t { ok, info, warn, bad };

/// Something the person should hear once: the screen shows it as a toast. Whatever offers "Undo" can also be
/// undone by key, newest first.
struct notice {
  severity kind = severity::ok;
  std::string message;
  std::string action;         ///< "Undo", empty for none
  std::function<void()> act;  ///< what the action does
  std::string what{};         ///< names what can be undone where there is no message: nothing is shown then
};

}  // namespace dossier::app
