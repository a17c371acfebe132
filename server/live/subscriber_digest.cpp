// What a subscription should hold, by count and checksum.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/live/subscriber.hpp"

namespace dossier::live {

namespace asio = boost::asio;

/// The answer comes when it is there; the connection's other messages do not wait for it.
void subscriber::prove(digest_request message) {
  const auto found = subscriptions_.find(message.id);
  if (found == subscriptions_.end())
    return refuse(message.id, problems::not_found("There is no subscription with this id on the connection"));
  if (digesting_)
    return refuse(message.id, problems::unavailable("Another digest of this connection is being made", 1));
  if (shard_->snapshots() == nullptr)
    return refuse(message.id, problems::unavailable("Digests are not to be had here", 60));
  const subscription_group& group = *found->second->group;
  record_source::digest_question what{tenant_id_, group.filter, group.now, std::move(message.ids)};
  digesting_ = true;
  asio::co_spawn(shard_->context(), read_digest(shared_from_this(), std::move(message.id), std::move(what)),
                 asio::detached);
}

asio::awaitable<void> subscriber::read_digest(std::shared_ptr<subscriber> self, std::string id,
                                              record_source::digest_question what) {
  hub_shard& shard = *self->shard_;
  const auto made = co_await shard.records().digest(*shard.snapshots(), std::move(what));
  self->digesting_ = false;
  if (self->closed_) co_return;
  if (!made) {
    self->refuse(std::move(id), made.error());
  } else {
    self->answer(live::digest{std::move(id), made->seq, made->count, made->checksum});
  }
}

}  // namespace dossier::live
