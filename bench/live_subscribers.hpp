#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier::bench {

/// Many live connections, each with subscriptions to one resource, served by one epoll: a minimal
/// WebSocket client (RFC 6455) that counts changes and answers pings.
class live_subscribers {
 public:
  /// Connects `count` subscribers to all records of `resource` and returns when every one is subscribed.
  /// Throws std::runtime_error with what the server answered when it refuses one.
  live_subscribers(std::uint16_t port, std::size_t count, std::string_view resource,
                   const std::string& filter = {});
  /// One connection for each list of filters, one subscription for each filter.
  live_subscribers(std::uint16_t port, const std::vector<std::vector<std::string>>& filters,
                   std::string_view resource);
  ~live_subscribers();
  live_subscribers(const live_subscribers&) = delete;
  live_subscribers& operator=(const live_subscribers&) = delete;

  /// An epoll descriptor, readable when any subscriber has something to read.
  [[nodiscard]] int descriptor() const { return epoll_; }
  /// Reads what has come; returns how many change messages that were. Throws when a subscriber was cut or
  /// reset.
  std::uint64_t receive() {
    return receive([](std::string_view) {});
  }
  /// The same; `hear` is called with each change message.
  std::uint64_t receive(const std::function<void(std::string_view)>& hear);
  [[nodiscard]] std::size_t size() const { return sockets_.size(); }

 private:
  struct subscriber {
    int socket = -1;
    std::string buffer;  ///< bytes after the last whole frame
  };
  void handshake(subscriber& one, std::uint16_t port, unsigned source);
  std::string await_message(subscriber& one);
  void subscribe(subscriber& one, const std::vector<std::string>& filters, std::string_view resource);
  std::uint64_t take_frames(subscriber& one, const std::function<void(std::string_view)>& hear);

  int epoll_;
  std::vector<subscriber> sockets_;
};

}  // namespace dossier::bench
