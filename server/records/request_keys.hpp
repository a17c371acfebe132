#pragma once
#include <array>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/db/lanes.hpp"

/// Requests that a client may repeat without repeating their effect (Idempotency-Key): the key and what was
/// answered stand in a table, written in the transaction of what the request did. The table's unique key
/// decides between two of them, whichever server they reach.
namespace dossier::records {

/// How long an answer is kept to be given again.
inline constexpr std::chrono::hours request_key_lifetime{24};
/// Visible ASCII characters of a key.
inline constexpr std::size_t request_key_max = 255;
/// One of so many writes with a key removes expired keys of its tenant, at most so many.
inline constexpr std::uint64_t request_key_sweep_every = 64;
inline constexpr std::int64_t request_key_sweep_rows = 500;

/// What a request carried.
struct request_key {
  std::string key;
  std::string fingerprint;  ///< of method, target and body: another request may not use the key
};

/// What the first request was answered.
struct first_answer {
  std::optional<uuid> id;  ///< of the one record that it was about
  std::string tag;         ///< text of that record's entity tag
  std::string body;
};

/// Whose key it is, and when it is used.
struct request_key_use {
  uuid tenant;
  uuid user;
  const request_key& once;
  timestamp now;
};

/// Types of the parameters that `bind` adds, in their order.
inline constexpr std::array<std::string_view, 7> request_key_types{"uuid", "text", "text",       "uuid",
                                                                   "text", "text", "timestamptz"};

/// `INSERT … RETURNING 1`, which puts the key down together with the answer: one row; none when the key is
/// taken, or another transaction is about to take it. It never waits. `numbers` are the parameters as
/// `request_key_types` names them.
[[nodiscard]] std::string request_key_insert(const std::array<std::string, 7>& numbers);

/// Adds the parameters of `request_key_insert`.
void bind(db::parameters& to, const request_key_use& use, const first_answer& answer);

/// The table of keys: SQL and nothing else. Thread-safe.
class request_keys {
 public:
  request_keys();

  /// What the first request with this key was answered: nullopt when there was none (or it is older than
  /// `request_key_lifetime`); 422 when that was another request.
  boost::asio::awaitable<result<std::optional<first_answer>>> find(db::read_lane& lane,
                                                                   request_key_use use) const;
  [[nodiscard]] result<std::optional<first_answer>> find(db::session& in, const request_key_use& use) const;

  /// Keeps others from the key until the transaction ends. False when somebody else does so: the key is in
  /// flight.
  [[nodiscard]] bool lock(db::session& in, const request_key_use& use) const;
  /// Puts a locked key down.
  void keep(db::session& in, const request_key_use& use, const first_answer& answer) const;

  /// Removes some of the tenant's expired keys.
  void sweep(db::session& in, const uuid& tenant, timestamp now) const;

 private:
  db::statement find_;
  db::statement lock_;
  db::statement keep_;
  db::statement sweep_;
};

/// 409: a request with this key is being carried out.
[[nodiscard]] problem request_key_in_flight();

}  // namespace dossier::records
