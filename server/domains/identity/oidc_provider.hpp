#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "server/domains/identity/oidc_metadata.hpp"
#include "server/domains/identity/oidc_settings.hpp"
#include "server/domains/identity/oidc_token.hpp"
#include "server/net/outgoing.hpp"
#include "shared/core/result.hpp"

namespace dossier::identity {

/// How long what a provider says about itself, and its keys, are relied on.
inline constexpr std::int64_t oidc_kept_micros = 60LL * 60 * 1'000'000;
/// A key that is not known makes the keys be read again, but no more often than this: whoever sends tokens
/// with names of keys must not make us ask the provider at will.
inline constexpr std::int64_t oidc_refetch_micros = 30LL * 1'000'000;

/// A code that a browser brought, and what proves that it is ours.
struct oidc_code {
  std::string code;
  std::string verifier;
  std::string callback;  ///< the address that the browser was sent back to
};

/// What a code is good for.
struct oidc_tokens {
  std::string id_token;
  std::string access_token;  ///< may be empty; for the provider's own use
};

/// Talks to one provider, and remembers what it said about itself. Thread-safe.
class oidc_provider {
 public:
  using keys = std::shared_ptr<const std::vector<oidc_key>>;

  /// `now` is thread-safe.
  oidc_provider(oidc_settings about, uuid tenant_id, std::function<timestamp()> now);

  [[nodiscard]] const oidc_settings& about() const { return about_; }
  [[nodiscard]] const uuid& tenant_id() const { return tenant_id_; }

  /// 503 when it does not answer, or not as it should.
  boost::asio::awaitable<result<std::shared_ptr<const oidc_metadata>>> metadata();
  /// 403 when the provider does not take the code.
  boost::asio::awaitable<result<oidc_tokens>> redeem(oidc_code what);
  /// The claims, with what the provider tells beside the ID token where that has no address.
  boost::asio::awaitable<result<id_token_claims>> complete(id_token_claims who, std::string access_token);
  /// Keys among which the token's may be.
  boost::asio::awaitable<result<keys>> keys_of(id_token_head token);

 private:
  [[nodiscard]] net::outgoing_request token_request(const oidc_metadata& at, const oidc_code& what) const;
  [[nodiscard]] keys held_for(const id_token_head& token);

  oidc_settings about_;
  uuid tenant_id_;
  net::outgoing way_;  ///< its own: who waits for a provider that is slow takes no place from others
  std::function<timestamp()> now_;
  std::mutex mutex_;
  std::shared_ptr<const oidc_metadata> metadata_;  ///< guarded by mutex_, as the others
  timestamp metadata_read_{};
  keys keys_;
  timestamp keys_read_{};
  timestamp keys_wanted_{};  ///< when a key that is not known made them be read again
};

}  // namespace dossier::identity
