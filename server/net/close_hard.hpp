#pragma once
#include <boost/asio/ip/tcp.hpp>

namespace dossier::net {

/// Resets rather than closes: nothing may linger in the kernel for a peer that does not read.
inline void close_hard(boost::asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;
  socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace dossier::net
