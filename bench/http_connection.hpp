#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dossier::bench {

/// A TCP connection to 127.0.0.1:`port`; throws std::runtime_error when refused. With a `source` from
/// 127.0.0.x (1…254): a server bounds the connections of one address.
[[nodiscard]] int connect_to(std::uint16_t port, unsigned source = 1);

/// One whole answer. The views are valid until the connection reads again.
struct answer {
  int status = 0;
  std::string_view head;  ///< status line and headers
  std::string_view body;

  /// Value of a header, its name compared without case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// A keep-alive HTTP/1.1 connection with one request outstanding. It understands what our server answers:
/// Content-Length, no chunks.
class http_connection {
 public:
  explicit http_connection(std::uint16_t port) : socket_(connect_to(port)) {}
  ~http_connection();
  http_connection(http_connection&& other) noexcept;
  http_connection& operator=(http_connection&&) = delete;

  [[nodiscard]] int socket() const { return socket_; }
  /// Sends one request. It must fit into the socket's buffer (ours are under 2 KiB): throws
  /// std::runtime_error if not.
  void send(std::string_view request);
  /// Reads what there is; the answer, once it is whole. Throws std::runtime_error when the connection is
  /// gone.
  [[nodiscard]] std::optional<answer> receive();

 private:
  int socket_;
  std::string buffer_;  ///< its size is the room there is, `held_` the part in use
  std::size_t held_ = 0;
  std::size_t consumed_ = 0;  ///< length of the answer handed out last
};

}  // namespace dossier::bench
