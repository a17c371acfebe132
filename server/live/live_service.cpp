#include "server/live/live_service.hpp"

#include "server/live/feed.hpp"
#include "server/live/hub_shard.hpp"
#include "server/live/subscriber.hpp"

namespace dossier::live {

live_service::live_service(std::string sequencer_conninfo, const std::vector<live_thread>& threads,
                           live_dependencies with, live_limits limits)
    : with_(std::move(with)),
      limits_(limits),
      feed_(std::make_shared<feed>(threads.at(0).io, threads.at(0).lane)),
      sequencer_(std::move(sequencer_conninfo),
                 [to = feed_](std::span<const log_head> heads) { to->hint(heads); }),
      snapshots_(with_.reader_conninfo.empty()
                     ? nullptr
                     : std::make_unique<snapshot_source>(sequencer_, with_.reader_conninfo)) {
  const hub_dependencies shared{feed_,     with_.records,   presence_, with_.now, limits_.renewal_period,
                                counters_, snapshots_.get()};
  for (const live_thread& thread : threads) {
    shards_.push_back(std::make_shared<hub_shard>(thread.io, thread.lane, shared));
    presence_.add(shards_.back());
  }
}

live_service::~live_service() {
  stop();
}

net::live_session_factory live_service::sessions() const {
  return [shards = shards_, &principals = with_.principals, limits = limits_](
             net::live_socket& socket, const http::request& upgrade) -> std::shared_ptr<net::live_session> {
    auto made =
        std::make_shared<subscriber>(socket, upgrade, shards.at(upgrade.io_thread), principals, limits);
    made->start();
    return made;
  };
}

void live_service::start() {
  sequencer_.start();
}

void live_service::stop() {
  sequencer_.stop();
  if (snapshots_) snapshots_->stop();
  feed_->stop();
  for (const auto& shard : shards_) shard->stop();
}

live_figures live_service::figures() const {
  return {.sequencing = sequencer_.count(),
          .delivered = feed_->delivered(),
          .connections = counters_.connections,
          .subscriptions = counters_.subscriptions,
          .messages = counters_.messages,
          .resets = counters_.resets,
          .congestions = counters_.congestions,
          .slow_closes = counters_.slow_closes};
}

}  // namespace dossier::live
