#pragma once
#include "server/db/database.hpp"
#include "server/live/live_service.hpp"
#include "server/net/server.hpp"
#include "server/telemetry/metrics.hpp"

namespace dossier::app {

/// Shows in `in` what the parts of the server count themselves. They outlive the use of `in`.
void watch_server(telemetry::metrics& in, const db::database& database, const live::live_service& live,
                  const net::server& transport);

}  // namespace dossier::app
