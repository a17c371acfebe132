#pragma once
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/domains/identity/access_token.hpp"
#include "server/domains/identity/standing_register.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

struct visitor;

/// What it uses; all of it outlives it.
struct token_principal_dependencies {
  db::session_pool& sessions;  ///< as the role auth
  const access_tokens& tokens;
  standing_register& standings;
  std::function<timestamp()> now;  ///< thread-safe
};

/// Knows people by the access token or API key in `Authorization: Bearer …`, or in a live connection's
/// `hello`. It is checked, and its session or key read, once on each I/O thread; from then on it costs a
/// look-up there, until it ends or its standing does. A key is read again each `key_period_micros`, which
/// notes that it is used.
class token_principal final : public http::principal_source {
 public:
  /// Tokens that an I/O thread remembers.
  static constexpr std::size_t remembered_max = 8192;
  /// Times that somebody's standing is read when it changes while it is being read.
  static constexpr int attempts_max = 5;
  static constexpr std::int64_t key_period_micros = 60LL * 1'000'000;

  token_principal(token_principal_dependencies with, std::size_t io_threads);

  boost::asio::awaitable<result<http::principal>> identify(const http::request& of,
                                                           std::string_view token) override;

 private:
  struct known {
    http::principal who;
    timestamp until;  ///< it is not relied on any more
  };
  using cache = std::unordered_map<std::string, known>;

  boost::asio::awaitable<result<http::principal>> read_session(access_claims claims);
  boost::asio::awaitable<result<http::principal>> read_key(std::string text, visitor from);
  void remember(cache& in, std::string token, known who) const;

  token_principal_dependencies with_;
  std::vector<cache> caches_;  ///< one an I/O thread, used on that thread only
};

}  // namespace dossier::identity
