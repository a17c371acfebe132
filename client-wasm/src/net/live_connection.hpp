#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client-wasm/src/net/transport.hpp"
#include "shared/live/messages.hpp"

namespace dossier::net {

// Times in milliseconds.
inline constexpr double backoff_first_ms = 500;       ///< most that the first retry waits; doubles with each
inline constexpr double backoff_most_ms = 30'000;     ///< most that any retry waits
inline constexpr double connect_timeout_ms = 15'000;  ///< from opening the socket to `welcome`
inline constexpr double ping_interval_ms =
    30'000;  ///< between two pings of a live connection that is looked at
inline constexpr double pong_timeout_ms = 10'000;  ///< a ping unanswered for so long means a dead connection
inline constexpr double offline_after_ms =
    10'000;  ///< away for so long is called "offline", not "reconnecting"

/// Where the connection stands.
enum class live_state : std::uint8_t {
  idle,         ///< not started
  connecting,   ///< first connection, nothing lost yet
  catching_up,  ///< connected, what was missed is still coming
  live,
  waiting,     ///< lost; a retry is planned
  offline,     ///< lost, and the network is away or retries have failed for a while; still retrying
  signed_out,  ///< refused for want of a valid sign-in; does not retry
  too_old,     ///< this build speaks a contract that is not served any more; does not retry
};

/// Calls out of the connection. They come from network events and from tick(), never from inside other calls.
class live_listener {
 public:
  virtual ~live_listener() = default;
  virtual void live_welcome(const live::welcome& hello) = 0;
  virtual void live_change(const live::change& change) = 0;
  /// What the client knows for `subscription` is no base for changes any more: load it again.
  virtual void live_reset(const std::string& subscription) = 0;
  /// The server refused `subscription` (a bad filter).
  virtual void live_refused(const std::string& subscription, const problem& why) = 0;
  /// Somebody else is at a record, or left it.
  virtual void live_presence(const live::presence& /*told*/) {}
  /// What the person is here is something else now. What they see is reset as well.
  virtual void live_role(const live::role_changed& /*told*/) {}
  /// Something shown about the connection is another now.
  virtual void live_state_changed() = 0;
};

/// The live WebSocket: connects, says hello with the contract's hash, keeps subscriptions alive across
/// reconnects by resuming each after the last position it has seen, and retries with full-jitter backoff.
/// Time comes in with every call (milliseconds of one steady clock), randomness from `random` (0 ≤ x < 1), so
/// that every path can be tested.
class live_connection final : public socket_listener {
 public:
  live_connection(transport& way, live_listener& listener, std::function<double()> clock,
                  std::function<double()> random, std::string session = {});
  ~live_connection() override;
  live_connection(const live_connection&) = delete;
  live_connection& operator=(const live_connection&) = delete;

  void start();
  void stop();

  /// Keeps a subscription with this id until unsubscribe(). `after`: the log position the caller's data
  /// includes. `fields`: what records are to carry beside id and version; empty: everything.
  void subscribe(std::string id, std::string resource, std::string filter, std::int64_t after,
                 std::vector<std::string> fields = {});
  void unsubscribe(const std::string& id);

  /// Tells others where the person is; false without a connection. Kept nowhere: see app::presence.
  bool announce(const live::announce& place);

  /// There is a newer access token: a connection that stands goes on with it.
  void renew(const std::string& token);

  /// Does what is due: a retry, a timeout, the step from "reconnecting" to "offline".
  void tick();
  /// When tick() has something to do next (same clock), nullopt for never.
  [[nodiscard]] std::optional<double> next_deadline() const;
  /// The page is being looked at: measures the latency when that was long ago.
  void looked_at();
  /// The browser says that the network is there, or away; or that the page is visible again.
  void network_changed(bool online);
  void became_visible();
  /// Retries at once (the person asked).
  void retry_now();

  [[nodiscard]] live_state state() const { return state_; }
  /// The server has a newer contract: a reload is worthwhile.
  [[nodiscard]] bool stale() const { return stale_; }
  /// Last measured round trip in milliseconds; nullopt before the first.
  [[nodiscard]] std::optional<double> latency_ms() const { return latency_; }
  /// A round trip is being measured: its end will change what is shown.
  [[nodiscard]] bool measuring() const { return ping_sent_.has_value(); }
  /// Milliseconds until the planned retry, 0 when none is planned.
  [[nodiscard]] double retry_in_ms() const;
  /// When the connection was lost (same clock); nullopt while it stands or never stood.
  [[nodiscard]] std::optional<double> lost_at() const { return lost_at_; }
  /// Log positions still to come while catching up.
  [[nodiscard]] std::int64_t left() const;

  void socket_opened() override;
  void socket_message(std::string_view text) override;
  void socket_closed(int code, std::string_view reason) override;

 private:
  struct subscription {
    std::string resource;
    std::string filter;
    std::int64_t position = 0;  ///< everything up to it is known
    bool confirmed = false;     ///< the server took it on this connection
    std::vector<std::string> fields{};
  };

  void set_state(live_state next);
  void open_socket();
  void drop_socket(int code);
  void plan_retry();
  void send_subscribe(const std::string& id, const subscription& s);
  void send_ping();
  void settle();
  void handle(const live::welcome& m);
  void handle(const live::subscribed& m);
  void handle(const live::unsubscribed&) {}
  void handle(const live::reset& m);
  void handle(const live::pong& m);
  void handle(const live::error& m);
  void handle(const live::change& m);
  void handle(const live::presence& m) { listener_.live_presence(m); }
  void handle(const live::role_changed& m) { listener_.live_role(m); }
  template <class Other>
  void handle(const Other&) {}  // nothing of this client's yet

  transport& way_;
  live_listener& listener_;
  std::function<double()> clock_;
  std::function<double()> random_;
  std::string session_;  ///< as hello says; see live::hello

  live_state state_ = live_state::idle;
  int socket_ = 0;
  bool welcomed_ = false;
  bool online_ = true;
  bool stale_ = false;
  int attempt_ = 0;
  std::int64_t newest_ = 0;  ///< the log's end as far as we heard
  std::map<std::string, subscription> subscriptions_;
  std::optional<double> connect_deadline_;
  std::optional<double> retry_at_;
  std::optional<double> lost_at_;
  std::optional<double> ping_sent_;
  double last_ping_ = 0;
  std::int64_t ping_number_ = 0;
  std::optional<double> latency_;
};

}  // namespace dossier::net
