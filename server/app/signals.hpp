#pragma once

namespace dossier::app {

/// SIGINT and SIGTERM as something to wait for. Make it before any thread is made: threads inherit the
/// blocked mask, so that no handler ever runs. SIGPIPE is ignored; SIGHUP ends like SIGTERM (a closed
/// terminal).
class stop_signals {
 public:
  stop_signals();

  /// Blocks until one arrives; answers its name.
  [[nodiscard]] const char* wait() const;
};

}  // namespace dossier::app
