#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/live/counters.hpp"
#include "server/live/feed.hpp"
#include "server/live/subscription.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// The part of the hub that belongs to one I/O thread: its connections' subscriptions, grouped, and how far
/// each tenant's log has been told to them. Used on that thread only.
class hub_shard final : public feed_listener, public std::enable_shared_from_this<hub_shard> {
 public:
  /// How long a new connection waits for the tenant's log to be found.
  static constexpr std::chrono::seconds enter_deadline{5};
  /// Messages queued in one turn of the loop; then the thread's other work has its turn.
  static constexpr int messages_per_turn = 2000;

  /// `lane` is that of the thread of `io`.
  hub_shard(boost::asio::io_context& io, db::read_lane& lane, std::shared_ptr<feed> changes,
            hub_counters& counters);

  /// Takes a connection of the tenant in and answers the position of its log here. `leave` follows exactly
  /// once, also when this fails (503), and may come while it waits.
  [[nodiscard]] boost::asio::awaitable<result<std::int64_t>> enter(uuid tenant_id);
  void leave(const uuid& tenant_id);

  /// Seq of the last change told to the tenant's live subscriptions. Only between `enter` and `leave`.
  [[nodiscard]] std::int64_t position(const uuid& tenant_id) const;

  /// The group for a view; `release` gives it back.
  [[nodiscard]] std::shared_ptr<subscription_group> use_group(const uuid& tenant_id,
                                                              std::string_view resource,
                                                              query::filter filter);
  void release(const uuid& tenant_id, const std::shared_ptr<subscription_group>& group);

  /// Lets changes after the shard's position reach the subscription, or ends that.
  static void join(subscription& one);
  static void part(subscription& one);

  [[nodiscard]] db::read_lane& lane() { return lane_; }
  [[nodiscard]] hub_counters& counters() { return counters_; }

  boost::asio::io_context& context() override { return io_; }
  void joined(uuid tenant_id, std::int64_t seq) override;
  void deliver(shared_batch batch) override;
  void broken(uuid tenant_id, std::int64_t seq) override;

 private:
  struct tenant {
    std::optional<std::int64_t> position;
    std::size_t connections = 0;
    std::vector<boost::asio::steady_timer*> waiting;  ///< of connections that wait for the position
    std::unordered_map<std::string, std::vector<std::shared_ptr<subscription_group>>>
        groups;  ///< by resource
    std::deque<shared_batch> inbox;
    std::size_t next = 0;     ///< in the first batch of the inbox
    bool processing = false;  ///< a turn is posted
  };

  void process(const uuid& tenant_id);
  int tell(tenant& in, const feed_change& change);
  void reset_all(tenant& in, std::int64_t seq);

  boost::asio::io_context& io_;
  db::read_lane& lane_;
  std::shared_ptr<feed> feed_;
  hub_counters& counters_;
  std::unordered_map<uuid, std::shared_ptr<tenant>> tenants_;
  std::vector<std::shared_ptr<subscriber>> touched_;  ///< by the change at hand
};

}  // namespace dossier::live
