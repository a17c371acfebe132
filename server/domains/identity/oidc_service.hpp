#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/domains/identity/linked_identities.hpp"
#include "server/domains/identity/oidc_provider.hpp"
#include "server/domains/identity/oidc_recognition.hpp"
#include "server/domains/identity/oidc_state.hpp"
#include "server/domains/identity/sign_in_service.hpp"

namespace dossier::identity {

/// A sign-in that begins: where the browser goes, and what it has to bring back.
struct oidc_begun {
  std::string location;
  std::string cookie;
};

/// What a browser brings back from a provider. Empty: it is not there.
struct oidc_answer {
  std::string cookie;
  std::string state;
  std::string code;
  std::string issuer;  ///< RFC 9207
  std::string error;
};

struct oidc_signed_in {
  signed_in who;
  std::string next;  ///< as it was given to `begin`
};

/// The rules of signing in by a provider (OpenID Connect Core, authorization code with PKCE). Thread-safe.
///
/// A provider belongs to a tenant and vouches for its people there and nowhere else. Who comes for the first
/// time is taken for the account of their verified address, if that belongs to the tenant or the operator
/// lets in whoever has an address of that domain; from then on it is the subject that counts, whatever
/// address it has.
class oidc_service {
 public:
  /// What `with` has, and `sessions`, outlive it.
  oidc_service(sign_in_dependencies with, sign_in_service& sessions,
               std::vector<std::unique_ptr<oidc_provider>> providers, oidc_state_seal seal);

  [[nodiscard]] const std::vector<std::unique_ptr<oidc_provider>>& providers() const { return providers_; }
  [[nodiscard]] linked_identities& linked() { return linked_; }
  /// nullptr: there is none of that name.
  [[nodiscard]] oidc_provider* find(std::string_view name) const;

  /// `callback` is the address that the provider sends the browser back to; `next` is where to go on.
  boost::asio::awaitable<result<oidc_begun>> begin(oidc_provider& by, std::string callback, std::string next);
  /// Problems are those of oidc_problems.hpp, 429 for who was refused too often, and 503.
  boost::asio::awaitable<result<oidc_signed_in>> finish(oidc_provider& by, std::string callback,
                                                        oidc_answer answer, visitor from);

 private:
  struct refusal;
  boost::asio::awaitable<result<oidc_state>> take_state(oidc_provider& by, const oidc_answer& answer,
                                                        const visitor& from);
  boost::asio::awaitable<result<id_token_claims>> ask(oidc_provider& by, std::string callback,
                                                      oidc_answer answer, const oidc_state& state,
                                                      refusal& why);
  boost::asio::awaitable<result<recognized>> recognize(oidc_provider& by, id_token_claims who, visitor from);
  boost::asio::awaitable<void> note_refusal(const oidc_provider& by, refusal why, visitor from);

  sign_in_dependencies with_;
  sign_in_service& sessions_;
  std::vector<std::unique_ptr<oidc_provider>> providers_;
  linked_identities linked_;
  oidc_state_seal seal_;
};

}  // namespace dossier::identity
