#include "client-wasm/src/app/connection_status.hpp"

#include <cmath>

namespace dossier::app {

connection_status describe_connection(const net::live_connection& live, double now_ms,
                                      const model::wall_time& now) {
  using net::live_state;
  switch (live.state()) {
    case live_state::live: {
      const auto latency = live.latency_ms();
      if (!latency) return {severity::ok, "Connected", {}, false};
      const std::string note =
          model::count_text(static_cast<std::int64_t>(std::ceil(*latency)), now.how) + " ms";
      if (*latency > slow_latency_ms) return {severity::warn, "Slow", note, false};
      return {severity::ok, "Connected", note, false};
    }
    case live_state::catching_up:
      return {severity::info, "Catching up",
              live.left() > 0 ? model::count_text(live.left(), now.how) + " left" : "", false};
    case live_state::waiting: {
      const auto seconds = static_cast<std::int64_t>(std::ceil(live.retry_in_ms() / 1'000));
      return {severity::info, "Reconnecting", seconds > 0 ? "in " + std::to_string(seconds) + " s" : "",
              false};
    }
    case live_state::offline: {
      const double away_ms = live.lost_at() ? now_ms - *live.lost_at() : 0;
      const timestamp since{(now.unix_ms - static_cast<std::int64_t>(away_ms)) * 1'000};
      return {severity::warn, "Offline", "since " + model::clock_text(since, now), true};
    }
    case live_state::signed_out:
      return {severity::bad, "Signed out", {}, false};
    case live_state::too_old:
      return {severity::warn, "Too old", {}, false};
    case live_state::idle:
    case live_state::connecting:
      break;
  }
  return {severity::info, "Connecting", {}, false};
}

}  // namespace dossier::app
