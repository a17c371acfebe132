// Where a connection's user is, told to others: at most once per `live_limits::presence_interval`, the newest
// only.
#include <random>

#include "server/live/subscriber.hpp"
#include "shared/describe/registry.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::live {
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

void subscriber::take(announce said) {
  const describe::record_type* type = describe::find_record(said.resource);
  if (type == nullptr)
    return refuse({}, problems::validation({{"resource", "unknown", "is not a resource of this server"}}));
  const auto scope = permissions::allowed(who_.role, permissions::verb::read, said.resource);
  if (scope == permissions::scope::none)
    return refuse({}, problems::forbidden("These records are not for your role"));
  if (!said.field.empty() && type->find(said.field) == nullptr)
    return refuse({}, problems::validation({{"field", "unknown", "is not a field of this resource"}}));
  to_announce_ = std::move(said);
  if (!presence_waits_) publish_presence();
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
