#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <span>
#include <string>

#include "server/net/tls_context.hpp"

namespace dossier::net {

/// A connection's bytes, in the clear or encrypted: sessions do not know which. In the clear every call is
/// the socket's own, with nothing in between. Used on one thread.
class byte_stream {
 public:
  using error_code = boost::system::error_code;
  using tcp = boost::asio::ip::tcp;

  /// `tls` was made for this socket's descriptor; null: in the clear.
  byte_stream(tcp::socket socket, ssl_handle tls) : tls_(std::move(tls)), socket_(std::move(socket)) {}

  [[nodiscard]] tcp::socket& socket() { return socket_; }
  [[nodiscard]] bool encrypted() const { return tls_ != nullptr; }
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }

  /// Before anything else where `encrypted()`. `error` outlives the call, here and below.
  boost::asio::awaitable<void> handshake(error_code& error);

  /// At least one byte, or an error.
  boost::asio::awaitable<std::size_t> read(boost::asio::mutable_buffer into, error_code& error) {
    if (tls_) return read_encrypted(into, error);
    return socket_.async_read_some(into, boost::asio::redirect_error(boost::asio::use_awaitable, error));
  }

  /// Takes what it can at once, possibly nothing (`would_block`). Some of what it took may still be
  /// `unsent()`: more calls, with nothing more to write as well, send it.
  template <class Buffers>
  std::size_t write_some(const Buffers& from, error_code& error) {
    if (tls_) return write_encrypted({from.data(), from.size()}, error);
    return socket_.write_some(from, error);
  }
  [[nodiscard]] bool unsent() const { return !pending_.empty(); }

  /// Says that nothing more follows; reading goes on.
  void shutdown_send();
  void close();
  /// Resets rather than closes: nothing may linger in the kernel for a peer that does not read.
  void reset();

  /// Whether the peer has closed, as far as can be seen without reading.
  [[nodiscard]] bool departed();
  [[nodiscard]] bool input_pending();

 private:
  boost::asio::awaitable<std::size_t> read_encrypted(boost::asio::mutable_buffer into, error_code& error);
  std::size_t write_encrypted(std::span<const boost::asio::const_buffer> from, error_code& error);
  /// False, with `would_block` or another error, when something stays.
  bool flush_pending(error_code& error);
  /// After `result` of an operation: whether it may be tried again once the socket is `ready`; else the
  /// error.
  bool may_go_on(int result, tcp::socket::wait_type& ready, error_code& error);
  void answer_plain_request();
  void say_goodbye();

  ssl_handle tls_;
  tcp::socket socket_;
  std::string pending_;  ///< taken, but not yet by the kernel: one record at most
  bool failed_ = false;  ///< nothing more can be said in TLS
};

}  // namespace dossier::net
