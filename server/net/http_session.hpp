#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "server/http/pipeline.hpp"
#include "server/net/byte_stream.hpp"
#include "server/net/connection.hpp"
#include "server/net/connection_caps.hpp"
#include "server/net/io_shard.hpp"
#include "server/net/request_parser.hpp"

namespace dossier::net {

/// One HTTP/1.1 connection: reads requests one after the other, has each answered by the pipeline and writes
/// the answers in the same order. One coroutine does all the work; the shard's sweep looks at `deadline_`, so
/// that the hot path arms no timers.
class http_session final : public connection, public std::enable_shared_from_this<http_session> {
 public:
  static void start(io_shard& shard, byte_stream stream, connection_caps::ticket ticket);

  http_session(io_shard& shard, byte_stream stream, connection_caps::ticket ticket);
  ~http_session() override;

  void check(time_point now) override;
  void drain(time_point now) override;
  void cut() override;

 private:
  enum class phase : std::uint8_t {
    handshake,  ///< agreeing on how to encrypt
    idle,       ///< between two requests, nothing received
    head,       ///< some of a request's head is here
    body,       ///< reading its body
    handling,   ///< the pipeline answers
    abandoned,  ///< its handler runs on, but nobody waits for it any more
    writing,    ///< the answer leaves
    lingering,  ///< the answer that ended the connection is out; dropping what still comes
  };
  enum class outcome : std::uint8_t { ready, refused, closed };

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<bool> agree_on_encryption();
  boost::asio::awaitable<bool> serve_one();  ///< false: the connection ends
  boost::asio::awaitable<outcome> read_head();
  boost::asio::awaitable<outcome> read_body();
  boost::asio::awaitable<void> handle();
  boost::asio::awaitable<bool> write_answer();
  boost::asio::awaitable<bool> write_text(std::string_view head, std::string_view body);
  boost::asio::awaitable<bool> read_some(std::size_t at_most);
  boost::asio::awaitable<void> linger();
  boost::asio::awaitable<void> upgrade();

  outcome parse_head(std::size_t head_size);
  void begin_request();
  outcome refuse(const problem& why);
  void refuse_late();
  void pass_deadline(time_point now);
  void notice_departure();
  void cancel_handler();
  void set_phase(phase next, time_point deadline);
  void note_body_progress();
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] std::string_view received() const;
  [[nodiscard]] const net::limits& limits() const { return shard_.limits(); }

  io_shard& shard_;
  byte_stream stream_;
  connection_caps::ticket ticket_;
  boost::asio::cancellation_signal cancel_;
  boost::beast::flat_buffer buffer_;
  http::exchange exchange_;
  std::optional<request_parser> parser_;
  std::string head_text_;
  std::string remote_address_;
  http::counted_network remote_network_{};
  bool remote_is_loopback_ = false;

  phase phase_ = phase::idle;
  time_point now_{};  ///< as of the last event
  time_point deadline_ = time_point::max();
  time_point phase_began_{};
  bool timed_out_ = false;
  bool refused_ = false;  ///< the request was not read to its end: the connection cannot go on
};

}  // namespace dossier::net
