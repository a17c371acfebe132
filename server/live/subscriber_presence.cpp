// Where a connection's user is, told to others: at most once per `live_limits::presence_interval`, the newest
// only.
#include <random>

#include "server/live/subscriber.hpp"
#include "shared/describe/registry.hpp"
#include "shared/permissions/permission_table.hpp"
#include "shared/permissions/scope_filter.hpp"

namespace dossier::live {

namespace asio = boost::asio;

namespace {

std::string make_connection_name() {
  thread_local std::random_device random;
  std::string name;
  for (int i = 0; i < 16; ++i) name += "0123456789abcdef"[random() & 15U];
  return name;
}

}  // namespace

void subscriber::name_itself(std::string session) {
  connection_name_ = make_connection_name();
  session_ = session.empty() ? connection_name_ : std::move(session);
}

asio::awaitable<void> subscriber::take(announce said) {
  auto may = co_await may_be_at(said);
  if (closed_) co_return;
  if (may) {
    to_announce_ = std::move(said);
  } else {
    refuse({}, std::move(may).error());
    // Wherever the person is now, it is not where they were.
    to_announce_.reset();
    if (present_) to_announce_ = announce{present_->resource, std::nullopt, {}};
  }
  if (!presence_waits_) publish_presence();
}

/// Whether the person may say to be there.
asio::awaitable<result<void>> subscriber::may_be_at(const announce& place) {
  const describe::record_type* type = describe::find_record(place.resource);
  if (type == nullptr)
    co_return problems::validation({{"resource", "unknown", "is not a resource of this server"}});
  if (permissions::allowed(who_.role, permissions::verb::read, *type) == permissions::scope::none)
    co_return problems::forbidden("These records are not for your role");
  const describe::field* field = place.field.empty() ? nullptr : type->find(place.field);
  if (!place.field.empty() && (field == nullptr || !permissions::may_read(who_.role, *type, *field)))
    co_return problems::validation({{"field", "unknown", "is not a field of this resource"}});
  if (!place.record_id) co_return result<void>{};
  const result<bool> seen = co_await sees(*type, *place.record_id);
  if (!seen) co_return seen.error();
  if (!*seen) co_return problems::not_found("There is no such record");
  co_return result<void>{};
}

/// Whether the person may read that record. Of a type that they may read as a whole, every id will do: the
/// record may be one that is just being made.
asio::awaitable<result<bool>> subscriber::sees(const describe::record_type& type, uuid id) {
  const auto scope_now = [&] { return permissions::allowed(who_.role, permissions::verb::read, type); };
  if (scope_now() == permissions::scope::all) co_return true;
  std::vector<uuid> ids{id};
  const result<record_source::records> found =
      co_await shard_->records().find(shard_->lane(), tenant_id_, type, std::move(ids));
  if (!found) co_return found.error();
  if (found->empty() || found->front().base().deleted_at) co_return false;
  auto limits = permissions::records_in(scope_now(), type, who_.brand_id);
  if (!limits) co_return true;
  co_return query::matches(query::bound_to(std::move(*limits), who_.user_id), found->front());
}

/// Publishes what was said last, and lets some time pass before the next.
void subscriber::publish_presence() {
  presence_waits_ = false;
  if (closed_ || !to_announce_) return;
  announce said = *std::exchange(to_announce_, std::nullopt);
  const bool elsewhere = present_ && present_->resource != said.resource;
  if (elsewhere) publish({present_->resource, std::nullopt, {}});
  if (said.record_id || (present_ && !elsewhere)) publish(said);
  present_.reset();
  if (said.record_id) present_ = std::move(said);
  presence_waits_ = true;
  presence_timer_.expires_after(limits_.presence_interval);
  presence_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& canceled) {
    const auto self = weak.lock();
    if (!canceled && self) self->publish_presence();
  });
}

void subscriber::publish(const announce& said) {
  presence told;
  told.connection = connection_name_;
  told.session = session_;
  told.who = {to_string(who_.user_id), who_.user_name};
  told.resource = said.resource;
  told.record_id = said.record_id;
  told.field = said.field;
  told.at = shard_->now();
  shard_->presence().publish(std::make_shared<const presence_note>(
      presence_note{tenant_id_, said.resource, connection_name_, to_json(server_message(told))}));
}

void subscriber::end_presence() {
  presence_timer_.cancel();
  if (present_) publish({present_->resource, std::nullopt, {}});
  present_.reset();
}

void subscriber::hear_presence(const presence_note& note) {
  if (closed_ || congested_ || note.connection == connection_name_) return;
  // Who may read some of the records, or some of their fields, is not told at which of them others are.
  const describe::record_type* type = describe::find_record(note.resource);
  if (type == nullptr || permissions::hides_fields(who_.role, *type) ||
      permissions::allowed(who_.role, permissions::verb::read, note.resource) != permissions::scope::all)
    return;
  if (!socket_.send(note.text)) congested();
}

}  // namespace dossier::live
