#pragma once
#include <memory>
#include <string>

#include "shared/core/result.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

#include <boost/asio/awaitable.hpp>

namespace dossier::http {

struct request;

/// Who is asking, and in which tenant. Everything a request does is done as its principal.
struct principal {
  uuid tenant_id;
  std::string tenant_name;
  uuid user_id;
  std::string user_name;
  timestamp expires_at{timestamp_max_micros};  ///< of the sign-in; far away for one that does not end
};

/// Finds out who a request comes from. One implementation a way of signing in.
class principal_source {
 public:
  virtual ~principal_source() = default;

  /// The principal, or a 401 (nobody known) or 403 (known, but not from here). `token` is the one a
  /// websocket's `hello` carried; empty otherwise.
  virtual boost::asio::awaitable<result<principal>> identify(const request& of, std::string_view token) = 0;
};

}  // namespace dossier::http
