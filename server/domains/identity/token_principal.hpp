#pragma once
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/domains/identity/access_token.hpp"
#include "server/domains/identity/hourly_notes.hpp"
#include "server/domains/identity/standing_register.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

struct api_key;
struct visitor;

/// Refusals of keys that are noted in an hour, by each server: of keys that somebody has, and of others.
inline constexpr std::size_t known_key_notes_max = 10'000;
inline constexpr std::size_t unknown_key_notes_max = 500;

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
/// notes that it is used. A key that is refused is an entry of its tenant's change log, once an hour of the
/// clock for each reason; one that nobody has is one of the system's, once an hour for each address.
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
  boost::asio::awaitable<void> note_refused_write(const http::request& of) override;

 private:
  struct known {
    http::principal who;
    timestamp until;  ///< it is not relied on any more
  };
  using cache = std::unordered_map<std::string, known>;

  boost::asio::awaitable<result<http::principal>> read_session(access_claims claims);
  boost::asio::awaitable<result<http::principal>> read_key(std::string text, visitor from);
  boost::asio::awaitable<void> note_unknown(std::string prefix, visitor from);
  boost::asio::awaitable<void> note_refusal(api_key key, std::string why, visitor from);
  void remember(cache& in, std::string token, known who) const;

  token_principal_dependencies with_;
  hourly_notes known_notes_{known_key_notes_max};
  hourly_notes unknown_notes_{unknown_key_notes_max};
  std::vector<cache> caches_;  ///< one an I/O thread, used on that thread only
};

}  // namespace dossier::identity
