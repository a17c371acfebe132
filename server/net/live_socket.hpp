#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/principal.hpp"

namespace dossier::net {

/// One live connection as the hub sees it. Belongs to one I/O thread; every call is made on that thread.
class live_socket {
 public:
  virtual ~live_socket() = default;

  /// Queues one text message made of two parts that are sent as one frame (head by connection, tail shared by
  /// all). Messages queued in one turn of the loop leave in one write. False when the queue is over its bound
  /// (`net::live_queue_bytes`): nothing was queued then, and `live_session::drained` is called once it is
  /// empty.
  virtual bool send(std::string head, std::shared_ptr<const std::string> tail = nullptr) = 0;

  /// Starts the closing handshake; nothing is delivered afterwards.
  virtual void close(std::uint16_t code, std::string reason) = 0;
};

/// What the live protocol does with a connection; made by a `live_session_factory` when the upgrade is
/// accepted.
class live_session {
 public:
  virtual ~live_session() = default;
  /// One text message (at most live::max_message_bytes).
  virtual boost::asio::awaitable<void> received(std::string text) = 0;
  /// Called about every `net::deadline_tick` while the connection is open, for deadlines of the session's own
  /// (`hello` within 10 s).
  virtual void tick(std::chrono::steady_clock::time_point /*now*/) {}
  /// The queue was full and is empty now.
  virtual void drained() = 0;
  /// The connection is gone; the socket must not be used any more.
  virtual void closed() = 0;
};

/// Makes the session of an accepted upgrade on the connection's own thread. `socket` outlives the session.
using live_session_factory =
    std::function<std::shared_ptr<live_session>(live_socket& socket, const http::request& upgrade)>;

}  // namespace dossier::net
