#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "server/net/connection_caps.hpp"
#include "server/net/io_shard.hpp"

namespace dossier::net {

/// Accepts connections at one address for one I/O thread. Each thread has its own (SO_REUSEPORT): the kernel
/// spreads connections over them, and none ever changes its thread.
class listener {
 public:
  /// Binds; throws boost::system::system_error.
  listener(io_shard& shard, const boost::asio::ip::tcp::endpoint& at, std::shared_ptr<connection_caps> caps);

  [[nodiscard]] boost::asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  /// Begins to accept; on the shard's thread, as everything below.
  void start();
  /// Takes in what the kernel has accepted already, then closes.
  void stop();

 private:
  void accept_next();
  void accepted(boost::asio::ip::tcp::socket socket);

  io_shard& shard_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::shared_ptr<connection_caps> caps_;
  std::string refusal_;  ///< what a connection over a cap is told
};

/// Whether nobody listens at `at`. SO_REUSEPORT would let a second program of the same user share the port
/// silently, so this is asked, without it, before binding.
[[nodiscard]] boost::system::error_code probe_endpoint(const boost::asio::ip::tcp::endpoint& at);

}  // namespace dossier::net
