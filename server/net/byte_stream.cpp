#include "server/net/byte_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <algorithm>
#include <array>

namespace dossier::net {
namespace {

namespace asio = boost::asio;

/// Bytes of one TLS record (RFC 8446, 5.1).
constexpr std::size_t record_max_bytes = 16 * 1024;
/// What a connection keeps of its buffer between two writes.
constexpr std::size_t kept_pending_bytes = 4 * 1024;

constexpr std::string_view speak_tls =
    "HTTP/1.1 400 Bad Request\r\n"
    "Content-Type: text/plain\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Length: 36\r\n"
    "Connection: close\r\n"
    "\r\n"
    "This address is reached by https://\n";

}  // namespace

bool byte_stream::may_go_on(int result, tcp::socket::wait_type& ready, error_code& error) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      ready = tcp::socket::wait_read;
      return true;
    case SSL_ERROR_WANT_WRITE:
      ready = tcp::socket::wait_write;
      return true;
    case SSL_ERROR_ZERO_RETURN:
      error = asio::error::eof;
      return false;
    default:
      failed_ = true;
      error = asio::error::connection_aborted;
      return false;
  }
}

asio::awaitable<void> byte_stream::handshake(error_code& error) {
  while (is_open()) {
    ERR_clear_error();
    const int result = SSL_accept(tls_.get());
    error.clear();
    if (result == 1) co_return;
    const bool plain = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_HTTP_REQUEST;
    auto ready = tcp::socket::wait_read;
    if (!may_go_on(result, ready, error)) {
      if (plain) answer_plain_request();
      co_return;
    }
    co_await socket_.async_wait(ready, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
  error = asio::error::bad_descriptor;
}

/// Somebody wrote http:// for https://. What came is read, so that closing does not reset the connection.
void byte_stream::answer_plain_request() {
  std::array<char, 4096> dropped{};
  error_code ignored;
  socket_.read_some(asio::buffer(dropped), ignored);
  socket_.write_some(asio::buffer(speak_tls), ignored);
}

asio::awaitable<std::size_t> byte_stream::read_encrypted(asio::mutable_buffer into, error_code& error) {
  while (is_open()) {
    ERR_clear_error();
    const int bytes = SSL_read(tls_.get(), into.data(), static_cast<int>(into.size()));
    error.clear();
    if (bytes > 0) co_return static_cast<std::size_t>(bytes);
    auto ready = tcp::socket::wait_read;
    if (!may_go_on(bytes, ready, error)) co_return 0;
    co_await socket_.async_wait(ready, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return 0;
  }
  error = asio::error::bad_descriptor;
  co_return 0;
}

bool byte_stream::flush_pending(error_code& error) {
  if (pending_.empty()) return true;
  ERR_clear_error();
  // All or nothing: partial writes are not asked for.
  const int bytes = SSL_write(tls_.get(), pending_.data(), static_cast<int>(pending_.size()));
  if (bytes > 0) {
    pending_.clear();
    if (pending_.capacity() > kept_pending_bytes) pending_.shrink_to_fit();
    return true;
  }
  auto ready = tcp::socket::wait_write;
  if (!may_go_on(bytes, ready, error)) return false;
  // Without renegotiation no write waits for a read.
  error = ready == tcp::socket::wait_write ? asio::error::would_block : asio::error::connection_aborted;
  return false;
}

std::size_t byte_stream::write_encrypted(std::span<const asio::const_buffer> from, error_code& error) {
  error = failed_ || !is_open() ? asio::error::bad_descriptor : error_code{};
  if (error || !flush_pending(error)) return 0;
  // One record of what came in pieces. It is kept until the kernel has it: TLS wants the same bytes again
  // when a write is tried again, and what waits to be written may have changed by then.
  std::size_t taken = 0;
  for (const asio::const_buffer& one : from) {
    const std::size_t part = std::min(one.size(), record_max_bytes - pending_.size());
    pending_.append(static_cast<const char*>(one.data()), part);
    taken += part;
  }
  if (!flush_pending(error) && error == asio::error::would_block) error.clear();
  return taken;
}

/// The alert that tells an end from a cut (RFC 8446, 6.1).
void byte_stream::say_goodbye() {
  if (!tls_ || failed_ || !is_open() || unsent() || SSL_is_init_finished(tls_.get()) == 0) return;
  if ((SSL_get_shutdown(tls_.get()) & SSL_SENT_SHUTDOWN) != 0) return;
  ERR_clear_error();
  SSL_shutdown(tls_.get());
}

void byte_stream::shutdown_send() {
  say_goodbye();
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void byte_stream::close() {
  say_goodbye();
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void byte_stream::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

bool byte_stream::departed() {
  char peeked = 0;
  const auto got = ::recv(socket_.native_handle(), &peeked, 1, MSG_PEEK | MSG_DONTWAIT);
  if (got == 0) return true;
  if (got < 0) return errno != EAGAIN && errno != EINTR;
  if (!tls_ || failed_) return false;
  // Something came: the next request, or the alert that says goodbye.
  ERR_clear_error();
  const int bytes = SSL_peek(tls_.get(), &peeked, 1);
  return bytes <= 0 && SSL_get_error(tls_.get(), bytes) == SSL_ERROR_ZERO_RETURN;
}

bool byte_stream::input_pending() {
  error_code ignored;
  return socket_.available(ignored) > 0 || (tls_ && SSL_pending(tls_.get()) > 0);
}

}  // namespace dossier::net
