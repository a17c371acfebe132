#pragma once
#include <string>

#include "client-wasm/src/app/notice.hpp"
#include "client-wasm/src/model/display.hpp"
#include "client-wasm/src/net/live_connection.hpp"

namespace dossier::app {

inline constexpr double slow_latency_ms = 500;  ///< a round trip above it is called slow

/// The connection in words: "Connected 12 ms", "Reconnecting in 3 s", "Offline since 14:31".
struct connection_status {
  severity kind = severity::info;
  std::string word;
  std::string note;
  bool offline = false;  ///< the strip under the top bar is due
};

/// `now_ms` is the connection's clock, `now` the person's.
[[nodiscard]] connection_status describe_connection(const net::live_connection& live, double now_ms,
                                                    const model::wall_time& now);

}  // namespace dossier::app
