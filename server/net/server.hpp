#pragma once
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "server/http/health.hpp"
#include "server/http/pipeline.hpp"
#include "server/net/limits.hpp"
#include "server/net/live_socket.hpp"
#include "server/net/tls_context.hpp"

namespace dossier::net {

struct server_options {
  /// Numeric addresses to listen on. An IPv6 address that the machine does not have is passed over when
  /// another one is there; any other failure ends `start`.
  std::vector<std::string> addresses = {"127.0.0.1", "::1"};
  std::uint16_t port = 8080;  ///< 0 = any free one, the same on every address
  net::limits limits{};
  http::trusted_proxies proxies{};  ///< not bounded by the connections of one address
};

/// What the server calls; all of it outlives the server.
struct server_dependencies {
  const http::pipeline& pipeline;
  http::health& health;
  live_session_factory live{};            ///< empty: `/api/v1/live` answers 404
  std::shared_ptr<spdlog::logger> log{};  ///< may be null
  const tls_context* tls = nullptr;       ///< null: connections are in the clear
};

/// The transport: listeners, HTTP sessions and live connections. Each connection lives and dies on one of the
/// threads given to `start`.
class server {
 public:
  server(server_options options, server_dependencies dependencies);
  /// The server is stopped, or its threads run no more.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// Binds and begins to accept. One thread runs each context; a request's `io_thread` is the index here.
  /// Throws std::runtime_error with a sentence for people when an address cannot be had (in use, no right,
  /// not numeric); nothing is open then.
  void start(std::span<boost::asio::io_context* const> threads);

  /// The port in use, once started.
  [[nodiscard]] std::uint16_t port() const;
  /// Connections open now, of both kinds. Thread-safe.
  [[nodiscard]] std::size_t connections() const;

  /// Not ready → stop accepting → finish requests with `Connection: close`, live connections close 1012 →
  /// after `deadline` cut what is left. `done` is called once, on one of the threads, with the number of
  /// connections that were cut. Thread-safe, does not block; a second call is ignored.
  void async_stop(milliseconds deadline, std::function<void(std::size_t cut)> done);
  /// The same, waiting. For a thread that runs none of the contexts.
  std::size_t stop(milliseconds deadline = stop_deadline);

 private:
  class implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace dossier::net
