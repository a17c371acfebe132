#include "server/live/hub_shard.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "server/live/subscriber.hpp"

namespace dossier::live {

namespace asio = boost::asio;

hub_shard::hub_shard(asio::io_context& io, db::read_lane& lane, std::shared_ptr<feed> changes,
                     hub_counters& counters)
    : io_(io), lane_(lane), feed_(std::move(changes)), counters_(counters) {}

asio::awaitable<result<std::int64_t>> hub_shard::enter(uuid tenant_id) {
  std::shared_ptr<tenant>& known = tenants_[tenant_id];
  if (!known) {
    known = std::make_shared<tenant>();
    feed_->follow(tenant_id, shared_from_this());
  }
  const std::shared_ptr<tenant> in = known;
  ++in->connections;
  if (!in->position) {
    asio::steady_timer signal(io_, enter_deadline);
    in->waiting.push_back(&signal);
    boost::system::error_code ignored;
    co_await signal.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    in->waiting.erase(std::remove(in->waiting.begin(), in->waiting.end(), &signal), in->waiting.end());
  }
  if (!in->position) co_return problems::unavailable("The change log cannot be read at the moment.", 1);
  co_return *in->position;
}

void hub_shard::leave(const uuid& tenant_id) {
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end() || --found->second->connections != 0) return;
  for (asio::steady_timer* waiting : found->second->waiting) waiting->cancel();
  tenants_.erase(found);
  feed_->unfollow(tenant_id, shared_from_this());
}

std::int64_t hub_shard::position(const uuid& tenant_id) const {
  return tenants_.at(tenant_id)->position.value();
}

std::shared_ptr<subscription_group> hub_shard::use_group(const uuid& tenant_id, std::string_view resource,
                                                         query::filter filter) {
  auto& groups = tenants_.at(tenant_id)->groups[std::string(resource)];
  std::string text = query::to_string(filter);
  for (const auto& group : groups) {
    if (group->filter_text != text) continue;
    ++group->users;
    return group;
  }
  auto made = std::make_shared<subscription_group>();
  made->resource = resource;
  made->filter_text = std::move(text);
  if (!filter.empty()) made->filter = std::move(filter);
  made->users = 1;
  groups.push_back(made);
  return made;
}

void hub_shard::release(const uuid& tenant_id, const std::shared_ptr<subscription_group>& group) {
  if (--group->users != 0) return;
  const auto in = tenants_.find(tenant_id);
  if (in == tenants_.end()) return;
  const auto groups = in->second->groups.find(group->resource);
  if (groups == in->second->groups.end()) return;
  std::erase(groups->second, group);
  if (groups->second.empty()) in->second->groups.erase(groups);
}

void hub_shard::join(subscription& one) {
  if (one.live) return;
  one.live = true;
  one.slot = one.group->members.size();
  one.group->members.push_back(&one);
}

void hub_shard::part(subscription& one) {
  if (!one.live) return;
  one.live = false;
  auto& members = one.group->members;
  members[one.slot] = members.back();
  members[one.slot]->slot = one.slot;
  members.pop_back();
}

void hub_shard::joined(uuid tenant_id, std::int64_t seq) {
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end()) return;  // everyone left meanwhile
  found->second->position = seq;
  for (asio::steady_timer* waiting : found->second->waiting) waiting->cancel();
}

void hub_shard::deliver(shared_batch batch) {
  const uuid tenant_id = batch->tenant_id;
  const auto found = tenants_.find(tenant_id);
  // Without a position this is for those who left; who came after them will be told where to begin.
  if (found == tenants_.end() || !found->second->position) return;
  found->second->inbox.push_back(std::move(batch));
  if (!found->second->processing) process(tenant_id);
}

void hub_shard::process(const uuid& tenant_id) {
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end()) return;
  const std::shared_ptr<tenant> in = found->second;
  in->processing = false;
  for (int left = messages_per_turn; !in->inbox.empty();) {
    if (left <= 0) {
      in->processing = true;
      asio::post(io_, [self = shared_from_this(), tenant_id] { self->process(tenant_id); });
      return;
    }
    const shared_batch& batch = in->inbox.front();
    if (in->next == batch->changes.size()) {
      in->inbox.pop_front();
      in->next = 0;
      continue;
    }
    const feed_change& change = *batch->changes[in->next++];
    if (change.seq() == *in->position + 1) {
      left -= 1 + tell(*in, change);
    } else {
      spdlog::error("live hub: change {} follows {}; subscribers are reset", change.seq(), *in->position);
      reset_all(*in, change.seq());
    }
    in->position = change.seq();
  }
}

/// Sends one change to all it concerns; answers to how many connections. The position moves when everyone was
/// told: a connection whose queue is found full on the way takes it for what it knows.
int hub_shard::tell(tenant& in, const feed_change& change) {
  const auto groups = in.groups.find(change.resource());
  if (groups == in.groups.end()) return 0;
  if (!change.readable()) {
    spdlog::error("live hub: change {} of {} cannot be read; its subscribers are reset", change.seq(),
                  change.resource());
    for (const auto& group : groups->second) {
      const std::vector<subscription*> members = group->members;
      for (subscription* member : members) member->owner->reset_to(*member, change.seq());
    }
    return 0;
  }
  touched_.clear();
  for (const auto& group : groups->second) {
    if (group->members.empty()) continue;
    const std::optional<match_kind> match = group->match(change);
    if (!match) continue;
    for (subscription* member : group->members) {
      if (member->position >= change.seq()) continue;
      if (member->owner->collect(*match, *member)) touched_.push_back(member->owner->shared_from_this());
    }
  }
  const int connections = static_cast<int>(touched_.size());
  for (const auto& connection : touched_) connection->send_collected(change);
  touched_.clear();
  return connections;
}

void hub_shard::broken(uuid tenant_id, std::int64_t seq) {
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end() || !found->second->position) return;
  const std::shared_ptr<tenant> in = found->second;
  in->inbox.clear();
  in->next = 0;
  reset_all(*in, seq);
  in->position = seq;
}

void hub_shard::reset_all(tenant& in, std::int64_t seq) {
  std::vector<subscription*> all;
  for (const auto& [resource, groups] : in.groups) {
    for (const auto& group : groups) all.insert(all.end(), group->members.begin(), group->members.end());
  }
  for (subscription* member : all) member->owner->reset_to(*member, seq);
}

}  // namespace dossier::live
