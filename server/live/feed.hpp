#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "server/live/log_mover.hpp"
#include "server/live/log_reader.hpp"

namespace dossier::live {

/// Changes of one tenant that follow one another. Its sender is told when the last holder lets go of it.
struct feed_batch {
  uuid tenant_id;
  std::vector<shared_change> changes;
};
using shared_batch = std::shared_ptr<const feed_batch>;

/// Who follows tenants' logs: a shard of the hub. Everything is called on the thread of `context()`, in the
/// order in which it happened.
class feed_listener {
 public:
  virtual ~feed_listener() = default;
  [[nodiscard]] virtual boost::asio::io_context& context() = 0;
  /// Answer to `follow`: every change after `seq` will be delivered.
  virtual void joined(uuid tenant_id, std::int64_t seq) = 0;
  virtual void deliver(shared_batch batch) = 0;
  /// What was not delivered up to `seq` cannot be had any more; deliveries go on after it.
  virtual void broken(uuid tenant_id, std::int64_t seq) = 0;
};

/// Follows the change log of the tenants that somebody listens to, in this process. It always reads the
/// table; hints only say when. Lives on one thread's context; the public functions may be called on any
/// thread.
class feed : public std::enable_shared_from_this<feed> {
 public:
  /// How often a followed tenant's head is read without a hint, for hints that were lost and for changes that
  /// another node sequenced.
  static constexpr std::chrono::milliseconds slow_poll{1000};
  /// Wait after a read failed.
  static constexpr std::chrono::milliseconds retry_wait{200};
  /// Batches of a tenant that are on their way to listeners at once; a slow one holds back the reading, not
  /// memory.
  static constexpr int max_outstanding = 2;

  /// `lane` is that of `io`'s thread; both outlive the feed's coroutines.
  feed(boost::asio::io_context& io, db::read_lane& lane);

  /// Says that logs may have grown: from this process's sequencer, or from another node by whatever way.
  void hint(std::span<const log_head> heads);

  void follow(const uuid& tenant_id, std::shared_ptr<feed_listener> listener);
  void unfollow(const uuid& tenant_id, std::shared_ptr<feed_listener> listener);

  /// Ends all following. Nothing is delivered to a listener that has not been posted before.
  void stop();

  [[nodiscard]] std::uint64_t delivered() const { return delivered_.load(std::memory_order_relaxed); }

 private:
  struct followed {
    explicit followed(boost::asio::io_context& io) : signal(io) {}
    std::vector<std::shared_ptr<feed_listener>> listeners;
    std::optional<std::int64_t> position;  ///< what listeners have been sent; unknown until the head was read
    std::int64_t head = 0;                 ///< what the log is known to have reached
    int outstanding = 0;                   ///< batches that some listener still works on
    boost::asio::steady_timer signal;      ///< canceled to wake the coroutine
  };

  void add(const uuid& tenant_id, std::shared_ptr<feed_listener> listener);
  void remove(const uuid& tenant_id, const std::shared_ptr<feed_listener>& listener);
  boost::asio::awaitable<void> run(uuid tenant_id, std::shared_ptr<followed> one);
  boost::asio::awaitable<void> find_head(uuid tenant_id, std::shared_ptr<followed> one);
  boost::asio::awaitable<void> read_page(log_reader& reader, uuid tenant_id, std::shared_ptr<followed> one);
  void send(const uuid& tenant_id, const std::shared_ptr<followed>& to, std::vector<shared_change> changes);
  void send_joined(const uuid& tenant_id, const std::shared_ptr<feed_listener>& to, std::int64_t seq);
  static boost::asio::awaitable<bool> wait(followed& one, std::chrono::milliseconds longest);

  boost::asio::io_context& io_;
  db::read_lane& lane_;
  std::unordered_map<uuid, std::shared_ptr<followed>> followed_;
  std::atomic<int> registrations_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<std::uint64_t> delivered_{0};
};

}  // namespace dossier::live
