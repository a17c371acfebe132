#include "server/live/hub_shard.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "server/live/subscriber.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::live {

namespace asio = boost::asio;

namespace {
const std::string log_resource(describe::type_of<audit_entry>().names.resource);
}  // namespace

hub_shard::hub_shard(asio::io_context& io, db::read_lane& lane, hub_dependencies with)
    : io_(io), lane_(lane), with_(std::move(with)), renewal_(io) {}

void hub_shard::stop() {
  asio::post(io_, [self = shared_from_this()] {
    self->stopped_ = true;
    self->renewal_.cancel();
  });
}

asio::awaitable<result<std::int64_t>> hub_shard::enter(uuid tenant_id) {
  shared_tenant& known = tenants_[tenant_id];
  if (!known) {
    known = std::make_shared<tenant>(with_.records, lane_, tenant_id);
    with_.changes->follow(tenant_id, shared_from_this());
  }
  const shared_tenant in = known;
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
  with_.changes->unfollow(tenant_id, shared_from_this());
}

std::int64_t hub_shard::position(const uuid& tenant_id) const {
  return tenants_.at(tenant_id)->position.value();
}

void hub_shard::use_group(const uuid& tenant_id, query::filter filter, subscription& by) {
  tenant& in = *tenants_.at(tenant_id);
  resource_groups& groups = in.resources[std::string(filter.type->names.resource)];
  std::string text = query::to_string(filter);
  shared_group& group = groups.by_filter[text];
  if (!group) {
    group = std::make_shared<subscription_group>();
    group->type = filter.type;
    group->filter_text = std::move(text);
    group->filter = std::move(filter);
    query::for_each_comparison(group->filter, [&](const query::comparison& one) {
      if (one.through != nullptr)
        group->looked_at.push_back({describe::find_record(one.through->references), one.field});
    });
    groups.index.add(*group);
    if (!group->looked_at.empty()) in.looking.push_back(group.get());
    if (query::has_relative_time(group->filter)) {
      group->relative = true;
      group->now = with_.now();
      group->shown_since = {group->now.micros - clock_tolerance.count()};
      in.relative.push_back(group.get());
      start_renewals();
    }
  }
  by.group = group;
  by.place = group->holders.size();
  group->holders.push_back(&by);
}

void hub_shard::release(const uuid& tenant_id, subscription& by) {
  const shared_group group = by.group;
  auto& holders = group->holders;
  holders[by.place] = holders.back();
  holders[by.place]->place = by.place;
  holders.pop_back();
  if (!holders.empty()) return;
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end()) return;
  tenant& in = *found->second;
  const auto groups = in.resources.find(std::string(group->type->names.resource));
  if (groups == in.resources.end()) return;
  groups->second.index.remove(*group);
  groups->second.by_filter.erase(group->filter_text);
  if (groups->second.by_filter.empty()) in.resources.erase(groups);
  std::erase(in.looking, group.get());
  std::erase(in.relative, group.get());
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
  if (one.group->telling) one.renewal = 0;  // it may miss some of what is being told
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

reference_cache& hub_shard::references(const uuid& tenant_id) {
  return *tenants_.at(tenant_id)->references;
}

referenced_record hub_shard::named_by(reference_cache& cache) {
  return [&cache](const describe::field&, const uuid& id) {
    const query::subject* found = cache.find(id);
    return found != nullptr ? &found->record() : nullptr;
  };
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
  const shared_tenant in = found->second;
  in->processing = false;
  bool complete = false;  // the references of the first batch are known
  for (int left = messages_per_turn; !in->inbox.empty();) {
    const shared_batch& batch = in->inbox.front();
    if (in->next == batch->changes.size()) {
      in->inbox.pop_front();
      in->next = 0;
      complete = false;
      continue;
    }
    if (left <= 0) {
      in->processing = true;
      asio::post(io_, [self = shared_from_this(), tenant_id] { self->process(tenant_id); });
      return;
    }
    if (!complete && pause_for_references(tenant_id, in)) return;
    complete = true;
    const feed_change& change = *batch->changes[in->next++];
    if (change.seq() == *in->position + 1) {
      left -= 1 + tell(*in, change);
      if (in->resources.contains(log_resource)) left -= tell(*in, change.entry());
    } else {
      spdlog::error("live hub: change {} follows {}; subscribers are reset", change.seq(), *in->position);
      in->references->clear();
      complete = false;
      reset_all(*in, change.seq());
    }
    in->position = change.seq();
  }
}

