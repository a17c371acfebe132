#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/db/lanes.hpp"
#include "server/http/principal.hpp"
#include "server/live/counters.hpp"
#include "server/live/limits.hpp"
#include "server/live/presence.hpp"
#include "server/live/sequencer.hpp"
#include "server/live/snapshot_source.hpp"
#include "server/live/wake.hpp"
#include "server/net/live_socket.hpp"

namespace dossier::live {

class feed;
class hub_shard;
class record_source;

/// What the live service is given. References outlive it.
struct live_dependencies {
  http::principal_source& principals;
  record_source& records;
  std::function<timestamp()> now;  ///< thread-safe
  /// Of the role app, for reads that match the log exactly; empty: there are none, and digests are refused.
  std::string reader_conninfo = {};
};

/// An I/O thread as the live service needs it. Both outlive the service's work (until its `stop`).
struct live_thread {
  boost::asio::io_context& io;
  db::read_lane& lane;  ///< of that thread
};

/// Numbers for metrics and readiness; a snapshot.
struct live_figures {
  live::sequencer::counters sequencing;
  std::uint64_t delivered = 0;  ///< changes handed to the hub
  std::int64_t connections = 0;
  std::int64_t subscriptions = 0;
  std::uint64_t messages = 0;
  std::uint64_t resets = 0;
  std::uint64_t congestions = 0;
  std::uint64_t slow_closes = 0;
};

/// Everything between the outbox and the live connections of this process, made and ended by the composition
/// root:
///
///     live_service live(db->settings().conninfo(role::sequencer, "sequencer"), {{io0, lane0}, …},
///     {principals, records, now}); db->start(live.wake()); live.start(); server_dependencies{…, .live =
///     live.sessions()} … … the server has stopped … live.stop();  db->stop();  then stop and join the
///     threads
class live_service {
 public:
  /// `threads` in the order given to net::server::start; the first one's also carries the feed.
  live_service(std::string sequencer_conninfo, const std::vector<live_thread>& threads,
               live_dependencies with, live_limits limits = {});
  ~live_service();
  live_service(const live_service&) = delete;
  live_service& operator=(const live_service&) = delete;

  /// For those who commit writes. Valid as long as the service.
  [[nodiscard]] sequencer_wake& wake() { return sequencer_; }
  /// For those who need to know how far the log is, or a snapshot that matches it. Valid as long as the
  /// service.
  [[nodiscard]] sequencer& sequencing() { return sequencer_; }
  /// For those who follow the log. Valid as long as the service, and as long as they hold it.
  [[nodiscard]] std::shared_ptr<feed> changes() const { return feed_; }
  /// For reads that match the log; nullptr without a `reader_conninfo`. Valid as long as the service.
  [[nodiscard]] snapshot_source* snapshots() { return snapshots_.get(); }

  /// Makes the session of a connection on its own thread. Keeps what it needs alive.
  [[nodiscard]] net::live_session_factory sessions() const;

  void start();
  /// Finishes the sequencer's batch and ends all following. Connections should be closed before. Blocks for
  /// as long as a batch takes; not for an I/O thread.
  void stop();

  /// Whether the sequencer has its connection. Without it writes are kept, and reach nobody live.
  [[nodiscard]] bool ready() const { return sequencer_.count().connected; }
  [[nodiscard]] live_figures figures() const;

 private:
  hub_counters counters_;
  live_dependencies with_;
  live_limits limits_;
  local_presence presence_;
  std::shared_ptr<feed> feed_;
  std::vector<std::shared_ptr<hub_shard>> shards_;
  sequencer sequencer_;
  std::unique_ptr<snapshot_source> snapshots_;
};

}  // namespace dossier::live
