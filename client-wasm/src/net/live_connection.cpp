#include "client-wasm/src/net/live_connection.hpp"

#include <algorithm>
#include <cmath>

#include "shared/describe/registry.hpp"

namespace dossier::net {
namespace {

constexpr std::string_view live_path = "/api/v1/live";
constexpr int normal_closure = 1000;
constexpr int most_doublings = 16;

}  // namespace

live_connection::live_connection(transport& way, live_listener& listener, std::function<double()> clock,
                                 std::function<double()> random, std::string session)
    : way_(way),
      listener_(listener),
      clock_(std::move(clock)),
      random_(std::move(random)),
      session_(std::move(session)) {}

live_connection::~live_connection() {
  if (socket_ != 0) way_.close(socket_, normal_closure, {});
}

void live_connection::start() {
  if (state_ != live_state::idle) return;
  open_socket();
  set_state(live_state::connecting);
}

void live_connection::stop() {
  drop_socket(normal_closure);
  retry_at_.reset();
  set_state(live_state::idle);
}

void live_connection::subscribe(std::string id, std::string resource, std::string filter, std::int64_t after,
                                std::vector<std::string> fields) {
  auto& made = subscriptions_[id];
  made = {std::move(resource), std::move(filter), after, false, std::move(fields)};
  if (welcomed_) {
    send_subscribe(id, made);
    settle();
  }
}

void live_connection::unsubscribe(const std::string& id) {
  if (subscriptions_.erase(id) == 0) return;
  if (welcomed_) way_.send(socket_, live::to_json(live::unsubscribe{id}));
  settle();
}

bool live_connection::announce(const live::announce& place) {
  return welcomed_ && way_.send(socket_, live::to_json(place));
}

void live_connection::renew(const std::string& token) {
  if (welcomed_) way_.send(socket_, live::to_json(live::auth{token}));
}

void live_connection::tick() {
  const double now = clock_();
  if (connect_deadline_ && now >= *connect_deadline_) {
    drop_socket(normal_closure);
    plan_retry();
  } else if (ping_sent_ && now >= *ping_sent_ + pong_timeout_ms) {
    drop_socket(normal_closure);
    plan_retry();
  }
  if (retry_at_ && now >= *retry_at_) {
    retry_at_.reset();
    open_socket();
    listener_.live_state_changed();
  }
  if (state_ == live_state::waiting && lost_at_ && now >= *lost_at_ + offline_after_ms) {
    set_state(live_state::offline);
  }
}

std::optional<double> live_connection::next_deadline() const {
  std::optional<double> next;
  const auto consider = [&](std::optional<double> when) {
    if (when && (!next || *when < *next)) next = when;
  };
  consider(connect_deadline_);
  consider(retry_at_);
  if (ping_sent_) consider(*ping_sent_ + pong_timeout_ms);
  if (state_ == live_state::waiting && lost_at_) consider(*lost_at_ + offline_after_ms);
  return next;
}

void live_connection::looked_at() {
  if (welcomed_ && !ping_sent_ && clock_() >= last_ping_ + ping_interval_ms) send_ping();
}

void live_connection::network_changed(bool online) {
  online_ = online;
  if (online) return retry_now();
  if (state_ == live_state::idle || state_ == live_state::signed_out || state_ == live_state::too_old) return;
  drop_socket(normal_closure);
  plan_retry();
}

void live_connection::became_visible() {
  if (retry_at_) return retry_now();
  if (welcomed_ && !ping_sent_) send_ping();  // a laptop that slept finds a dead connection by this
}

void live_connection::retry_now() {
  if (!retry_at_) return;
  attempt_ = 0;
  retry_at_.reset();
  open_socket();
  listener_.live_state_changed();
}

double live_connection::retry_in_ms() const {
  return retry_at_ ? std::max(0.0, *retry_at_ - clock_()) : 0;
}

std::int64_t live_connection::left() const {
  std::int64_t oldest = newest_;
  for (const auto& [id, s] : subscriptions_) {
    if (!s.confirmed) oldest = std::min(oldest, s.position);
  }
  return newest_ - oldest;
}

void live_connection::set_state(live_state next) {
  if (state_ == next) return;
  state_ = next;
  listener_.live_state_changed();
}

void live_connection::open_socket() {
  socket_ = way_.open_socket(live_path, live::subprotocol, *this);
  connect_deadline_ = clock_() + connect_timeout_ms;
}

void live_connection::drop_socket(int code) {
  if (socket_ != 0) way_.close(socket_, code, {});
  socket_ = 0;
  welcomed_ = false;
  connect_deadline_.reset();
  ping_sent_.reset();
  for (auto& [id, s] : subscriptions_) s.confirmed = false;
}

// Full jitter: anywhere between at once and the cap, so that a restarted server is not met by everyone
// together.
void live_connection::plan_retry() {
  const double now = clock_();
  if (!lost_at_) lost_at_ = now;
  const double cap =
      std::min(backoff_most_ms, backoff_first_ms * std::exp2(std::min(attempt_, most_doublings)));
  ++attempt_;
  retry_at_ = now + random_() * cap;
  const bool offline = !online_ || state_ == live_state::offline || now >= *lost_at_ + offline_after_ms;
  const live_state next = offline ? live_state::offline : live_state::waiting;
  if (state_ == next) {
    listener_.live_state_changed();
  } else {
    set_state(next);
  }
}

void live_connection::send_subscribe(const std::string& id, const subscription& s) {
  way_.send(socket_, live::to_json(live::subscribe{id, s.resource, s.filter, s.position, s.fields}));
}

void live_connection::send_ping() {
  last_ping_ = clock_();
  ping_sent_ = last_ping_;
  way_.send(socket_, live::to_json(live::ping{std::to_string(++ping_number_)}));
}

/// Live when every subscription stands.
void live_connection::settle() {
  if (!welcomed_) return;
  const bool all = std::all_of(subscriptions_.begin(), subscriptions_.end(),
                               [](const auto& entry) { return entry.second.confirmed; });
  if (all) {
    set_state(live_state::live);
  } else if (state_ != live_state::live) {
    set_state(live_state::catching_up);
  }
}

void live_connection::socket_opened() {
  way_.send(socket_, live::to_json(live::hello{way_.token(), describe::contract_hash(), session_}));
}

void live_connection::socket_message(std::string_view text) {
  const auto message = live::parse_server_message(text);
  if (!message) return;  // an op of a newer server; the contract lets us pass over it
  std::visit([this](const auto& m) { handle(m); }, *message);
}

void live_connection::socket_closed(int code, std::string_view) {
  socket_ = 0;
  drop_socket(normal_closure);
  if (code == static_cast<int>(live::close_code::unauthorized)) return set_state(live_state::signed_out);
  if (code == static_cast<int>(live::close_code::too_old)) {
    stale_ = true;
    return set_state(live_state::too_old);
  }
  plan_retry();
}

void live_connection::handle(const live::welcome& m) {
  welcomed_ = true;
  attempt_ = 0;
  lost_at_.reset();
  connect_deadline_.reset();
  newest_ = std::max(newest_, m.seq);
  stale_ = m.stale || m.contract != describe::contract_hash();
  set_state(live_state::catching_up);
  for (const auto& [id, s] : subscriptions_) send_subscribe(id, s);
  send_ping();
  settle();
  listener_.live_welcome(m);
}

void live_connection::handle(const live::subscribed& m) {
  const auto found = subscriptions_.find(m.id);
  if (found == subscriptions_.end()) return;
  found->second.confirmed = true;
  newest_ = std::max(newest_, m.seq);
  settle();
}

void live_connection::handle(const live::reset& m) {
  const auto found = subscriptions_.find(m.id);
  if (found == subscriptions_.end()) return;
  found->second.position = m.seq;
  found->second.confirmed = true;
  settle();
  listener_.live_reset(m.id);
}

void live_connection::handle(const live::pong& m) {
  if (!ping_sent_ || m.id != std::to_string(ping_number_)) return;
  latency_ = clock_() - *ping_sent_;
  ping_sent_.reset();
  listener_.live_state_changed();
}

void live_connection::handle(const live::error& m) {
  if (subscriptions_.count(m.id) == 0) return;
  subscriptions_.erase(m.id);
  settle();
  listener_.live_refused(m.id, m.what);
}

void live_connection::handle(const live::change& m) {
  newest_ = std::max(newest_, m.seq);
  bool ours = false;
  for (const std::string& id : m.subs) {
    const auto found = subscriptions_.find(id);
    if (found == subscriptions_.end()) continue;
    found->second.position = std::max(found->second.position, m.seq);
    ours = true;
  }
  if (ours) listener_.live_change(m);
}

}  // namespace dossier::net
