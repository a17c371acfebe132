#pragma once
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/timestamp.hpp"

namespace dossier::identity {

/// A key that access tokens may be signed with, for whoever checks them.
struct public_key {
  std::string kid;
  std::string bytes;  ///< 32
  timestamp created_at;
  timestamp expires_at;  ///< nothing that it signed is good any more
};

/// A pair that this process signs with. It is kept in memory only: a restart makes a new one, and a copy of
/// the database signs nothing.
struct key_pair {
  public_key open;
  std::string secret;  ///< 64 bytes, as libsodium has them
};

/// How long a pair signs, and how much longer what it signed is accepted.
inline constexpr std::int64_t signing_micros = 60LL * 60 * 1'000'000;
inline constexpr std::int64_t signing_grace_micros = 15LL * 60 * 1'000'000;

[[nodiscard]] key_pair make_key_pair(timestamp now);

/// The keys of the installation as this process knows them. Thread-safe; readers never wait.
class key_ring {
 public:
  struct keys {
    std::shared_ptr<const key_pair> own;  ///< null before the first
    std::vector<public_key> known;        ///< own ones, former ones and those of other processes
    [[nodiscard]] const public_key* find(std::string_view kid) const;
  };

  [[nodiscard]] std::shared_ptr<const keys> current() const { return keys_.load(); }
  /// Called by one thread at a time.
  void put(std::shared_ptr<const key_pair> own, std::vector<public_key> known);

 private:
  std::atomic<std::shared_ptr<const keys>> keys_{std::make_shared<const keys>()};
};

/// RFC 7517: every key that is good at `now`.
[[nodiscard]] std::string to_jwks(const key_ring::keys& of, timestamp now);

}  // namespace dossier::identity
