#pragma once
#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/db/lanes.hpp"
#include "server/db/statement.hpp"
#include "shared/core/result.hpp"
#include "shared/query/page_token.hpp"

namespace dossier::records {

/// Signs and checks page tokens. A token is the base64url text (RFC 4648, 5, without padding) of a page
/// position and an HMAC-SHA-256 over it and over what it is good for; nobody without the key can make or
/// change one.
class page_token_signer {
 public:
  static constexpr std::size_t key_bytes = 32;
  explicit page_token_signer(const std::array<unsigned char, key_bytes>& key) : key_(key) {}

  /// `binding` names the list that the token continues: tenant, resource, filter, order.
  [[nodiscard]] std::string seal(const query::page_position& position, std::string_view binding) const;

  /// The position, or nullopt when the token was not made for this list. Compares in constant time.
  [[nodiscard]] std::optional<query::page_position> open(std::string_view token,
                                                         std::string_view binding) const;

 private:
  std::array<unsigned char, key_bytes> key_;
};

/// The installation's signer. Its key is read from the database when the first token is needed, so that a
/// server may start before its database. Thread-safe; reading takes no lock.
class page_tokens {
 public:
  page_tokens();
  ~page_tokens();
  page_tokens(const page_tokens&) = delete;
  page_tokens& operator=(const page_tokens&) = delete;

  /// The signer lives as long as this object. `tenant` is any that exists: keys are read within one.
  boost::asio::awaitable<result<const page_token_signer*>> signer(db::read_lane& lane, uuid tenant);

 private:
  db::statement read_key_;
  std::atomic<const page_token_signer*> signer_{nullptr};
};

}  // namespace dossier::records
