#include "server/http/rate_limits.hpp"

#include <sodium.h>
#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace dossier::http {
namespace {

constexpr std::uint64_t window_micros =
    std::chrono::duration_cast<std::chrono::microseconds>(rate_window).count();
constexpr std::uint64_t micros_per_second = 1'000'000;

// A cell: whose it is (16 bits of the hash, never 0) above when it will be full (microseconds of the steady
// clock, which 48 bits hold for nine years).
constexpr unsigned time_bits = 48;
constexpr std::uint64_t time_mask = (std::uint64_t{1} << time_bits) - 1;
/// Places in the table where a bucket may stand.
constexpr std::size_t probes = 4;
/// Where others take from the same bucket at the same moment; beyond, one is given for nothing.
constexpr int attempts_max = 16;

constexpr std::size_t network_v6_bytes = 8;

std::uint64_t tag_of(std::uint64_t who) {
  return (who >> time_bits) | 1U;
}

std::uint32_t seconds_of(std::uint64_t micros) {
  return static_cast<std::uint32_t>((micros + micros_per_second - 1) / micros_per_second);
}

struct found_cell {
  std::atomic<std::uint64_t>* cell = nullptr;
  std::uint64_t value = 0;
};

/// Whose `tag` is, or else the one that is nearest to being full, which loses least.
found_cell look(std::vector<std::atomic<std::uint64_t>>& cells, std::uint64_t who) {
  found_cell best;
  for (std::size_t i = 0; i < probes; ++i) {
    std::atomic<std::uint64_t>& one = cells[(who + i) % cells.size()];
    const std::uint64_t value = one.load(std::memory_order_relaxed);
    if (value >> time_bits == tag_of(who)) return {&one, value};
    if (best.cell == nullptr || (value & time_mask) < (best.value & time_mask)) best = {&one, value};
  }
  return best;
}

}  // namespace

counted_network network_of(const boost::asio::ip::address& one) {
  namespace ip = boost::asio::ip;
  if (one.is_v4()) return ip::make_address_v6(ip::v4_mapped, one.to_v4()).to_bytes();
  auto bytes = one.to_v6().to_bytes();
  if (!one.to_v6().is_v4_mapped()) std::fill(bytes.begin() + network_v6_bytes, bytes.end(), std::uint8_t{0});
  return bytes;
}

token_buckets::token_buckets(std::string_view name, std::uint32_t quota)
    : name_(name),
      quota_(std::min(quota, requests_max)),
      each_micros_(quota == 0 ? 0 : window_micros / quota_),
      cells_(quota == 0 ? 0 : rate_buckets) {}

rate_verdict token_buckets::take(std::uint64_t who, time_point now) {
  if (quota_ == 0) return {};
  const auto at = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count());
  const std::uint64_t whole = each_micros_ * quota_;
  rate_verdict made{name_, quota_, quota_ - 1, seconds_of(each_micros_), 0};
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    found_cell found = look(cells_, who);
    const bool is_ours = found.value >> time_bits == tag_of(who);
    const std::uint64_t full = is_ours ? std::max(found.value & time_mask, at) : at;
    const std::uint64_t next = full + each_micros_;
    made.reset_seconds = seconds_of(std::min(next - at, whole));
    if (next - at > whole) {
      made.left = 0;
      made.wait_seconds = std::max(1U, seconds_of(next - at - whole));
      return made;
    }
    made.left = static_cast<std::uint32_t>((whole - (next - at)) / each_micros_);
    if (found.cell->compare_exchange_strong(found.value, tag_of(who) << time_bits | next,
                                            std::memory_order_relaxed))
      return made;
  }
  return made;
}

rate_limits::rate_limits(rate_quotas quotas)
    : users_("user", quotas.user), keys_("key", quotas.key), addresses_("address", quotas.address) {
  static_assert(sizeof(secret_) == crypto_shorthash_KEYBYTES);
  crypto_shorthash_keygen(secret_.data());
}

std::uint64_t rate_limits::spread(const std::array<std::uint8_t, 16>& id) const {
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), id.data(), id.size(), secret_.data());
  std::uint64_t made = 0;
  for (const unsigned char byte : hash) made = made << 8U | byte;
  return made;
}

rate_verdict rate_limits::of_address(const counted_network& from, time_point now) {
  return addresses_.take(spread(from), now);
}

rate_verdict rate_limits::of_principal(const principal& who, time_point now) {
  if (!who.api_key_id.is_nil()) return keys_.take(spread(who.api_key_id.bytes), now);
  if (!who.session_id.is_nil()) return users_.take(spread(who.user_id.bytes), now);
  return {};
}

}  // namespace dossier::http
