#include "server/net/server.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <stdexcept>

#include "server/net/connection_caps.hpp"
#include "server/net/io_shard.hpp"
#include "server/net/listener.hpp"

namespace dossier::net {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// With port 0, the first address chooses it; it may be taken at the others.
constexpr int free_port_attempts = 20;

std::string sentence(const tcp::endpoint& at, const error_code& error) {
  const std::string where = at.address().to_string() + " port " + std::to_string(at.port());
  if (error == asio::error::address_in_use) {
    return "Another program listens on " + where + " already. Stop it, or choose another port.";
  }
  if (error == asio::error::access_denied) {
    return "No right to listen on " + where + ". Ports below 1024 belong to root.";
  }
  return "Cannot listen on " + where + ": " + error.message() + ".";
}

bool machine_lacks(const tcp::endpoint& at, const error_code& error) {
  return at.address().is_v6() &&
         (error == asio::error::address_family_not_supported || error.value() == EADDRNOTAVAIL);
}

}  // namespace

class server::implementation {
 public:
  implementation(server_options options, server_dependencies dependencies)
      : options_(std::move(options)),
        dependencies_(std::move(dependencies)),
        caps_(std::make_shared<connection_caps>(options_.limits.connections,
                                                options_.limits.connections_per_address, options_.proxies)) {}

  void start(std::span<asio::io_context* const> threads) {
    if (threads.empty() || !shards_.empty()) throw std::logic_error("a server starts once, on some threads");
    for (std::size_t i = 0; i < threads.size(); ++i) {
      shards_.push_back(std::make_unique<io_shard>(
          *threads[i], i, threads.size(),
          io_shard::surroundings{dependencies_.pipeline, options_.limits, dependencies_.live,
                                 dependencies_.log, dependencies_.tls}));
    }
    try {
      bind();
    } catch (...) {
      listeners_.clear();
      shards_.clear();
      throw;
    }
    for (auto& one : listeners_) {
      asio::post(one.shard->context(), [listener = one.listening.get()] { listener->start(); });
    }
  }

  void async_stop(milliseconds deadline, std::function<void(std::size_t)> done) {
    if (stopping_.exchange(true)) return;
    dependencies_.health.stopping();
    if (shards_.empty()) {
      done(0);
      return;
    }
    auto progress = std::make_shared<stop_progress>(shards_.size(), std::move(done));
    for (auto& shard : shards_) {
      asio::post(shard->context(),
                 [this, shard = shard.get(), deadline, progress] { stop_shard(*shard, deadline, progress); });
    }
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::size_t connections() const { return caps_->open(); }

 private:
  struct bound {
    io_shard* shard;
    std::unique_ptr<listener> listening;
  };

  /// Counts the threads that are done; the last one tells.
  struct stop_progress {
    stop_progress(std::size_t threads, std::function<void(std::size_t)> then)
        : left(threads), done(std::move(then)) {}
    void finished(std::size_t cut_here) {
      cut += cut_here;
      if (--left == 0) done(cut);
    }
    std::atomic<std::size_t> left;
    std::atomic<std::size_t> cut = 0;
    std::function<void(std::size_t)> done;
  };

  void bind() {
    for (int attempt = 1;; ++attempt) {
      port_ = options_.port;
      const error_code failed = try_bind(options_.port == 0 && attempt < free_port_attempts);
      if (!failed) break;
      listeners_.clear();
    }
    if (listeners_.empty())
      throw std::runtime_error("None of the configured addresses is one of this machine's.");
  }

  /// Binds all addresses. An error is answered only where another port may help (`may_retry`), else thrown.
  error_code try_bind(bool may_retry) {
    for (const std::string& address : options_.addresses) {
      error_code error;
      tcp::endpoint at(asio::ip::make_address(address, error), port_);
      if (error) throw std::runtime_error("'" + address + "' is not a numeric address to listen on.");
      if (port_ != 0) error = probe_endpoint(at);
      if (machine_lacks(at, error) && options_.addresses.size() > 1) continue;
      if (error && may_retry && port_ != 0) return error;
      if (error) throw std::runtime_error(sentence(at, error));
      bind_all_threads(at);
    }
    return {};
  }

  void bind_all_threads(tcp::endpoint at) {
    for (auto& shard : shards_) {
      try {
        listeners_.push_back({shard.get(), std::make_unique<listener>(*shard, at, caps_)});
      } catch (const boost::system::system_error& refused) {
        throw std::runtime_error(sentence(at, refused.code()));
      }
      at.port(listeners_.back().listening->endpoint().port());
    }
    port_ = at.port();
  }

  void stop_shard(io_shard& shard, milliseconds deadline, const std::shared_ptr<stop_progress>& progress) {
    for (auto& one : listeners_) {
      if (one.shard == &shard) one.listening->stop();
    }
    // In the next turn: connections that were accepted just now stand in the loop's queue before it.
    asio::post(shard.context(), [&shard, deadline, progress] { drain_shard(shard, deadline, progress); });
  }

  static void drain_shard(io_shard& shard, milliseconds deadline,
                          const std::shared_ptr<stop_progress>& progress) {
    auto timer = std::make_shared<asio::steady_timer>(shard.context(), deadline);
    auto told = std::make_shared<bool>(false);
    timer->async_wait([&shard, timer, told, progress](const error_code& canceled) {
      if (canceled || std::exchange(*told, true)) return;
      progress->finished(shard.cut_all());
    });
    shard.drain([timer, told, progress] {
      if (std::exchange(*told, true)) return;
      timer->cancel();
      progress->finished(0);
    });
  }

  server_options options_;
  server_dependencies dependencies_;
  std::shared_ptr<connection_caps> caps_;
  std::vector<std::unique_ptr<io_shard>> shards_;
  std::vector<bound> listeners_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
};

server::server(server_options options, server_dependencies dependencies)
    : implementation_(std::make_unique<implementation>(std::move(options), std::move(dependencies))) {}
server::~server() = default;

void server::start(std::span<asio::io_context* const> threads) {
  implementation_->start(threads);
}
std::uint16_t server::port() const {
  return implementation_->port();
}
std::size_t server::connections() const {
  return implementation_->connections();
}

void server::async_stop(milliseconds deadline, std::function<void(std::size_t)> done) {
  implementation_->async_stop(deadline, std::move(done));
}

std::size_t server::stop(milliseconds deadline) {
  auto cut = std::make_shared<std::promise<std::size_t>>();
  auto known = cut->get_future();
  async_stop(deadline, [cut](std::size_t count) { cut->set_value(count); });
  return known.get();
}

}  // namespace dossier::net
