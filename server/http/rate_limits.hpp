#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "server/http/principal.hpp"

namespace boost::asio::ip {
class address;
}

namespace dossier::http {

/// The time over which requests are counted …
inline constexpr std::chrono::seconds rate_window{10};
/// … and how many of one person, of one API key and of one address are answered in it; beyond: 429. All of
/// them may come at once. Far above what a dashboard does, and below what would slow down others.
inline constexpr std::uint32_t user_requests_max = 2'000;
inline constexpr std::uint32_t key_requests_max = 2'000;
inline constexpr std::uint32_t address_requests_max = 5'000;
/// The most that may be configured: a microsecond each.
inline constexpr std::uint32_t requests_max = 1'000'000;
/// Buckets that are kept of each kind; with more in use at once, the fullest are forgotten first.
inline constexpr std::size_t rate_buckets = 32 * 1024;

/// Requests per `rate_window`; 0: as many as come.
struct rate_quotas {
  std::uint32_t user = user_requests_max;
  std::uint32_t key = key_requests_max;
  std::uint32_t address = address_requests_max;
};

/// Where somebody stands.
struct rate_verdict {
  std::string_view name{};          ///< of the bucket; empty: nobody counts
  std::uint32_t quota = 0;          ///< requests per `rate_window`
  std::uint32_t left = 0;           ///< that may come at once
  std::uint32_t reset_seconds = 0;  ///< until all of them are there again
  std::uint32_t wait_seconds = 0;   ///< until one is there; 0: this one may go on
};

/// A network that requests are counted under: an IPv4 address, or the 64 bits of IPv6 that one client has
/// whole.
using counted_network = std::array<std::uint8_t, 16>;
[[nodiscard]] counted_network network_of(const boost::asio::ip::address& one);

/// Token buckets of one kind, exact across all threads: a fixed table, neither locks nor allocations. What is
/// kept of a bucket is when it will be full again.
class token_buckets {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `quota` ≤ `requests_max`; 0: nobody is limited.
  token_buckets(std::string_view name, std::uint32_t quota);

  /// Takes one out of the bucket that `who` (evenly spread over all numbers) stands for, if there is one.
  [[nodiscard]] rate_verdict take(std::uint64_t who, time_point now);

 private:
  std::string_view name_;
  std::uint32_t quota_;
  std::uint64_t each_micros_;  ///< until one more is there
  std::vector<std::atomic<std::uint64_t>> cells_;
};

/// Who may ask how much: people, keys and addresses. Thread-safe.
class rate_limits {
 public:
  using time_point = token_buckets::time_point;

  explicit rate_limits(rate_quotas quotas);

  [[nodiscard]] rate_verdict of_address(const counted_network& from, time_point now);
  /// By its key, or its person; nobody counts the built-in person of an installation where nobody signs in.
  [[nodiscard]] rate_verdict of_principal(const principal& who, time_point now);

 private:
  [[nodiscard]] std::uint64_t spread(const std::array<std::uint8_t, 16>& id) const;

  std::array<unsigned char, 16> secret_{};  ///< so that nobody can aim at another's bucket
  token_buckets users_;
  token_buckets keys_;
  token_buckets addresses_;
};

}  // namespace dossier::http
