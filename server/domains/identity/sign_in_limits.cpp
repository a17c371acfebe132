#include "server/domains/identity/sign_in_limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "server/http/rate_limits.hpp"
#include "server/http/transport_problems.hpp"
#include "shared/core/hex.hpp"

namespace dossier::identity {
namespace {

/// No account and no address has a line feed.
std::string pair_of(std::string_view account, std::string_view address) {
  return std::string(account) + "\n" + std::string(address);
}

/// The wait after the last of so many refusals: doubled from the first that is not free.
std::int64_t wait_after(int refusals) {
  if (refusals < pair_free_refusals) return 0;
  constexpr int most_doublings = 20;
  const int doublings = std::min(refusals - pair_free_refusals, most_doublings);
  return std::min(pair_most_wait_micros, pair_first_wait_micros << doublings);
}

}  // namespace

problem too_many_refusals(std::int64_t seconds) {
  return problems::too_many_requests(
      "Too many attempts were refused. Try again in " + std::to_string(seconds) + " s.",
      static_cast<int>(seconds));
}

std::string counted_address(std::string_view address) {
  boost::system::error_code wrong;
  const auto parsed = boost::asio::ip::make_address(std::string(address), wrong);
  if (wrong) return std::string(address);
  const http::counted_network network = http::network_of(parsed);
  return to_hex({reinterpret_cast<const char*>(network.data()), network.size()});
}

int sign_in_limits::of(const counts& in, const std::string& key, timestamp now) {
  const auto found = in.find(key);
  if (found == in.end() || now.micros - found->second.last.micros > refusals_kept_micros) return 0;
  return found->second.refusals;
}

void sign_in_limits::add(counts& to, const std::string& key, timestamp now) {
  if (to.size() >= limits_remembered_max) {
    std::erase_if(
        to, [now](const auto& each) { return now.micros - each.second.last.micros > refusals_kept_micros; });
  }
  if (to.size() >= limits_remembered_max) to.clear();
  count& one = to[key];
  one.refusals = now.micros - one.last.micros > refusals_kept_micros ? 1 : one.refusals + 1;
  one.last = now;
}

std::int64_t sign_in_limits::used(const std::string& address, timestamp now) const {
  const auto found = addresses_.find(address);
  if (found == addresses_.end() || found->second <= now) return 0;
  return (found->second.micros - now.micros + address_attempt_micros - 1) / address_attempt_micros;
}

attempt_verdict sign_in_limits::look(std::string_view account, std::string_view address, bool is_known,
                                     timestamp now) {
  const std::string from = counted_address(address);
  const std::string pair = pair_of(account, from);
  const std::lock_guard lock(mutex_);
  attempt_verdict made;
  made.left = std::max<std::int64_t>(0, address_attempts - used(from, now));
  if (made.left == 0) {
    made.wait_micros =
        addresses_.at(from).micros - now.micros - (address_attempts - 1) * address_attempt_micros;
  }
  const auto known = pairs_.find(pair);
  if (known != pairs_.end()) {
    const std::int64_t until = known->second.last.micros + wait_after(of(pairs_, pair, now));
    made.wait_micros = std::max(made.wait_micros, until - now.micros);
  }
  if (!is_known) {
    const int beyond = of(accounts_, std::string(account), now) - account_free_refusals + 1;
    made.hold_micros =
        std::clamp<std::int64_t>(beyond * account_hold_step_micros, 0, account_most_hold_micros);
  }
  return made;
}

attempt_share sign_in_limits::share(std::string_view address, timestamp now) {
  const std::string from = counted_address(address);
  const std::lock_guard lock(mutex_);
  const std::int64_t gone = used(from, now);
  attempt_share made;
  made.left = std::max<std::int64_t>(0, address_attempts - gone);
  if (gone > 0) made.reset_seconds = (addresses_.at(from).micros - now.micros + 999'999) / 1'000'000;
  return made;
}

void sign_in_limits::refused(std::string_view account, std::string_view address, bool is_known,
                             timestamp now) {
  const std::string from = counted_address(address);
  const std::lock_guard lock(mutex_);
  add(pairs_, pair_of(account, from), now);
  if (!is_known) add(accounts_, std::string(account), now);
  if (addresses_.size() >= limits_remembered_max)
    std::erase_if(addresses_, [now](const auto& each) { return each.second <= now; });
  if (addresses_.size() >= limits_remembered_max) addresses_.clear();
  timestamp& full = addresses_[from];
  full.micros = std::max(full.micros, now.micros) + address_attempt_micros;
}

void sign_in_limits::succeeded(std::string_view account, std::string_view address) {
  const std::lock_guard lock(mutex_);
  pairs_.erase(pair_of(account, counted_address(address)));
}

}  // namespace dossier::identity
