#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// fetch and WebSocket of the browser. Every outcome is an event in one queue that is drained outside of
// drawing, so that nothing re-enters, and a fake transport is a queue of the same events.
namespace dossier::platform {

using header_list = std::vector<std::pair<std::string, std::string>>;

enum class net_event_kind : std::uint8_t {
  response = 1,        ///< a fetch answered: status, headers, body
  fetch_failed = 2,    ///< no answer: offline, refused, timed out, aborted; text says which
  socket_open = 3,     ///< text: the sub-protocol chosen
  socket_message = 4,  ///< text: one message
  socket_closed = 5,   ///< status: close code, text: reason
};

struct net_event {
  int id = 0;  ///< what start_fetch or open_socket returned
  net_event_kind kind{};
  int status = 0;
  header_list headers;  ///< names in lower case
  std::string text;
};

class net_bridge {
 public:
  net_bridge();
  ~net_bridge();
  net_bridge(const net_bridge&) = delete;
  net_bridge& operator=(const net_bridge&) = delete;

  /// Starts a request; `url` is absolute or begins with '/'. `timeout_ms` 0 waits forever. Returns its id (>
  /// 0).
  int start_fetch(std::string_view method, std::string_view url, const header_list& headers,
                  std::string_view body, int timeout_ms);
  /// Cancels a request; no event comes for it any more.
  void abort(int id);

  /// Opens a WebSocket; `url` absolute ("ws://…") or a path on this origin. Returns its id (> 0).
  int open_socket(std::string_view url, std::string_view protocol);
  /// Sends a text message; false when the socket is not open.
  bool send(int id, std::string_view text);
  /// Bytes accepted by send() and not yet on the wire.
  [[nodiscard]] int buffered(int id) const;
  void close(int id, int code, std::string_view reason);

  /// Hands over everything that came since, in order of arrival.
  void drain(const std::function<void(net_event&&)>& sink);
  /// Requests without an answer yet.
  [[nodiscard]] int in_flight() const;

 private:
  std::vector<net_event> events_;
};

}  // namespace dossier::platform
