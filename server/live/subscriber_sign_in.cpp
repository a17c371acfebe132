// Who a connection is, and for how long.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/live/subscriber.hpp"

namespace dossier::live {

namespace asio = boost::asio;

void subscriber::know(http::principal who, std::string token) {
  who_ = std::move(who);
  token_ = std::move(token);
  const std::int64_t left = who_.expires_at.micros - shard_->now().micros;
  constexpr std::int64_t far_away = std::chrono::microseconds(std::chrono::hours(24 * 365)).count();
  sign_in_ends_ = left > far_away ? std::chrono::steady_clock::time_point::max()
                                  : std::chrono::steady_clock::now() + std::chrono::microseconds(left);
}

/// A newer token for the same person, whose views are loaded anew where that person may see other things by
/// now. One that is refused leaves the connection as it was.
asio::awaitable<void> subscriber::renew_sign_in(auth message) {
  const result<http::principal> who = co_await principals_.identify(upgrade_, message.token);
  if (closed_) co_return;
  if (!who) co_return refuse({}, who.error());
  if (who->tenant_id != who_.tenant_id || who->user_id != who_.user_id)
    co_return refuse({}, problems::forbidden("The token is somebody else's: open a connection of their own"));
  const bool other = sees_otherwise(*who);
  know(*who, std::move(message.token));
  answer(auth_ok{who_.expires_at});
  if (other) tell_role_and_show_anew();
}

/// Whether `who`, of the same person, may see other things than what the connection is known by now.
bool subscriber::sees_otherwise(const http::principal& who) const {
  return who.role != who_.role || who.brand_id != who_.brand_id;
}

void subscriber::tell_role_and_show_anew() {
  answer(role_changed{std::string(to_string(who_.role))});
  show_anew();
}

void subscriber::tick(std::chrono::steady_clock::time_point now) {
  if (!greeted_ || closed_) return;
  if (now >= sign_in_ends_) return end(close_code::unauthorized, "the sign-in has ended");
  if (!who_.standing || !who_.standing->ended() || checking_) return;
  checking_ = true;
  asio::co_spawn(shard_->context(), check_standing(shared_from_this()), asio::detached);
}

/// Somebody who is still who they were may see other things now: their views are loaded anew.
asio::awaitable<void> subscriber::check_standing(std::shared_ptr<subscriber> self) {
  const std::string token = self->token_;
  const result<http::principal> who = co_await self->principals_.identify(self->upgrade_, token);
  self->checking_ = false;
  if (self->closed_) co_return;
  if (!who) {
    const bool gone = who.error().status == 401 || who.error().status == 403;
    if (gone) self->end(close_code::unauthorized, "the sign-in has ended");
    co_return;  // the database is away: at the next tick
  }
  if (self->token_ != token) co_return;  // renewed meanwhile: what holds now is at least as new
  const bool other = self->sees_otherwise(*who);
  self->know(*who, token);
  if (other) self->tell_role_and_show_anew();
}

/// Every subscription shows what the person may see now; one that they may not have any more ends with an
/// error.
void subscriber::show_anew() {
  const std::int64_t here = shard_->position(tenant_id_);
  std::vector<std::string> all;
  for (const auto& [id, one] : subscriptions_) all.push_back(id);
  for (const std::string& id : all) {
    const auto found = subscriptions_.find(id);
    if (closed_) return;
    if (found == subscriptions_.end()) continue;
    subscription& one = *found->second;
    auto view = view_of(one.asked, one.fields);
    if (!view) {
      forget(found);
      refuse(id, std::move(view).error());
      continue;
    }
    const bool was_live = one.live;
    hub_shard::part(one);
    shard_->release(tenant_id_, one);
    one.only = std::move(view->only);
    shard_->use_group(tenant_id_, std::move(view->where), one);
    if (was_live) hub_shard::join(one);
    reset_anyway(one, std::max(one.position, here));
  }
}

}  // namespace dossier::live
