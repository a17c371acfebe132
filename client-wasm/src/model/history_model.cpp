#include "client-wasm/src/model/history_model.hpp"

#include <algorithm>
#include <utility>

#include "shared/codec/record_json.hpp"

namespace dossier::model {

void history_model::load(net::history_page page) {
  loaded_ = true;
  for (net::history_entry& entry : page.items) put(std::move(entry), true);
}

void history_model::add(const live::change& change, const describe::any_record& before,
                        const describe::any_record& after) {
  if (type_ == nullptr || change.id != id_) return;
  net::history_entry entry;
  entry.seq = change.seq;
  entry.version = change.version;
  entry.at = change.at;
  entry.kind = std::string(live::to_string(change.kind));
  entry.actor_id = change.actor.id;
  entry.actor_name = change.actor.name;
  for (const std::string& name : change.changed) {
    const describe::field* field = type_->find(name);
    if (field == nullptr || field->is_common || before.empty() || after.empty()) continue;
    net::history_change one{name, {}, {}};
    codec::append_value(one.before, *field, before.data());
    codec::append_value(one.after, *field, after.data());
    entry.changes.push_back(std::move(one));
  }
  put(std::move(entry), false);
}

void history_model::put(net::history_entry entry, bool replace) {
  const auto older = [&](const net::history_entry& e) { return e.version <= entry.version; };
  const auto at = std::find_if(entries_.begin(), entries_.end(), older);
  if (at != entries_.end() && at->version == entry.version) {
    if (replace) *at = std::move(entry);
    return;
  }
  entries_.insert(at, std::move(entry));
}

}  // namespace dossier::model
