#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/domains/identity/access_token.hpp"
#include "server/domains/identity/identity_rows.hpp"
#include "server/domains/identity/password_hasher.hpp"
#include "server/domains/identity/refresh_token.hpp"
#include "server/domains/identity/sign_in_limits.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

/// From sign-in to the end of the session, however often it is refreshed.
inline constexpr std::int64_t session_seconds = 12LL * 60 * 60;
/// A refresh token stays good this long after another took its place.
inline constexpr std::int64_t refresh_grace_seconds = 30;
/// Sign-ins that are held up at once; beyond: 503.
inline constexpr int held_max = 200;

/// Where a request about sign-ins comes from.
struct visitor {
  std::string address;
  std::string user_agent;  ///< at most 300 characters
  std::string trace_id;
};

/// Somebody who proved who they are.
struct signed_in {
  account who;
  membership in;
  std::vector<membership> all;
  uuid session_id;
  std::string access_token;
  timestamp access_ends;
  std::string refresh_token;  ///< empty: the one sent stays
  bool remembered = false;
  timestamp session_ends;
};

struct sign_in_request {
  std::string email;
  std::string password;
  std::optional<uuid> tenant;
  bool remembered = false;
};

/// What a session is like, and how it began.
struct session_terms {
  bool remembered = false;
  bool tenant_only = false;  ///< it does not leave the tenant that it began in
  std::string how = "signed in";
};

/// What somebody is told about themselves.
struct profile {
  std::string email;
  std::vector<membership> all;
};

/// What the service uses; all of it outlives it.
struct sign_in_dependencies {
  db::session_pool& sessions;  ///< as the role auth
  password_hasher& passwords;
  sign_in_limits& limits;
  const access_tokens& tokens;
  std::function<timestamp()> now;  ///< thread-safe
  std::function<uuid()> next_id;   ///< thread-safe
  std::function<void()>
      changed;  ///< people's standing changed, or the change log has more; cheap, thread-safe
};

/// The rules of signing in, staying signed in, and ending that. Thread-safe.
class sign_in_service {
 public:
  explicit sign_in_service(sign_in_dependencies with) : with_(std::move(with)) {}

  /// 401 without saying whether the address, the password or the tenant was wrong; 429 for who has to wait
  /// after refusals, 503 when too many are being held up or hashed.
  boost::asio::awaitable<result<signed_in>> sign_in(sign_in_request asked, visitor from);

  /// A session for somebody who proved in another way who they are.
  boost::asio::awaitable<result<signed_in>> begin(account who, membership in, session_terms terms,
                                                  visitor from);

  /// A new access token, and a new refresh token in place of the one sent, which stays good for
  /// `refresh_grace_seconds`. One that was replaced before that ends the session: it was stolen, or is now in
  /// two hands. 401 when the session is over, 403 when the person is not in `tenant`.
  boost::asio::awaitable<result<signed_in>> refresh(std::string token, std::optional<uuid> tenant,
                                                    visitor from);

  /// Ends the session that the refresh token is of. Fine if there is none.
  boost::asio::awaitable<result<void>> sign_out(std::string token, visitor from);

  /// Attempts that an address has left, and seconds until it has all of them again.
  [[nodiscard]] attempt_share share_of(const std::string& address) const;

  boost::asio::awaitable<result<profile>> who_is(http::principal who);
  boost::asio::awaitable<result<std::vector<session>>> sessions_of(http::principal who);
  /// 404 unless it is a live session of the person's own.
  boost::asio::awaitable<result<void>> revoke(http::principal who, uuid session_id, visitor from);

  /// Ends the person's other sessions. 422 when `old_password` is not theirs, 429 and 503 as when signing in.
  boost::asio::awaitable<result<void>> change_password(http::principal who, std::string old_password,
                                                       std::string new_password, visitor from);
  /// Sets the password of the account that a one-time link is for, and ends its sessions; answers its
  /// address. 404 for a link that is not good (any more).
  boost::asio::awaitable<result<std::string>> redeem(std::string link, std::string password, visitor from);

 private:
  struct candidate;
  struct refreshed;
  boost::asio::awaitable<result<signed_in>> begin_session(candidate who, membership in, session_terms terms,
                                                          visitor from);
  [[nodiscard]] result<refreshed> try_refresh(pqxx::work& work, const refresh_token& token,
                                              const std::optional<uuid>& tenant, const visitor& from,
                                              timestamp now) const;
  void note_session(pqxx::work& work, const session& which, const account& who, std::string_view kind,
                    std::string_view why, const visitor& from) const;
  boost::asio::awaitable<result<void>> hold(std::int64_t micros);
  boost::asio::awaitable<void> note_failure(sign_in_request asked, candidate who, visitor from);
  void finish(signed_in& made) const;

  sign_in_dependencies with_;
  recent_rotations rotations_;
  std::atomic<int> held_ = 0;  ///< sign-ins that are answered later
};

}  // namespace dossier::identity
