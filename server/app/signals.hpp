#pragma once
#include <string_view>

namespace dossier::app {

/// SIGINT, SIGTERM and SIGHUP as something to wait for. Make it before any thread is made: threads inherit
/// the blocked mask, so that no handler ever runs. SIGPIPE is ignored.
class stop_signals {
 public:
  stop_signals();

  /// Blocks until one arrives; answers which.
  [[nodiscard]] int wait() const;
  [[nodiscard]] static std::string_view name(int signal);
};

}  // namespace dossier::app
