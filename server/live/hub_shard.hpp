#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/live/counters.hpp"
#include "server/live/evaluation.hpp"
#include "server/live/feed.hpp"
#include "server/live/group_index.hpp"
#include "server/live/presence.hpp"
#include "server/live/reference_cache.hpp"
#include "server/live/subscription.hpp"
#include "shared/core/result.hpp"

namespace dossier::live {

/// What all shards of a process share; everything outlives them.
struct hub_dependencies {
  std::shared_ptr<feed> changes;
  record_source& records;
  presence_exchange& presence;
  std::function<timestamp()> now;
  /// How often filters with relative times are evaluated anew.
  std::chrono::milliseconds renewal_period;
  hub_counters& counters;
  snapshot_source* snapshots;  ///< nullptr: there are no exact reads
};

/// The part of the hub that belongs to one I/O thread: its connections' subscriptions, grouped, and how far
/// each tenant's log has been told to them. Used on that thread only.
class hub_shard final : public feed_listener, public std::enable_shared_from_this<hub_shard> {
 public:
  /// How long a new connection waits for the tenant's log to be found.
  static constexpr std::chrono::seconds enter_deadline{5};
  /// Messages queued in one turn of the loop; then the thread's other work has its turn.
  static constexpr int messages_per_turn = 2000;
  /// Wait after records could not be read.
  static constexpr std::chrono::milliseconds retry_wait{200};
  /// Times that a renewal asks for what crossed its line; then the view is reset.
  static constexpr int max_attempts = 5;
  /// Records that may enter and leave a view when its filter's time is renewed; beyond, it is reset.
  static constexpr std::int64_t max_crossings = 1000;
  /// By how much the clocks of nodes, and of a list and a renewal, may differ: that far back a renewal looks
  /// again.
  static constexpr std::chrono::microseconds clock_tolerance{5'000'000};

  /// `lane` is that of the thread of `io`.
  hub_shard(boost::asio::io_context& io, db::read_lane& lane, hub_dependencies with);

  /// Takes a connection of the tenant in and answers the position of its log here. `leave` follows exactly
  /// once, also when this fails (503), and may come while it waits.
  [[nodiscard]] boost::asio::awaitable<result<std::int64_t>> enter(uuid tenant_id);
  void leave(const uuid& tenant_id);

  /// Seq of the last change told to the tenant's live subscriptions. Only between `enter` and `leave`, as all
  /// that follows.
  [[nodiscard]] std::int64_t position(const uuid& tenant_id) const;

  /// Gives the subscription the group of its view; `release` gives it back. The filter is bound to its
  /// caller.
  void use_group(const uuid& tenant_id, query::filter filter, subscription& by);
  void release(const uuid& tenant_id, subscription& by);

  /// To be called before a change is held against a group whose filter has relative times: lets it know what
  /// its members may have loaded meanwhile.
  void keep_up_with_time(subscription_group& group) const;

  /// Lets changes after the shard's position reach the subscription, or ends that.
  static void join(subscription& one);
  static void part(subscription& one);

  /// What is known of the records that the tenant's references lead to.
  [[nodiscard]] reference_cache& references(const uuid& tenant_id);
  /// The same as tails want it. Not to be kept beyond the tenant's last `leave`.
  [[nodiscard]] static referenced_record named_by(reference_cache& cache);

  /// Tells those of its connections that it concerns.
  void tell_presence(const presence_note& note);
  [[nodiscard]] presence_exchange& presence() { return with_.presence; }

  [[nodiscard]] db::read_lane& lane() { return lane_; }
  [[nodiscard]] hub_counters& counters() { return with_.counters; }
  [[nodiscard]] timestamp now() const { return with_.now(); }
  [[nodiscard]] record_source& records() { return with_.records; }
  [[nodiscard]] snapshot_source* snapshots() { return with_.snapshots; }

  /// Ends the renewals. From any thread.
  void stop();

  boost::asio::io_context& context() override { return io_; }
  void joined(uuid tenant_id, std::int64_t seq) override;
  void deliver(shared_batch batch) override;
  void broken(uuid tenant_id, std::int64_t seq) override;

 private:
  /// The groups that show records of one type.
  struct resource_groups {
    std::unordered_map<std::string, std::shared_ptr<subscription_group>> by_filter;
    group_index index;
  };
  struct tenant {
    tenant(record_source& records, db::read_lane& lane, const uuid& id)
        : references(std::make_shared<reference_cache>(records, lane, id)) {}
    std::optional<std::int64_t> position;
    std::size_t connections = 0;
    std::vector<boost::asio::steady_timer*> waiting;  ///< of connections that wait for the position
    std::unordered_map<std::string, resource_groups> resources;
    std::vector<subscription_group*> looking;   ///< those whose filters look through references
    std::vector<subscription_group*> relative;  ///< those whose filters have relative times
    std::shared_ptr<reference_cache> references;
    std::deque<shared_batch> inbox;
    std::size_t next = 0;     ///< in the first batch of the inbox
    bool processing = false;  ///< a turn is posted, or references are being read for it
  };
  using shared_tenant = std::shared_ptr<tenant>;
  using shared_group = std::shared_ptr<subscription_group>;

  void process(const uuid& tenant_id);
  [[nodiscard]] bool pause_for_references(const uuid& tenant_id, const shared_tenant& in);
  boost::asio::awaitable<void> read_references(uuid tenant_id, shared_tenant in,
                                               std::vector<missing_reference> missing);
  int tell(tenant& in, const feed_change& change);
  int tell_touched(const feed_change& change, const referenced_record& referenced);
  static void reset_group(const subscription_group& group, std::int64_t seq);
  void reset_all(tenant& in, std::int64_t seq);

  // hub_shard_renewal.cpp
  void start_renewals();
  boost::asio::awaitable<void> run_renewals();
  boost::asio::awaitable<void> renew(shared_tenant in, uuid tenant_id, shared_group group);
  boost::asio::awaitable<bool> tell_crossings(shared_tenant in, uuid tenant_id, shared_group group,
                                              timestamp since, match_kind match);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  [[nodiscard]] bool wanted(const tenant& in, const uuid& tenant_id, const subscription_group& group) const;

  boost::asio::io_context& io_;
  db::read_lane& lane_;
  hub_dependencies with_;
  std::unordered_map<uuid, shared_tenant> tenants_;
  std::vector<std::shared_ptr<subscriber>> touched_;  ///< by the change at hand
  std::vector<subscription_group*> candidates_;       ///< for the change at hand
  boost::asio::steady_timer renewal_;
  bool renewals_run_ = false;
  bool stopped_ = false;
};

}  // namespace dossier::live
