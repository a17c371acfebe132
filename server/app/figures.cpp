#include "server/app/figures.hpp"

#include "server/telemetry/process_figures.hpp"

namespace dossier::app {
namespace {

void watch_live(telemetry::metrics& in, const live::live_service& live) {
  using figures = live::live_figures;
  const auto figure = [&live](auto member) {
    return [&live, member] { return static_cast<double>(live.figures().*member); };
  };
  in.watch_gauge("dossier_live_connections", "Live connections that were greeted and are open.",
                 figure(&figures::connections));
  in.watch_gauge("dossier_live_subscriptions", "Subscriptions held.", figure(&figures::subscriptions));
  in.watch_counter("dossier_live_messages_total", "Change messages queued to connections.",
                   figure(&figures::messages));
  in.watch_counter("dossier_live_resets_total", "Subscriptions told to load their view anew.",
                   figure(&figures::resets));
  in.watch_counter("dossier_live_congestions_total", "Times that a connection's queue was full.",
                   figure(&figures::congestions));
  in.watch_counter("dossier_live_slow_closes_total", "Connections closed for not draining in time.",
                   figure(&figures::slow_closes));
  in.watch_counter("dossier_feed_changes_total", "Changes handed to live connections' hub.",
                   figure(&figures::delivered));
}

void watch_sequencer(telemetry::metrics& in, const live::live_service& live) {
  in.watch_gauge("dossier_sequencer_connected", "1 while this process's sequencer has its connection.",
                 [&live] { return live.figures().sequencing.connected ? 1.0 : 0.0; });
  in.watch_counter("dossier_sequencer_changes_total", "Changes that this process gave a seq.",
                   [&live] { return static_cast<double>(live.figures().sequencing.changes); });
  in.watch_counter("dossier_sequencer_batches_total", "Batches in which it did so.",
                   [&live] { return static_cast<double>(live.figures().sequencing.batches); });
  in.watch_counter("dossier_sequencer_connections_total", "Connections it has made: grows when one is lost.",
                   [&live] { return static_cast<double>(live.figures().sequencing.connections); });
  in.watch_gauge(
      "dossier_sequencer_lag_seconds", "From the acceptance of the last batch's oldest write to its seq.",
      [&live] { return std::chrono::duration<double>(live.figures().sequencing.last_lag).count(); });
}

}  // namespace

void watch_server(telemetry::metrics& in, const db::database& database, const live::live_service& live,
                  const net::server& transport) {
  telemetry::watch_process(in);
  in.watch_gauge("dossier_database_ready", "1 while the database can serve.",
                 [&database] { return database.state().ready ? 1.0 : 0.0; });
  in.watch_gauge("dossier_connections", "Connections open, of both kinds.",
                 [&transport] { return static_cast<double>(transport.connections()); });
  watch_live(in, live);
  watch_sequencer(in, live);
}

}  // namespace dossier::app