/// Begins to read what the first batch's changes refer to and is not known; false when there is nothing.
bool hub_shard::pause_for_references(const uuid& tenant_id, const shared_tenant& in) {
  std::vector<missing_reference> missing;
  const std::vector<shared_change>& changes = in->inbox.front()->changes;
  for (std::size_t i = in->next; i < changes.size(); ++i) {
    const feed_change& change = *changes[i];
    if (!in->resources.contains(change.resource()) || !change.readable()) continue;
    if (const auto* image = change.before()) in->references->missing_of(*image, missing);
    if (const auto* image = change.after()) in->references->missing_of(*image, missing);
  }
  if (missing.empty()) return false;
  in->processing = true;
  asio::co_spawn(io_, read_references(tenant_id, in, std::move(missing)), asio::detached);
  return true;
}

asio::awaitable<void> hub_shard::read_references(uuid tenant_id, shared_tenant in,
                                                 std::vector<missing_reference> missing) {
  const auto self = shared_from_this();
  const bool read = co_await in->references->load(std::move(missing));
  if (!read && !stopped_) co_await pause(retry_wait);
  const auto found = tenants_.find(tenant_id);
  if (!stopped_ && found != tenants_.end() && found->second == in) process(tenant_id);
}

asio::awaitable<void> hub_shard::pause(std::chrono::milliseconds time) {
  asio::steady_timer timer(io_, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

/// Sends one change to all it concerns; answers to how many connections. The position moves when everyone was
/// told: a connection whose queue is found full on the way takes it for what it knows.
int hub_shard::tell(tenant& in, const feed_change& change) {
  in.references->apply(change);
  if (change.readable()) {
    for (const subscription_group* group : in.looking) {
      if (touches_what_is_looked_at(*group, change)) reset_group(*group, change.seq());
    }
  }
  const auto found = in.resources.find(change.resource());
  if (found == in.resources.end()) return 0;
  resource_groups& groups = found->second;
  if (!change.readable()) {
    spdlog::error("live hub: change {} of {} cannot be read; its subscribers are reset", change.seq(),
                  change.resource());
    for (const auto& [text, group] : groups.by_filter) reset_group(*group, change.seq());
    return 0;
  }
  for (subscription_group* group : in.relative) {
    if (group->renewing) group->changed_meanwhile.insert(change.record_id());
    keep_up_with_time(*group);
  }
  evaluation held(change, *in.references);
  groups.index.find(held.before(), held.after(), candidates_);
  for (const subscription_group* group : candidates_) {
    if (group->members.empty()) continue;
    const std::optional<match_kind> match = held.match(*group);
    if (!match) continue;
    for (subscription* member : group->members) {
      if (member->position >= change.seq()) continue;
      if (member->owner->collect(*match, *member)) touched_.push_back(member->owner->shared_from_this());
    }
  }
  return tell_touched(change, named_by(*in.references));
}

/// Sends what was collected; answers to how many connections.
int hub_shard::tell_touched(const feed_change& change, const referenced_record& referenced) {
  const int connections = static_cast<int>(touched_.size());
  for (const auto& connection : touched_) connection->send_collected(change, referenced);
  touched_.clear();
  return connections;
}

void hub_shard::tell_presence(const presence_note& note) {
  const auto in = tenants_.find(note.tenant_id);
  if (in == tenants_.end()) return;
  const auto groups = in->second->resources.find(note.resource);
  if (groups == in->second->resources.end()) return;
  std::vector<std::shared_ptr<subscriber>> all;
  for (const auto& [text, group] : groups->second.by_filter) {
    for (const subscription* one : group->holders) all.push_back(one->owner->shared_from_this());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (const auto& connection : all) connection->hear_presence(note);
}

void hub_shard::broken(uuid tenant_id, std::int64_t seq) {
  const auto found = tenants_.find(tenant_id);
  if (found == tenants_.end() || !found->second->position) return;
  const shared_tenant in = found->second;
  in->inbox.clear();
  in->next = 0;
  in->references->clear();
  reset_all(*in, seq);
  in->position = seq;
}

void hub_shard::reset_group(const subscription_group& group, std::int64_t seq) {
  const std::vector<subscription*> members = group.members;
  for (subscription* member : members) member->owner->reset_to(*member, seq);
}

void hub_shard::reset_all(tenant& in, std::int64_t seq) {
  for (const auto& [resource, groups] : in.resources) {
    for (const auto& [text, group] : groups.by_filter) reset_group(*group, seq);
  }
}

}  // namespace dossier::live
