#pragma once
#include <chrono>
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
///
/// **Resume points.** `subscribed` is the first that a subscription hears; `reset`, where there is one, and
/// everything else comes after it. The resume point belongs to the subscription: the seq of the last message
/// that names it, be it a change, `subscribed` or `reset`. A client that wants one position for all its views
/// resumes them from the one furthest back and knows what is repeated by the records' versions.
///
/// **Applying changes.** `enter` and `stay` put the record into the view unless a newer version is there
/// already, `leave` takes it out. Both are harmless when they tell what the client has done already: an enter
/// may come for a record it holds, a leave for one it does not. Everything after a `reset` belongs to the set
/// that is loaded because of it: a client holds it back until that is there.
///
/// **Relative times** (`created_at > now-7d`). What enters and leaves because time goes by comes as a change
/// of the kind `updated` with an empty `changed`, no actor (the zero id) and the seq of what was told before;
/// it is found once a minute. A subscription with such a filter that resumes with `after` is `reset` at once,
/// since nobody knows the time of its set; so is one that was behind when the minute passed.
///
/// **References.** A record carries the short forms of its references beside their ids, as in a list, called
/// as they are when the change is told. A change of the referenced record sends nothing to who shows its
/// name (subscribe to it for that), but `reset` to every subscription whose filter looks at what changed
/// (`brand.name = "Acme"`).
///
/// **Fields.** With `fields`, `record` holds only those beside `id` and `version` (and the short forms of the
/// references among them), `changed` names only those of them that changed. A change of other fields of a
/// record that stays is told all the same, with an empty `changed`: the record's version moves on, and
/// whoever proves its set by a digest or sends `If-Match` needs it.
///
/// **Digests.** A client that holds a whole view proves it by the count and checksum of what it shows (see
/// digest_sum): the answer holds for the view as it was after the last change with a seq of at most `seq`,
/// exactly. One that has moved past that, or is not there yet, asks again when it is quiet.
///
/// **Presence** is told to the tenant's other connections that subscribe to the resource, from time to time
/// and the newest only; it is kept nowhere. One may say to be at records, and in fields, that one may read.
/// Whoever stays at a record says so again every `presence_repeat`;
/// who has not been heard of for `presence_lifetime` is gone.
///
/// **Sessions.** Connections that give the same session in `hello` (the tabs of one browser, one tab before
/// and after it reconnected) are one and the same; a connection that gives none is a session of its own.
/// `welcome` says what this one's is, `presence` whose it is, so a client knows itself again. It is a name
/// and no proof: it grants nothing. Where people have signed in, the same `who` is the same person.
namespace dossier::live {

inline constexpr std::string_view subprotocol = "dossier.v1";
inline constexpr std::size_t max_message_bytes = std::size_t{64} * 1024;  ///< from a client
inline constexpr std::size_t max_subscriptions = 64;                      ///< on one connection
inline constexpr std::size_t max_subscription_id_length = 64;  ///< characters; letters, digits, `-`, `_`, `.`
inline constexpr std::size_t max_session_length = 64;          ///< characters; as in subscription ids
inline constexpr std::size_t max_digest_ids = 1000;
inline constexpr std::chrono::seconds presence_repeat{20};
inline constexpr std::chrono::seconds presence_lifetime{60};

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
  std::string token;      ///< empty when the upgrade request carried one
  std::string contract;   ///< describe::contract_hash() of the client
  std::string session{};  ///< the same for all tabs of a browser; empty: this connection's own
};
struct subscribe {
  std::string id;  ///< chosen by the client, unique on its connection
  std::string resource;
  std::string filter;                 ///< empty = every record
  std::optional<std::int64_t> after;  ///< seq up to which the client knows everything; absent = from now on
  std::vector<std::string> fields{};  ///< that records are to carry beside id and version; empty = all
};
struct unsubscribe {
  std::string id;
};
struct ping {
  std::string id;
};
/// A token for the time after the present one ends; of the same user and tenant.
struct auth {
  std::string token;
};
/// Says where the user is; without a record: nowhere any more.
struct announce {
  std::string resource;
  std::optional<uuid> record_id{};
  std::string field{};  ///< in which it is; empty: the record as a whole
};
/// Asks what a subscription should hold; one at a time on a connection. The op is `digest`.
struct digest_request {
  std::string id;  ///< of the subscription
  /// Only those of these records that match; absent: all that match.
  std::optional<std::vector<uuid>> ids{};
};
using client_message = std::variant<hello, subscribe, unsubscribe, ping, auth, announce, digest_request>;

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
  /// What the tenant decides for everybody (workspace_settings), as JSON text: what a dashboard needs before
  /// it shows anything. Its changes come to who subscribes to the resource. Empty: not known.
  std::string workspace{};
  std::string session{};  ///< this connection's, never empty
  std::string role{};     ///< what the person is in the tenant, as in shared/core/role.hpp. Empty: not known
};
/// What the person is in the tenant is something else now. A reset of every subscription follows.
struct role_changed {
  std::string role;
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
struct auth_ok {
  timestamp expires_at;
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
/// Where somebody is; `record_id` null: there no more.
struct presence {
  std::string connection;  ///< tells one person's connections apart; new with each connection
  actor who;
  std::string resource;
  std::optional<uuid> record_id;
  std::string field;  ///< empty (null): the record as a whole
  timestamp at;
  std::string session{};  ///< the connection's
};
/// What a subscription holds after the change `seq`: see digest_sum.
struct digest {
  std::string id;
  std::int64_t seq = 0;
  std::int64_t count = 0;
  std::string checksum;
};
using server_message = std::variant<welcome, subscribed, unsubscribed, reset, pong, auth_ok, error, change,
                                    presence, digest, role_changed>;

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
