#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "shared/core/result.hpp"
#include "shared/core/role.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

#include <boost/asio/awaitable.hpp>

namespace dossier::http {

struct request;

/// Whether what is known of somebody's sign-in still holds. Shared by all who rely on it, on any thread: once
/// it has ended they ask anew who it is, and may hear that it is nobody any more.
class standing {
 public:
  [[nodiscard]] bool ended() const { return ended_.load(std::memory_order_acquire); }
  void end() { ended_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> ended_ = false;
};

/// Who is asking, and in which tenant. Everything a request does is done as its principal.
struct principal {
  uuid tenant_id;
  std::string tenant_name;
  uuid user_id;
  std::string user_name;
  timestamp expires_at{timestamp_max_micros};  ///< of the sign-in; far away for one that does not end
  dossier::role role = dossier::role::owner;
  uuid brand_id{};                                   ///< of a client-viewer: whose; nil for everybody else
  bool may_write = true;                             ///< false: by a key that is for reading only
  uuid session_id{};                                 ///< nil: not by a session
  uuid api_key_id{};                                 ///< nil: not by a key
  std::string api_key_name{};                        ///< what that key is for
  std::shared_ptr<const http::standing> standing{};  ///< null: holds for as long as the program runs
};

/// Finds out who a request comes from. One implementation a way of signing in.
class principal_source {
 public:
  virtual ~principal_source() = default;

  /// The principal, or a 401 (nobody known) or 403 (known, but not from here). `token` is the one a
  /// websocket's `hello` carried; empty otherwise.
  virtual boost::asio::awaitable<result<principal>> identify(const request& of, std::string_view token) = 0;

  /// The request's principal asked for something with a key that is for reading only, and was refused. The
  /// request outlives it.
  virtual boost::asio::awaitable<void> note_refused_write(const request& of);
};

inline boost::asio::awaitable<void> principal_source::note_refused_write(const request& /*of*/) {
  co_return;
}

}  // namespace dossier::http
