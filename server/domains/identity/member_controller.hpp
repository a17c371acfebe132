#pragma once
#include "server/domains/identity/member_service.hpp"
#include "server/http/router.hpp"

namespace dossier::identity {

/// The routes of `/api/v1/auth/members` and `/api/v1/auth/member-sessions`. Without a service nobody signs in
/// here, and there are none.
class member_controller {
 public:
  explicit member_controller(member_service* service) : service_(service) {}

  void add_routes(http::router& to);

 private:
  using reply = boost::asio::awaitable<http::response>;
  reply list(http::request& from);
  reply change(http::request& from);
  reply remove(http::request& from);
  reply list_sessions(http::request& from);
  reply end_session(http::request& from);

  member_service* service_;
};

}  // namespace dossier::identity
