#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/core/problem.hpp"
#include "shared/core/timestamp.hpp"

namespace dossier::identity {

/// Refused attempts that one address may make at once, whatever it tries; one more comes every so often.
inline constexpr std::int64_t address_attempts = 20;
inline constexpr std::int64_t address_attempt_micros = 6LL * 1'000'000;
/// Refusals of one account to one address before it has to wait, and how long: doubled with each more.
inline constexpr int pair_free_refusals = 5;
inline constexpr std::int64_t pair_first_wait_micros = 2LL * 1'000'000;
inline constexpr std::int64_t pair_most_wait_micros = 5LL * 60 * 1'000'000;
/// Refusals of one account to strangers before they are answered later, by how much more with each, and how
/// much at most. Never refused for that alone: its owner may be among them.
inline constexpr int account_free_refusals = 20;
inline constexpr std::int64_t account_hold_step_micros = 250'000;
inline constexpr std::int64_t account_most_hold_micros = 5LL * 1'000'000;
/// How long a refusal counts after the last one.
inline constexpr std::int64_t refusals_kept_micros = 60LL * 60 * 1'000'000;
/// Addresses, pairs and accounts that are remembered; beyond, all of them are forgotten that have been quiet
/// for `refusals_kept_micros`, and if that does not help, all.
inline constexpr std::size_t limits_remembered_max = 50'000;

/// Where somebody stands who wants to try.
struct attempt_verdict {
  std::int64_t wait_micros = 0;  ///< to come again after; 0: may try
  std::int64_t hold_micros = 0;  ///< to be answered that much later
  std::int64_t left = 0;         ///< attempts that the address has
};

/// What an address has left, for `RateLimit`.
struct attempt_share {
  std::int64_t left = 0;
  std::int64_t reset_seconds = 0;  ///< until it has all again
};

/// Slows down guessing of passwords without letting a stranger lock somebody out: an address that is refused
/// waits, others do not wait for it; an account that strangers try answers strangers later, and addresses
/// that it has signed in from at once. Thread-safe; of this process alone.
class sign_in_limits {
 public:
  /// `account` is the folded address that is tried, whether there is such an account or not, or the name of
  /// something else that is guessed at and counted apart: such a name begins with a control character (not a
  /// line feed), which no address has. `is_known`: the account has signed in from this address.
  [[nodiscard]] attempt_verdict look(std::string_view account, std::string_view address, bool is_known,
                                     timestamp now);
  [[nodiscard]] attempt_share share(std::string_view address, timestamp now);
  void refused(std::string_view account, std::string_view address, bool is_known, timestamp now);
  void succeeded(std::string_view account, std::string_view address);

 private:
  struct count {
    int refusals = 0;
    timestamp last{};
  };
  using counts = std::unordered_map<std::string, count>;

  [[nodiscard]] static int of(const counts& in, const std::string& key, timestamp now);
  static void add(counts& to, const std::string& key, timestamp now);
  /// Attempts used up, as of now.
  [[nodiscard]] std::int64_t used(const std::string& address, timestamp now) const;

  std::mutex mutex_;
  counts pairs_;     ///< guarded by mutex_
  counts accounts_;  ///< guarded by mutex_
  /// When the address will have all of its attempts again. Guarded by mutex_.
  std::unordered_map<std::string, timestamp> addresses_;
};

/// What who was refused too often is answered: 429, to come again in so many seconds.
[[nodiscard]] problem too_many_refusals(std::int64_t seconds);

/// What attempts from `address` are counted under: its network, as of all requests (http::network_of).
[[nodiscard]] std::string counted_address(std::string_view address);

}  // namespace dossier::identity
