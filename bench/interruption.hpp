#pragma once

namespace dossier::bench {

/// From now on SIGINT and SIGTERM only ask the measurement to end, so that server and files are cleaned up.
void watch_for_interruption();

/// Throws std::runtime_error once one of them has come.
void stop_if_interrupted();

}  // namespace dossier::bench
