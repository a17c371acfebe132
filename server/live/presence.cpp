#include "server/live/presence.hpp"

#include <boost/asio/post.hpp>

#include "server/live/hub_shard.hpp"

namespace dossier::live {

void local_presence::publish(shared_presence note) {
  for (const std::weak_ptr<hub_shard>& one : shards_) {
    const std::shared_ptr<hub_shard> shard = one.lock();
    if (!shard) continue;
    boost::asio::post(shard->context(), [shard, note] { shard->tell_presence(*note); });
  }
}

}  // namespace dossier::live
