#pragma once
#include <functional>
#include <map>

#include "client-wasm/src/net/transport.hpp"
#include "client-wasm/src/platform/net_bridge.hpp"

namespace dossier::net {

/// The transport over the browser's fetch and WebSocket. Answers and messages reach their callers in
/// deliver() only.
class bridge_transport final : public transport {
 public:
  int fetch(request what, std::function<void(response)> done) override;
  void abort(int id) override;
  int open_socket(std::string_view path, std::string_view protocol, socket_listener& listener) override;
  bool send(int socket, std::string_view text) override;
  void close(int socket, int code, std::string_view reason) override;

  /// Hands on everything that came since, in order of arrival.
  void deliver();
  /// True when no request waits for its answer.
  [[nodiscard]] bool idle() const { return waiting_.empty(); }

 private:
  void handle(platform::net_event&& event);

  platform::net_bridge bridge_;
  std::map<int, std::function<void(response)>> waiting_;
  std::map<int, socket_listener*> sockets_;
};

}  // namespace dossier::net
