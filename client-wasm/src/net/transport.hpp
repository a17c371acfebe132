#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dossier::net {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// An HTTP request to the server that the page came from.
struct request {
  std::string method = "GET";
  std::string target;  ///< path and query, "/api/v1/…"
  header_list headers;
  std::string body;
  int timeout_ms = 0;  ///< 0 waits forever
};

/// What came back. `status` 0 means that no answer came (offline, refused, timed out); `body` then says
/// which.
struct response {
  int status = 0;
  header_list headers;  ///< names in lower case
  std::string body;

  /// Value of a header named in lower case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view lower_name) const {
    for (const auto& [name, value] : headers) {
      if (name == lower_name) return value;
    }
    return {};
  }
};

/// What happens on a socket. Calls come one after another, never from inside a call to the transport.
class socket_listener {
 public:
  virtual ~socket_listener() = default;
  virtual void socket_opened() = 0;
  virtual void socket_message(std::string_view text) = 0;
  /// The end, also of a socket that never opened (then `code` is 1006). Nothing follows.
  virtual void socket_closed(int code, std::string_view reason) = 0;
};

/// The way to the server: requests and sockets. The browser's bridge implements it; tests use one in memory.
class transport {
 public:
  virtual ~transport() = default;

  /// Starts a request and returns its id (> 0). `done` is called once, later, unless the request is aborted.
  virtual int fetch(request what, std::function<void(response)> done) = 0;
  /// Cancels a request; its `done` is not called any more. An id that has ended already is ignored.
  virtual void abort(int id) = 0;

  /// Opens a WebSocket to `path` with a sub-protocol; returns its id (> 0). `listener` outlives the socket.
  virtual int open_socket(std::string_view path, std::string_view protocol, socket_listener& listener) = 0;
  /// Sends a text message; false when the socket is not open.
  virtual bool send(int socket, std::string_view text) = 0;
  /// Closes and forgets a socket: its listener hears nothing more of it.
  virtual void close(int socket, int code, std::string_view reason) = 0;

  /// The access token that a live connection says at its beginning; empty where none is needed.
  [[nodiscard]] virtual std::string token() const { return {}; }
};

}  // namespace dossier::net
