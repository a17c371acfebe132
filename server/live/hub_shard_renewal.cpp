// How time goes by for filters with relative times (`created_at > now-7d`), without locks:
//
// 1. The group's `now` becomes t1. From here on changes are decided under t1. But the image before a change
//    counts as in view when it was so at any time from t0 to the clock's present: members still show what
//    held under t0, or what they loaded from the database a moment ago (evaluation::match, may_show).
// 2. What a relative time went over since t0 is asked of the database: what is in view under t1 and perhaps
//    was not at some time in between, and the reverse. The answer may be newer than the shard's position;
//    then the change that made it so is still to come and decides under t1, correcting what was told too
//    early.
// 3. A record that changed since step 1 has been decided by its change: the answer, which may be older, is
//    not used for it.
// 4. What remains is told to all live members. Who was behind, or found no room, or left the shard's hands
//    while it was told, has missed it for good, for it stands in no log: it is reset when it comes back.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include "server/live/hub_shard.hpp"
#include "server/live/relative_filter.hpp"
#include "server/live/subscriber.hpp"

namespace dossier::live {

namespace asio = boost::asio;

void hub_shard::start_renewals() {
  if (renewals_run_ || stopped_) return;
  renewals_run_ = true;
  asio::co_spawn(io_, run_renewals(), asio::detached);
}

/// Renews all groups with relative times, one after the other, once a period, for as long as there are any.
asio::awaitable<void> hub_shard::run_renewals() {
  const auto self = shared_from_this();
  while (!stopped_) {
    renewal_.expires_after(with_.renewal_period);
    boost::system::error_code ignored;
    co_await renewal_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    struct due {
      uuid tenant_id;
      shared_tenant in;
      shared_group group;
    };
    std::vector<due> all;
    for (const auto& [tenant_id, in] : tenants_) {
      for (const subscription_group* group : in->relative) {
        const auto& of_type = in->resources.at(std::string(group->type->names.resource));
        all.push_back({tenant_id, in, of_type.by_filter.at(group->filter_text)});
      }
    }
    if (all.empty()) break;
    for (const due& one : all) {
      if (wanted(*one.in, one.tenant_id, *one.group)) co_await renew(one.in, one.tenant_id, one.group);
    }
  }
  renewals_run_ = false;
}

void hub_shard::keep_up_with_time(subscription_group& group) const {
  if (!group.relative) return;
  const timestamp now = with_.now();
  if (now.micros + clock_tolerance.count() <= group.shown_until.micros) return;
  const std::chrono::microseconds ahead = 2 * (with_.renewal_period + clock_tolerance);
  group.shown_until = {now.micros + ahead.count()};
  group.may_show = at_any_time(group.filter, group.shown_since, group.shown_until);
}

/// Whether somebody still waits for the group's renewal.
bool hub_shard::wanted(const tenant& in, const uuid& tenant_id, const subscription_group& group) const {
  const auto found = tenants_.find(tenant_id);
  return !stopped_ && found != tenants_.end() && found->second.get() == &in && !group.holders.empty();
}

asio::awaitable<void> hub_shard::renew(shared_tenant in, uuid tenant_id, shared_group group) {
  const timestamp since{group->now.micros - clock_tolerance.count()};
  group->now = std::max(group->now, with_.now());
  group->shown_since = since;
  group->shown_until = {};
  group->renewing = true;
  group->changed_meanwhile.clear();
  bool known = co_await tell_crossings(in, tenant_id, group, since, match_kind::leave);
  if (known) known = co_await tell_crossings(in, tenant_id, group, since, match_kind::enter);
  group->telling = false;
  group->renewing = false;
  group->changed_meanwhile.clear();
  if (known || !wanted(*in, tenant_id, *group)) co_return;
  ++group->renewal;  // those who are behind are reset, too
  const std::vector<subscription*> members = group->members;
  for (subscription* member : members) member->owner->reset_anyway(*member, *in->position);
}

/// Finds and tells what entered, or what left, since a time; false when there is too much of it, when it
/// cannot be found, or nobody is there to be told.
asio::awaitable<bool> hub_shard::tell_crossings(shared_tenant in, uuid tenant_id, shared_group group,
                                                timestamp since, match_kind match) {
  const bool enters = match == match_kind::enter;
  const timestamp to = group->now;
  record_source::records crossed;
  std::vector<missing_reference> missing;
  bool complete = false;
  for (int attempt = 0; !complete; ++attempt) {
    if (attempt == max_attempts) co_return false;
    if (attempt > 0) co_await pause(retry_wait);
    query::filter asked = enters ? entering(group->filter, since, to) : leaving(group->filter, since, to);
    auto ids = co_await with_.records.matching(tenant_id, std::move(asked), max_crossings + 1);
    if (ids && std::ssize(*ids) > max_crossings) co_return false;
    complete = ids.ok();
    if (ids && !ids->empty()) {
      auto found = co_await with_.records.find(lane_, tenant_id, *group->type, std::move(*ids));
      complete = found.ok();
      if (found) crossed = std::move(*found);
    }
    missing.clear();
    for (const describe::any_record& record : crossed) in->references->missing_of(record, missing);
    if (complete && enters && !missing.empty()) complete = co_await in->references->load(missing);
    if (!wanted(*in, tenant_id, *group)) co_return false;
  }
  if (!group->telling) {
    group->telling = true;
    ++group->renewal;
    for (subscription* member : group->members) member->renewal = group->renewal;
  }
  const referenced_record named = named_by(*in->references);
  int left = messages_per_turn;
  for (describe::any_record& record : crossed) {
    if (left <= 0) {
      left = messages_per_turn;
      co_await asio::post(io_, asio::use_awaitable);
      if (!wanted(*in, tenant_id, *group)) co_return false;
    }
    if (record.base().deleted_at || group->changed_meanwhile.contains(record.base().id)) continue;
    const feed_change told(*in->position, std::move(record), to);
    std::vector<subscription*> ahead;
    for (subscription* member : group->members) {
      if (member->position > told.seq()) {
        ahead.push_back(member);
      } else if (member->owner->collect(match, *member)) {
        touched_.push_back(member->owner->shared_from_this());
      }
    }
    left -= 1 + tell_touched(told, named);
    for (subscription* member : ahead) member->owner->reset_anyway(*member, member->position);
  }
  co_return true;
}

}  // namespace dossier::live
