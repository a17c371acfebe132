#include "client-wasm/src/app/presence.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace dossier::app {
namespace {

constexpr double repeat_ms = std::chrono::duration<double, std::milli>(live::presence_repeat).count();
constexpr double lifetime_ms = std::chrono::duration<double, std::milli>(live::presence_lifetime).count();

}  // namespace

void presence::stand_at(double now, std::string resource, std::optional<uuid> record, std::string field) {
  if (resource.empty() || !record) {
    record.reset();
    field.clear();
  }
  const bool same = resource == place_.resource && record == place_.record_id && field == place_.field;
  if (same) return;
  // Who leaves a resource says so; the server tells those of the one that was left.
  if (!place_.resource.empty() && resource.empty()) resource = place_.resource;
  const bool was_nowhere = !place_.record_id;
  place_ = {std::move(resource), record, std::move(field)};
  if (was_nowhere && !record) return;
  say(now);
}

void presence::say(double now) {
  said_at_ = now;
  unsaid_ = !say_(place_);
}

void presence::connected(double now) {
  connections_.clear();
  if (place_.record_id) say(now);
}

bool presence::is_us(const live::presence& told) const {
  return (!session_.empty() && told.session == session_) || (!self_.empty() && told.who.id == self_);
}

bool presence::take(double now, const live::presence& told) {
  if (is_us(told)) return false;
  if (!told.record_id) return connections_.erase(told.connection) != 0;
  const visitor next{told.who.id, told.session, told.who.name, told.resource, *told.record_id, told.field};
  heard& known = connections_[told.connection];
  const bool changed = !(known.who == next);
  known = {next, now};
  return changed;
}

bool presence::tick(double now) {
  if (place_.record_id && (unsaid_ || now >= said_at_ + repeat_ms)) say(now);
  return std::erase_if(connections_, [&](const auto& c) { return now >= c.second.at + lifetime_ms; }) != 0;
}

std::optional<double> presence::next_deadline() const {
  std::optional<double> next;
  const auto consider = [&](double when) {
    if (!next || when < *next) next = when;
  };
  if (place_.record_id) consider(said_at_ + repeat_ms);
  for (const auto& [name, one] : connections_) consider(one.at + lifetime_ms);
  return next;
}

template <class Wanted>
std::vector<visitor> presence::find(Wanted wanted) const {
  std::vector<const heard*> newest;
  for (const auto& [name, one] : connections_) {
    const visitor& who = one.who;
    if (!wanted(who)) continue;
    // Of a person with several connections the place heard of last; where nobody has signed in, of a session.
    const auto same = std::find_if(newest.begin(), newest.end(), [&](const heard* known) {
      return self_.empty() ? known->who.session == who.session : known->who.person_id == who.person_id;
    });
    if (same == newest.end())
      newest.push_back(&one);
    else if (one.at > (*same)->at)
      *same = &one;
  }
  std::vector<visitor> found;
  for (const heard* one : newest) found.push_back(one->who);
  std::stable_sort(found.begin(), found.end(),
                   [](const visitor& a, const visitor& b) { return a.name < b.name; });
  return found;
}

std::vector<visitor> presence::at(std::string_view resource) const {
  return find([&](const visitor& v) { return v.resource == resource; });
}

std::vector<visitor> presence::at(std::string_view resource, const uuid& record) const {
  return find([&](const visitor& v) { return v.resource == resource && v.record == record; });
}

std::vector<visitor> presence::at(std::string_view resource, const uuid& record,
                                  std::string_view field) const {
  return find(
      [&](const visitor& v) { return v.resource == resource && v.record == record && v.field == field; });
}

std::vector<visitor> presence::everyone() const {
  return find([](const visitor&) { return true; });
}

}  // namespace dossier::app
