#pragma once
#include "server/telemetry/metrics.hpp"

namespace dossier::telemetry {

/// Adds what Prometheus' own clients tell of a process (`process_cpu_seconds_total`,
/// `process_resident_memory_bytes`, `process_open_fds`, `process_start_time_seconds`), read from proc(5).
void watch_process(metrics& in);

}  // namespace dossier::telemetry
