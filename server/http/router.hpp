#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

namespace dossier::http {

using handler = std::function<boost::asio::awaitable<response>(request&)>;

/// What a route may differ in from the others.
struct route_options {
  std::size_t body_limit = 1024 * 1024;  ///< bytes; beyond: 413
  bool needs_principal = true;           ///< false: answered to anyone who reaches the server
  bool under_overload = false;           ///< true: answered even while others are refused (health)
};

struct route {
  http::method method = http::method::get;
  std::string pattern;
  route_options options;
  handler handle;
};

/// Maps a method and a path to a route. Patterns are literal segments, `{}` for one whole segment and
/// `{}:verb` for a segment that ends in a custom verb (AIP-136): `/api/v1/brands/{}:undelete`. Filled before
/// serving, read-only then.
class router {
 public:
  router();
  ~router();
  router(router&&) noexcept;
  router& operator=(router&&) noexcept;

  /// Throws std::logic_error for a pattern without a leading slash and for a second route of the same place.
  void add(http::method method, std::string pattern, handler handle, route_options options = {});

  struct match {
    const route* found = nullptr;         ///< nullptr: see `allowed`
    std::vector<std::string> parameters;  ///< what each `{}` stood for
    std::string
        allowed;  ///< methods of the path when the method is not one of them ("GET, HEAD"); empty: 404
  };
  /// `path` is percent-decoded; HEAD finds GET's route.
  [[nodiscard]] match find(http::method method, std::string_view path) const;

  /// Every route, in the order in which they were added.
  [[nodiscard]] const std::vector<route>& routes() const { return routes_; }

 private:
  std::vector<route> routes_;
  std::unique_ptr<class router_index> index_;
};

}  // namespace dossier::http
