#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::bench {

/// Many live connections, each with one subscription to one resource, served by one epoll: a minimal
/// WebSocket client (RFC 6455) that counts changes and answers pings.
class live_subscribers {
 public:
  /// Connects `count` subscribers to all records of `resource` and returns when every one is subscribed.
  /// Throws std::runtime_error with what the server answered when it refuses one.
  live_subscribers(std::uint16_t port, std::size_t count, std::string_view resource);
  ~live_subscribers();
  live_subscribers(const live_subscribers&) = delete;
  live_subscribers& operator=(const live_subscribers&) = delete;

  /// An epoll descriptor, readable when any subscriber has something to read.
  [[nodiscard]] int descriptor() const { return epoll_; }
  /// Reads what has come; returns how many change messages that were. Throws when a subscriber was cut or
  /// reset.
  std::uint64_t receive();
  [[nodiscard]] std::size_t size() const { return sockets_.size(); }

 private:
  struct subscriber {
    int socket = -1;
    std::string buffer;  ///< bytes after the last whole frame
  };
  void handshake(subscriber& one, std::uint16_t port);
  std::string await_message(subscriber& one);
  std::uint64_t take_frames(subscriber& one);

  int epoll_;
  std::vector<subscriber> sockets_;
};

}  // namespace dossier::bench
