#include "server/net/listener.hpp"

#include <sys/socket.h>
#include <boost/asio/ip/v6_only.hpp>
#include <string_view>

#include "server/http/response_head.hpp"
#include "server/net/http_session.hpp"

namespace dossier::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Connections that the kernel may hold complete but not yet accepted.
constexpr int backlog = 4096;
/// After an error that will not pass at once (no file descriptors left).
constexpr std::chrono::milliseconds accept_pause{100};

constexpr int retry_after_seconds = 5;

/// The answer to a connection over a cap, in the clear. Made once: there may be very many.
std::string make_refusal() {
  const http::response made = http::problem_response(
      problems::unavailable("The server has too many open connections.", retry_after_seconds), {});
  std::string whole;
  http::append_head(whole, made, {.keep_alive = false});
  return whole + made.body;
}

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

void open_and_bind(asio::ip::tcp::acceptor& acceptor, const asio::ip::tcp::endpoint& at, bool share) {
  acceptor.open(at.protocol());
  acceptor.set_option(asio::socket_base::reuse_address(true));
  if (share) acceptor.set_option(reuse_port(true));
  if (at.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
  acceptor.bind(at);
}

}  // namespace

error_code probe_endpoint(const asio::ip::tcp::endpoint& at) {
  asio::io_context context;
  asio::ip::tcp::acceptor probe(context);
  try {
    open_and_bind(probe, at, false);
    probe.listen();
  } catch (const boost::system::system_error& refused) {
    return refused.code();
  }
  return {};
}

listener::listener(io_shard& shard, const asio::ip::tcp::endpoint& at, std::shared_ptr<connection_caps> caps)
    : shard_(shard),
      acceptor_(shard.context()),
      pause_(shard.context()),
      caps_(std::move(caps)),
      refusal_(make_refusal()) {
  open_and_bind(acceptor_, at, true);
  acceptor_.listen(backlog);
  acceptor_.non_blocking(true);
}

void listener::start() {
  accept_next();
}

void listener::accept_next() {
  acceptor_.async_accept(shard_.context(), [this](const error_code& error, asio::ip::tcp::socket socket) {
    if (!error) accepted(std::move(socket));  // also one that was accepted just before the listener closed
    if (!acceptor_.is_open() || error == asio::error::operation_aborted) return;
    if (!error) {
      accept_next();
      return;
    }
    pause_.expires_after(accept_pause);
    pause_.async_wait([this](const error_code& stopped) {
      if (!stopped && acceptor_.is_open()) accept_next();
    });
  });
}

void listener::accepted(asio::ip::tcp::socket socket) {
  error_code error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto ticket = caps_->take(remote.address());
  if (!ticket && shard_.tls() != nullptr) return;  // a handshake for this would cost more than it tells
  if (!ticket) {
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(refusal_), error);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    return;
  }
  ssl_handle tls;
  if (shard_.tls() != nullptr) {
    tls = shard_.tls()->accept_on(socket.native_handle());
    if (!tls) return;
  }
  http_session::start(shard_, byte_stream(std::move(socket), std::move(tls)), std::move(*ticket));
}

void listener::stop() {
  if (!acceptor_.is_open()) return;
  error_code error;
  while (!error) {
    asio::ip::tcp::socket socket(shard_.context());
    acceptor_.accept(socket, error);
    if (!error) accepted(std::move(socket));
  }
  pause_.cancel();
  acceptor_.close(error);
}

}  // namespace dossier::net
