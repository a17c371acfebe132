#include "client-wasm/src/app/workspace.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "shared/describe/registry.hpp"

namespace dossier::app {

watch::~watch() {
  of_.end_watch(id_);
}

workspace::workspace(net::transport& way, surroundings around)
    : around_(std::move(around)),
      api_(way),
      writes_(api_, around_writes()),
      live_(way, *this, around_.clock, around_.random, around_.browser),
      formats_(
          api_,
          [this] {
            take_name();
            around_.changed();
          },
          around_.tell, around_.keep_formats),
      presence_([this](const live::announce& place) { return live_.announce(place); }) {
  around_.formats = [this] { return formats_.now(); };
  around_.rights = [this] { return rights_; };
}

offline_queue::surroundings workspace::around_writes() {
  offline_queue::surroundings out;
  out.clock = around_.clock;
  out.wall_clock = around_.wall_clock ? around_.wall_clock : around_.clock;
  out.random = around_.random;
  out.changed = around_.changed;
  out.keep = around_.keep_writes;
  out.done = [this](const queued_write& write, const write_outcome& outcome) {
    if (const auto found = desks_.find(write.resource); found != desks_.end())
      found->second->take_done(write, outcome);
  };
  out.refused = [this](const queued_write& write) {
    const std::string name = write.title.empty() ? std::string("An edit") : write.title;
    tell({severity::bad, name + " was not stored. " + write.reason, {}, {}});
  };
  out.beside = [this](const std::string& name, const std::string& text) {
    if (describe::find_record(name) != nullptr) at(name).bulk().take_left(text);
  };
  out.full = [this] {
    tell({severity::bad, "Not saved. As many edits as there is room for wait on this device", {}, {}});
  };
  return out;
}

void workspace::take_up(std::int64_t number) {
  const queued_write* write = writes_.find(number);
  if (write == nullptr || write->at != queued_write::stage::refused) return;
  const queued_write taken = *write;
  desk& of = at(taken.resource);
  if (taken.what == queued_write::kind::create && of.editor().drafts().contains(uuid{})) {
    return tell({severity::warn, "Another new record is being written. Finish it first", {}, {}});
  }
  of.take_up(taken);
  writes_.discard(number);
}

void workspace::discard(std::int64_t number) {
  const queued_write* write = writes_.find(number);
  if (write == nullptr) return;
  const queued_write taken = *write;
  if (!writes_.discard(number)) return;
  const bool edits = taken.what == queued_write::kind::patch || taken.from_draft;
  if (!edits) return;
  at(taken.resource)
      .editor()
      .drafts()
      .withdraw(taken.ids.empty() ? uuid{} : taken.ids.front(), taken.type(), taken.body);
}

void workspace::start(const route& where) {
  route_ = where;
  live_.start();
  if (desk* shown = current()) shown->show(route_);
  around_.changed();
}

void workspace::show(const route& where) {
  if (where == route_) return;
  route_ = where;
  if (desk* shown = current()) shown->show(route_);
  around_.changed();
}

void workspace::go(route next, bool replace) {
  if (next == route_) return;
  around_.navigate(next, replace);
  show(next);
}

desk& workspace::at(std::string_view resource) {
  if (const auto found = desks_.find(resource); found != desks_.end()) return *found->second;
  const describe::record_type* type = describe::find_record(resource);
  if (type == nullptr) throw std::logic_error("there is no resource of this name");
  auto made = std::make_unique<desk>(*type, api_, writes_, live_, around_,
                                     [this](route next, bool replace) { go(std::move(next), replace); });
  return *desks_.emplace(std::string(resource), std::move(made)).first->second;
}

desk* workspace::current() {
  return describe::find_record(route_.screen) != nullptr ? &at(route_.screen) : nullptr;
}

std::unique_ptr<watch> workspace::watch_changes(const std::string& resource, const std::string& filter,
                                                std::int64_t after,
                                                std::function<void(const live::change&)> on_change,
                                                std::function<void()> on_reset) {
  std::string id = "watch-" + std::to_string(++watch_number_);
  const auto hear = [on_change = std::move(on_change)](const live::change& change) {
    on_change(change);
    return true;
  };
  watchers_[id] = {hear, std::move(on_reset)};
  live_.subscribe(id, resource, filter, after);
  return std::make_unique<watch>(*this, std::move(id));
}

std::unique_ptr<watch> workspace::watch_names(const describe::record_type& type, std::int64_t after,
                                              std::function<void(const rename&)> on_rename,
                                              std::function<void()> on_reset) {
  const std::string_view resource = type.names.resource;
  const std::string_view label = type.names.title_field;
  std::string id = names_subscription("watch-" + std::to_string(++watch_number_), resource);
  const auto hear = [resource, label, on_rename = std::move(on_rename)](const live::change& change) {
    const auto heard = rename_in(change, resource, label);
    if (heard) on_rename(*heard);
    return heard.has_value();
  };
  watchers_[id] = {hear, std::move(on_reset)};
  live_.subscribe(id, std::string(resource), {}, after, {std::string(label)});
  return std::make_unique<watch>(*this, std::move(id));
}

void workspace::end_watch(const std::string& id) {
  live_.unsubscribe(id);
  watchers_.erase(id);
}

bool workspace::tick(double flash_ms) {
  live_.tick();
  writes_.tick();
  tell_place();
  bool changed = presence_.tick(around_.clock());
  for (const auto& [name, one] : desks_) changed = one->tick(flash_ms) || changed;
  return changed;
}

std::optional<double> workspace::next_deadline(double flash_ms) const {
  std::optional<double> next = live_.next_deadline();
  if (const auto due = presence_.next_deadline(); due && (!next || *due < *next)) next = due;
  if (const auto due = writes_.next_deadline(); due && (!next || *due < *next)) next = due;
  for (const auto& [name, one] : desks_) {
    const auto due = one->next_deadline(flash_ms);
    if (due && (!next || *due < *next)) next = due;
  }
  return next;
}

bool workspace::settled() const {
  const net::live_state state = live_.state();
  const bool connected = state == net::live_state::live && !live_.measuring();
  return (connected || state == net::live_state::offline) && writes_.settled() && formats_.settled() &&
         std::all_of(desks_.begin(), desks_.end(), [](const auto& one) { return one.second->settled(); });
}

void workspace::live_welcome(const live::welcome& hello) {
  session_ = {hello.tenant_id, hello.tenant_name, hello.user_id, hello.user_name};
  take_role(hello.role);
  // Nobody signs in yet: all have the local user's name, and the session tells us from others.
  presence_.set_self({}, hello.session);
  presence_.connected(around_.clock());
  take_formats(hello);
  around_.changed();
}

/// An older server names none, and refuses what must not be done.
void workspace::take_role(std::string_view name) {
  const auto what = parse_role(name);
  rights_ = what ? rights(*what, parse_uuid(session_.user_id).value_or(uuid{})) : rights::unlimited();
}

void workspace::live_role(const live::role_changed& told) {
  take_role(told.role);
  around_.changed();
}

/// All who ask where they are see what the workspace is called now.
void workspace::take_name() {
  if (!formats_.name().empty()) session_.tenant_name = formats_.name();
}

/// An older server has none: then they are as they were kept.
void workspace::take_formats(const live::welcome& hello) {
  if (hello.workspace.empty()) return;
  formats_.take(hello.workspace);
  take_name();
  if (formats_watch_ != nullptr) return;
  formats_watch_ = watch_changes(
      std::string(describe::type_of<workspace_settings>().names.resource), {}, hello.seq,
      [this](const live::change& change) { formats_.take(change.record); }, [this] { formats_.load(); });
}

void workspace::live_change(const live::change& change) {
  const auto concerned = tells_names_only(change) ? desks_.end() : desks_.find(change.resource);
  bool shown = concerned != desks_.end() && concerned->second->take_change(change);
  for (const auto& [name, one] : desks_) shown = one->take_name(change) || shown;
  for (const std::string& subscription : change.subs) {
    const auto found = watchers_.find(subscription);
    if (found == watchers_.end()) continue;
    const auto told = found->second.on_change;  // it may end its own watch
    shown = told(change) || shown;
  }
  if (shown) around_.changed();
}

void workspace::live_reset(const std::string& subscription) {
  for (const auto& [name, one] : desks_) {
    if (one->take_reset(subscription)) break;
  }
  if (const auto found = watchers_.find(subscription); found != watchers_.end()) {
    const auto told = found->second.on_reset;
    told();
  }
  around_.changed();
}

void workspace::live_refused(const std::string& subscription, const problem& why) {
  for (const auto& [name, one] : desks_) {
    if (one->take_refusal(subscription, why)) break;
  }
  around_.changed();
}

void workspace::live_presence(const live::presence& told) {
  if (presence_.take(around_.clock(), told)) around_.changed();
}

/// Says which record is open, and which of its fields the person is in; a cell of the list that is edited
/// goes before it.
void workspace::tell_place() {
  const desk* here = current();
  if (here != nullptr && !here->edited_cell.field.empty()) {
    return presence_.stand_at(around_.clock(), std::string(here->type().names.resource), here->edited_cell.id,
                              here->edited_cell.field);
  }
  const record_editor* open = here != nullptr ? &here->editor() : nullptr;
  const bool at_record = open != nullptr && !open->id().is_nil() && !open->creating();
  presence_.stand_at(around_.clock(), at_record ? std::string(here->type().names.resource) : std::string(),
                     at_record ? std::optional(open->id()) : std::nullopt,
                     at_record ? open->active_field : std::string());
}

void workspace::live_state_changed() {
  if (live_.state() == net::live_state::live) {
    writes_.connected();
    for (const auto& [name, one] : desks_) one->connected();
  }
  around_.changed();
}

}  // namespace dossier::app
