#pragma once
#include "server/http/principal.hpp"

namespace dossier::app {

/// The only principal until people sign in: one person of one tenant, and only for requests from this
/// machine. A request that names another machine's address as its origin (a proxy in front) is refused, too.
class local_principal final : public http::principal_source {
 public:
  explicit local_principal(http::principal who) : who_(std::move(who)) {}

  boost::asio::awaitable<result<http::principal>> identify(const http::request& of,
                                                           std::string_view token) override;

 private:
  http::principal who_;
};

}  // namespace dossier::app
