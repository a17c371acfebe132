#pragma once
#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "server/http/proxies.hpp"

namespace dossier::net {

/// Counts connections, in all and by address. Shared by all I/O threads; asked once per connection. Lives as
/// long as the last connection.
class connection_caps : public std::enable_shared_from_this<connection_caps> {
 public:
  /// Connections of `proxies` are those of many clients: they count in all, but under no address.
  connection_caps(std::size_t all, std::size_t per_address, http::trusted_proxies proxies)
      : all_max_(all), per_address_max_(per_address), proxies_(std::move(proxies)) {}

  /// A place among the connections, given back at its end.
  class ticket {
   public:
    ticket(ticket&& other) noexcept = default;
    ticket& operator=(ticket&&) = delete;
    ~ticket() {
      if (caps_) caps_->give_back(address_);
    }

   private:
    friend class connection_caps;
    ticket(std::shared_ptr<connection_caps> caps, const boost::asio::ip::address& address)
        : caps_(std::move(caps)), address_(address) {}
    std::shared_ptr<connection_caps> caps_;
    boost::asio::ip::address address_;
  };

  /// nullopt when a cap is reached.
  [[nodiscard]] std::optional<ticket> take(const boost::asio::ip::address& from);
  [[nodiscard]] std::size_t open() const { return open_.load(std::memory_order_relaxed); }

 private:
  void give_back(const boost::asio::ip::address& from);

  std::size_t all_max_;
  std::size_t per_address_max_;
  http::trusted_proxies proxies_;
  std::atomic<std::size_t> open_ = 0;
  std::mutex mutex_;
  std::map<boost::asio::ip::address, std::size_t> by_address_;
};

}  // namespace dossier::net
