#pragma once
#include "server/domains/identity/link_service.hpp"
#include "server/http/router.hpp"

namespace dossier::identity {

/// The routes of `/api/v1/auth/invitations`, and `POST /api/v1/auth/links`. Without a service nobody signs in
/// here.
class link_controller {
 public:
  explicit link_controller(link_service* service) : service_(service) {}

  void add_routes(http::router& to);

 private:
  using reply = boost::asio::awaitable<http::response>;
  reply list(http::request& from);
  reply invite(http::request& from);
  reply withdraw(http::request& from);
  reply reset(http::request& from);

  link_service* service_;
};

}  // namespace dossier::identity
