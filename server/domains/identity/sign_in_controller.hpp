#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/router.hpp"

namespace dossier::identity {

/// The routes of `/api/v1/auth` and the keys that tokens are checked with.
class sign_in_controller {
 public:
  /// Without a service (`nullptr`) nobody signs in here: `me` tells who the one local person is, `refresh`
  /// answers 204, and everything else is refused. `installation` is the hexadecimal id that names the cookie.
  sign_in_controller(sign_in_service* service, std::string_view installation,
                     std::function<std::string()> public_keys);

  void add_routes(http::router& to);

  [[nodiscard]] const std::string& cookie_name() const { return cookie_name_; }
  /// The refresh cookie, as `Set-Cookie` has it.
  [[nodiscard]] std::string cookie_with(const signed_in& who) const;

 private:
  using reply = boost::asio::awaitable<http::response>;
  reply login(http::request& from);
  reply refresh(http::request& from);
  reply logout(http::request& from);
  reply me(http::request& from);
  reply list_sessions(http::request& from);
  reply revoke_session(http::request& from);
  reply change_password(http::request& from);
  reply redeem(http::request& from);
  reply list_keys(http::request& from);

  [[nodiscard]] http::response told(const signed_in& who) const;
  [[nodiscard]] http::response with_share(http::response made, const http::request& of) const;
  [[nodiscard]] std::string no_cookie() const;

  sign_in_service* service_;
  std::function<std::string()> public_keys_;
  std::string cookie_name_;
};

}  // namespace dossier::identity
