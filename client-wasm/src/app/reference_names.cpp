#include "client-wasm/src/app/reference_names.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace {

constexpr std::string_view names_mark = "-names-of-";

}  // namespace

bool tells_names_only(const live::change& change) {
  const auto asked_for_names = [](const std::string& subscription) {
    return subscription.find(names_mark) != std::string::npos;
  };
  return !change.subs.empty() && std::all_of(change.subs.begin(), change.subs.end(), asked_for_names);
}

std::string names_subscription(std::string_view whose, std::string_view resource) {
  return std::string(whose).append(names_mark).append(resource);
}

std::optional<rename> rename_in(const live::change& change, std::string_view resource,
                                std::string_view label) {
  const bool renamed = std::find(change.changed.begin(), change.changed.end(), label) != change.changed.end();
  if (change.match == live::match_kind::stay && !renamed) return std::nullopt;
  if (change.kind == live::change_kind::created) return std::nullopt;
  rename heard{resource, change.id, std::nullopt, change.seq};
  if (change.match != live::match_kind::leave) {
    const auto record = codec::parse_json_object(change.record);
    const boost::json::value* name = record ? record->if_contains(label) : nullptr;
    if (name == nullptr || !name->is_string()) return std::nullopt;
    heard.name = std::string(name->get_string().data(), name->get_string().size());
  }
  return heard;
}

reference_names::reference_names(const describe::record_type& type, net::live_connection& live)
    : live_(live) {
  for (const describe::field& field : type.fields) {
    const auto same = [&](const source& one) { return one.resource == field.references; };
    if (field.references.empty() || std::any_of(sources_.begin(), sources_.end(), same)) continue;
    sources_.push_back(
        {field.references, field.reference_label, names_subscription(type.names.resource, field.references)});
  }
}

reference_names::~reference_names() {
  if (!follows_) return;
  for (const source& one : sources_) live_.unsubscribe(one.subscription);
}

void reference_names::follow(std::int64_t after) {
  if (std::exchange(follows_, true)) return;
  for (const source& one : sources_) {
    live_.subscribe(one.subscription, std::string(one.resource), {}, after, {std::string(one.label)});
  }
}

std::optional<rename> reference_names::take(const live::change& change) {
  const auto of = std::find_if(sources_.begin(), sources_.end(), [&](const source& one) {
    return std::find(change.subs.begin(), change.subs.end(), one.subscription) != change.subs.end();
  });
  if (of == sources_.end()) return std::nullopt;
  auto heard = rename_in(change, of->resource, of->label);
  if (!heard) return std::nullopt;
  told_.push_back(*heard);
  if (told_.size() > renames_kept) told_.pop_front();
  return heard;
}

bool reference_names::owns(std::string_view subscription) const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const source& one) { return one.subscription == subscription; });
}

void reference_names::for_each_since(std::int64_t seq, const std::function<void(const rename&)>& each) const {
  for (const rename& one : told_) {
    if (one.seq > seq) each(one);
  }
}

}  // namespace dossier::app
