#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "server/domains/identity/oidc_provider.hpp"
#include "server/domains/identity/oidc_repository.hpp"
#include "server/domains/identity/sign_in_service.hpp"

namespace dossier::identity {

/// The rules of what links a person's account to providers. Who signed in by a provider, and so to its tenant
/// alone, sees and ends what is linked to that tenant's. Thread-safe.
class linked_identities {
 public:
  using providers = std::vector<std::unique_ptr<oidc_provider>>;

  /// `known` outlives it.
  linked_identities(sign_in_dependencies with, const providers& known)
      : with_(std::move(with)), known_(known) {}

  boost::asio::awaitable<result<std::vector<linked_identity>>> list(http::principal who);
  /// Ends sessions that began by providers as well, but the one that asks. 404 unless it is one's own; 409
  /// for who could not sign in any more.
  boost::asio::awaitable<result<void>> unlink(http::principal who, uuid id, visitor from);

  /// On its button; empty: no provider here is that issuer's.
  [[nodiscard]] std::string label_of(std::string_view issuer) const;

 private:
  [[nodiscard]] bool is_of_tenant(const linked_identity& one, const uuid& tenant_id) const;

  sign_in_dependencies with_;
  const providers& known_;
};

}  // namespace dossier::identity
