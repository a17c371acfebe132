#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/http/assets.hpp"
#include "server/net/server.hpp"

namespace dossier::test {

/// Knows everyone: the tenant's id is the first byte of the `x-tenant` header, repeated; none without it.
class header_principals final : public http::principal_source {
 public:
  boost::asio::awaitable<result<http::principal>> identify(const http::request& of,
                                                           std::string_view token) override;
};

/// A server in this process, on a free port of both loopback addresses. Routes:
/// GET /hello; POST /echo (1 KiB) and /large (1 MiB): the body back; GET /slow/{ms}; GET /throw; GET
/// /bytes/{n}; GET /who: the tenant; POST /slow_write/{ms}: counts `finished_writes` at its end; GET /items:
/// JSON over 1 KiB.
class test_server {
 public:
  struct setup {
    net::limits limits{};
    http::pipeline_options pipeline{};
    net::live_session_factory live{};
    http::health::check ready{};
    const http::assets* dashboard = nullptr;
    http::request_observer* observer = nullptr;
    std::shared_ptr<spdlog::logger> log{};
    const net::tls_context* tls = nullptr;
    std::size_t threads = 1;
  };

  explicit test_server(setup with);
  test_server() : test_server(setup()) {}
  ~test_server();
  test_server(const test_server&) = delete;
  test_server& operator=(const test_server&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] net::server& server() { return *server_; }
  /// Stops gracefully; answers how many connections had to be cut.
  std::size_t stop(std::chrono::milliseconds deadline = std::chrono::seconds(5)) {
    return server_->stop(deadline);
  }

  std::atomic<int> finished_writes = 0;

 private:
  void add_routes();

  http::health health_;
  http::router routes_;
  header_principals principals_;
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::unique_ptr<http::pipeline> pipeline_;
  std::unique_ptr<net::server> server_;
  std::vector<std::thread> threads_;
};

}  // namespace dossier::test
