#include "server/app/local_principal.hpp"

#include "server/http/message.hpp"

namespace dossier::app {

boost::asio::awaitable<result<http::principal>> local_principal::identify(const http::request& of,
                                                                          std::string_view token) {
  if (!token.empty()) co_return problems::unauthenticated("This installation knows no tokens");
  if (of.header("authorization")) co_return problems::unauthenticated("This installation knows no tokens");
  const bool through_proxy = of.header("forwarded").has_value() || of.header("x-forwarded-for").has_value();
  if (!of.remote_is_loopback || through_proxy) {
    co_return problems::forbidden("Until people can sign in, only this machine itself is served");
  }
  co_return who_;
}

}  // namespace dossier::app
