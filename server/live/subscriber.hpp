#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/http/message.hpp"
#include "server/http/principal.hpp"
#include "server/live/hub_shard.hpp"
#include "server/live/limits.hpp"
#include "server/live/subscription.hpp"
#include "server/net/live_socket.hpp"
#include "shared/live/messages.hpp"

namespace dossier::live {

/// One live connection: the protocol of shared/live/messages.hpp. What a client may rely on:
///
/// - Every subscription gets each change after its starting point once, in seq order: resumed after the last
///   seq that named it, it misses nothing and repeats nothing. A change travels once for all subscriptions
///   that it touches in the same way (two messages, then, for one that enters a view and stays in another).
/// - A subscription with `after` is first brought up to date from the log, with messages that carry only the
///   ids of those that lack the change; the connection's others wait meanwhile and go on together with it. So
///   a resume point belongs to a subscription: who keeps one for a whole connection keeps that of the
///   subscription furthest back, and knows what it repeats by the records' versions.
/// - `subscribed` answers the seq from which the subscription goes on, so it may be remembered at once.
/// - A connection that does not drain is sent nothing more; nothing is skipped: once it drains, it is brought
/// up to
///   date from the log, or `reset` where that would be more than `live_limits::replay_limit` changes.
class subscriber final : public net::live_session, public std::enable_shared_from_this<subscriber> {
 public:
  /// Answers that wait for a full connection to drain; beyond: it is closed.
  static constexpr std::size_t max_waiting_answers = 256;
  /// Wait after the log could not be read.
  static constexpr std::chrono::milliseconds retry_wait{200};

  /// `socket` outlives this object's use of it (until `closed`); `principals` outlives it.
  subscriber(net::live_socket& socket, http::request upgrade, std::shared_ptr<hub_shard> shard,
             http::principal_source& principals, live_limits limits = {});
  ~subscriber() override;

  /// Starts the wait for `hello`.
  void start();

  boost::asio::awaitable<void> received(std::string text) override;
  /// Ends the connection when its sign-in has ended, and asks anew who it is when that may have changed.
  void tick(std::chrono::steady_clock::time_point now) override;
  void drained() override;
  void closed() override;

  // For the shard. A change is collected for all subscriptions that it concerns, then sent.

  /// True when it is the first that is collected.
  bool collect(match_kind match, subscription& one);
  void send_collected(const feed_change& change, const referenced_record& referenced);
  /// Tells the client to load this view anew and to go on after `seq`, unless it is beyond that.
  void reset_to(subscription& one, std::int64_t seq);
  /// The same, also where the client knows all changes up to `seq`, which is not below its position.
  void reset_anyway(subscription& one, std::int64_t seq);
  /// Tells where the user of another connection is; not while this one's queue is full.
  void hear_presence(const presence_note& note);

 private:
  using subscription_map = std::unordered_map<std::string, std::unique_ptr<subscription>>;

  boost::asio::awaitable<void> greet(hello message);
  boost::asio::awaitable<void> dispatch(client_message message);
  boost::asio::awaitable<void> renew_sign_in(auth message);
  static boost::asio::awaitable<void> check_standing(std::shared_ptr<subscriber> self);
  void know(http::principal who, std::string token);
  [[nodiscard]] bool sees_otherwise(const http::principal& who) const;
  void tell_role_and_show_anew();
  boost::asio::awaitable<void> add(subscribe message);
  struct permitted_view {
    query::filter where;
    std::shared_ptr<const projection> only;
  };
  [[nodiscard]] result<permitted_view> view_of(const query::filter& asked,
                                               const std::vector<std::string>& fields) const;
  void show_anew();
  void take_in(std::unique_ptr<subscription> made, bool resumed);
  void remove(const unsubscribe& message);
  boost::asio::awaitable<bool> reached(std::int64_t seq, std::string id);
  void forget(subscription_map::iterator which);

  void answer(const server_message& message);
  void refuse(std::string id, problem what);
  void end(close_code code, std::string reason);

  void park();
  void congested();
  void catch_up_soon();
  static boost::asio::awaitable<void> caught_up(std::shared_ptr<subscriber> self);
  boost::asio::awaitable<void> catch_up();
  [[nodiscard]] bool follows_log() const;
  boost::asio::awaitable<void> wait_to_retry();
  void settle(std::int64_t through);
  void replay(const feed_change& change, std::int64_t from, std::int64_t through);
  [[nodiscard]] std::vector<missing_reference> missing_of(const std::vector<shared_change>& changes);
  [[nodiscard]] std::vector<subscription*> behind() const;

  // subscriber_digest.cpp
  void prove(digest_request message);
  static boost::asio::awaitable<void> read_digest(std::shared_ptr<subscriber> self, std::string id,
                                                  record_source::digest_question what);

  // subscriber_presence.cpp
  void name_itself(std::string session);
  boost::asio::awaitable<void> take(announce said);
  boost::asio::awaitable<result<void>> may_be_at(const announce& place);
  boost::asio::awaitable<result<bool>> sees(const describe::record_type& type, uuid id);
  void publish_presence();
  void publish(const announce& said);
  void end_presence();

  net::live_socket& socket_;
  http::request upgrade_;
  std::shared_ptr<hub_shard> shard_;
  http::principal_source& principals_;
  const live_limits limits_;
  boost::asio::steady_timer deadline_;  ///< for hello first, then for draining

  bool closed_ = false;
  bool entered_ = false;  ///< the shard counts this connection
  bool greeted_ = false;
  bool congested_ = false;
  bool catching_up_ = false;
  bool digesting_ = false;
  bool checking_ = false;  ///< who it is, anew
  uuid tenant_id_;
  http::principal who_;
  std::string token_;  ///< by which it is known; empty: by the upgrade request
  std::chrono::steady_clock::time_point sign_in_ends_ = std::chrono::steady_clock::time_point::max();
  subscription_map subscriptions_;
  /// Subscriptions that the change at hand concerns in the same way: one message. The first `collections_` of
  /// them are in use.
  struct collection {
    match_kind match;
    std::shared_ptr<const projection> only;
    std::vector<subscription*> members;
  };
  std::vector<collection> collected_;
  std::size_t collections_ = 0;

  std::string connection_name_;          ///< in presence messages; empty before hello
  std::string session_;                  ///< as hello named it, else the connection's name
  std::optional<announce> present_;      ///< what the others were told last
  std::optional<announce> to_announce_;  ///< what they are told when the timer fires
  boost::asio::steady_timer presence_timer_;
  bool presence_waits_ = false;
  std::deque<std::string> waiting_answers_;
};

}  // namespace dossier::live
