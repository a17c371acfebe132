#pragma once
#include <optional>
#include <string>

#include "server/domains/identity/oidc_service.hpp"
#include "server/domains/identity/sign_in_controller.hpp"
#include "server/http/router.hpp"

namespace dossier::identity {

/// The routes of `/api/v1/auth/oidc`, which browsers are sent to and fro, and of `/api/v1/auth/identities`:
/// what links people to providers.
class oidc_controller {
 public:
  /// `service` may be null: there are no providers. `cookies` outlives it. `public_url` is how browsers reach
  /// this server; empty: by http and the loopback name that they asked for.
  oidc_controller(oidc_service* service, const sign_in_controller& cookies, std::string public_url);

  void add_routes(http::router& to);

 private:
  using reply = boost::asio::awaitable<http::response>;
  reply list(http::request& from);
  reply begin(http::request& from);
  reply finish(http::request& from);
  reply list_linked(http::request& from);
  reply unlink(http::request& from);

  [[nodiscard]] oidc_provider* provider_of(const http::request& from) const;
  [[nodiscard]] result<std::string> callback_of(const oidc_provider& by, const http::request& from) const;
  [[nodiscard]] http::response told(const problem& why, const http::request& of) const;
  [[nodiscard]] std::string no_state() const;

  oidc_service* service_;
  const sign_in_controller& cookies_;
  std::string public_url_;
  std::string state_name_;
};

}  // namespace dossier::identity
