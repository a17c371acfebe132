#pragma once
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>

#include "server/http/message.hpp"
#include "server/net/byte_stream.hpp"
#include "server/net/connection.hpp"
#include "server/net/connection_caps.hpp"
#include "server/net/io_shard.hpp"
#include "server/net/live_socket.hpp"
#include "server/net/websocket_frames.hpp"

namespace dossier::net {

/// One WebSocket after its upgrade (RFC 6455; no extensions). Frames are read and written here rather than by
/// Beast's stream, because that writes one frame per system call: at a fan-out, all messages of a turn leave
/// in one gathered write instead. A coroutine reads; writing needs none.
class live_connection final : public connection,
                              public live_socket,
                              public std::enable_shared_from_this<live_connection> {
 public:
  /// `received` is what came after the upgrade request.
  static void start(io_shard& shard, byte_stream stream, connection_caps::ticket ticket,
                    http::request upgrade, std::string received);

  live_connection(io_shard& shard, byte_stream stream, connection_caps::ticket ticket, http::request upgrade);
  ~live_connection() override;

  bool send(std::string head, std::shared_ptr<const std::string> tail) override;
  void close(std::uint16_t code, std::string reason) override;

  void check(time_point now) override;
  void drain(time_point now) override;
  void cut() override;

  /// Writes what is queued, as much as the kernel takes.
  void flush();

 private:
  struct outgoing {
    std::string head;  ///< with the frame's header
    std::shared_ptr<const std::string> tail;
    time_point queued;
    [[nodiscard]] std::size_t size() const { return head.size() + (tail ? tail->size() : 0); }
  };

  boost::asio::awaitable<void> run(std::string received);
  boost::asio::awaitable<bool> take(std::string_view input);
  boost::asio::awaitable<void> deliver(std::string text);
  void answer_pong(std::string payload);
  void answer_too_big();
  void answer_too_many();
  bool may_speak(time_point now);
  void answer_close(const frame_reader::event& asked);
  void queue_control(std::string bytes);
  void drop_queue();
  void want_flush();
  void wait_writable();
  void advance(std::size_t sent);
  void queue_emptied();
  void check_ping(time_point now);
  void fail(std::uint16_t code, std::string_view reason);
  void ended();
  [[nodiscard]] const net::limits& limits() const { return shard_.limits(); }

  io_shard& shard_;
  byte_stream stream_;
  connection_caps::ticket ticket_;
  http::request upgrade_;
  std::shared_ptr<live_session> session_;
  frame_reader reader_;

  std::deque<outgoing> queue_;
  std::size_t queued_bytes_ = 0;
  std::size_t front_sent_ = 0;  ///< bytes of the front that the kernel has taken
  std::string pong_;            ///< the newest one that waits; an older one need not be sent any more
  bool flush_wanted_ = false;
  bool waiting_ = false;  ///< for the kernel to take more
  time_point waiting_since_{};
  bool refused_send_ = false;  ///< `send` answered false since the queue was last empty

  bool closing_ = false;             ///< our close frame is queued or sent
  bool peer_closed_ = false;         ///< theirs came
  time_point all_messages_again_{};  ///< when as many may come at once as ever
  bool delivering_ = false;          ///< the session has a message in hand
  time_point close_deadline_ = time_point::max();
  time_point next_ping_{};
  time_point pong_deadline_ = time_point::max();
};

}  // namespace dossier::net
