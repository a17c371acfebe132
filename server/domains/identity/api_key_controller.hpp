#pragma once
#include "server/domains/identity/api_key_service.hpp"
#include "server/http/router.hpp"

namespace dossier::identity {

/// The routes of `/api/v1/auth/api-keys`. Without a service nobody signs in here, and no key is made.
class api_key_controller {
 public:
  explicit api_key_controller(api_key_service* service) : service_(service) {}

  void add_routes(http::router& to);

 private:
  using reply = boost::asio::awaitable<http::response>;
  reply list(http::request& from);
  reply make(http::request& from);
  reply revoke(http::request& from);

  /// Keys are a person's own affair: a key makes no keys.
  [[nodiscard]] static result<void> check_person(const http::request& from, const api_key_service* service);

  api_key_service* service_;
};

}  // namespace dossier::identity
