#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/core/result.hpp"
#include "shared/core/timestamp.hpp"
#include "shared/core/uuid.hpp"

/// The messages of the live connection (WebSocket, sub-protocol `dossier.v1`). One JSON object a message, its
/// `op` first.
namespace dossier::live {

inline constexpr std::string_view subprotocol = "dossier.v1";
inline constexpr std::size_t max_message_bytes = std::size_t{64} * 1024;  ///< from a client
inline constexpr std::size_t max_subscriptions = 64;                      ///< on one connection
inline constexpr std::size_t max_subscription_id_length = 64;  ///< characters; letters, digits, `-`, `_`, `.`

/// WebSocket close codes (4000 and up are ours).
enum class close_code : std::uint16_t {
  going_away = 1001,
  too_big = 1009,
  restart = 1012,
  try_again = 1013,  ///< a consumer too slow for too long
  unauthorized = 4401,
  hello_expected = 4408,  ///< no hello within 10 s
  too_old = 4409,         ///< below the oldest contract still served
};

// --- from the client
// --------------------------------------------------------------------------------------------

struct hello {
  std::string token;     ///< empty when the upgrade request carried one
  std::string contract;  ///< describe::contract_hash() of the client
};
struct subscribe {
  std::string id;  ///< chosen by the client, unique on its connection
  std::string resource;
  std::string filter;                 ///< empty = every record
  std::optional<std::int64_t> after;  ///< seq up to which the client knows everything; absent = from now on
};
struct unsubscribe {
  std::string id;
};
struct ping {
  std::string id;
};
using client_message = std::variant<hello, subscribe, unsubscribe, ping>;

/// Reads a client's message. The problem names what is wrong; unknown ops and unknown members are refused.
[[nodiscard]] result<client_message> parse_client_message(std::string_view text);
[[nodiscard]] std::string to_json(const client_message& message);

// --- from the server
// --------------------------------------------------------------------------------------------

struct welcome {
  std::int64_t seq = 0;  ///< the tenant's newest
  std::string contract;
  bool stale = false;  ///< the client's contract is another one: offer a reload
  std::string tenant_id;
  std::string tenant_name;
  std::string user_id;
  std::string user_name;
};
struct subscribed {
  std::string id;
  std::int64_t seq = 0;
};
struct unsubscribed {
  std::string id;
};
/// What the client knows for this subscription is no longer a base for changes: load again, continue after
/// `seq`.
struct reset {
  std::string id;
  std::int64_t seq = 0;
};
struct pong {
  std::string id;
};
struct error {
  std::string id;  ///< of the message that was refused; empty when it had none
  problem what;
};

enum class change_kind : std::uint8_t { created, updated, deleted, restored };
enum class match_kind : std::uint8_t { enter, stay, leave };

struct actor {
  std::string id;
  std::string name;
};

struct change {
  std::vector<std::string> subs;
  std::int64_t seq = 0;
  std::string resource;
  uuid id;
  change_kind kind = change_kind::created;
  match_kind match = match_kind::enter;
  std::int64_t version = 0;
  std::vector<std::string> changed;
  std::string record;  ///< JSON text; empty for a leave
  live::actor actor;
  timestamp at;
};
using server_message = std::variant<welcome, subscribed, unsubscribed, reset, pong, error, change>;

[[nodiscard]] std::string_view to_string(change_kind kind);
[[nodiscard]] std::string_view to_string(match_kind match);
[[nodiscard]] std::optional<change_kind> parse_change_kind(std::string_view text);

[[nodiscard]] std::string to_json(const server_message& message);
[[nodiscard]] result<server_message> parse_server_message(std::string_view text);

/// A change is written once for all its receivers, in two parts: this head differs by connection (`subs`),
/// the tail is the same buffer for everyone. `to_json(change)` is head + tail.
[[nodiscard]] std::string change_head(const std::vector<std::string>& subs);
[[nodiscard]] std::string change_tail(const change& what);

}  // namespace dossier::live
