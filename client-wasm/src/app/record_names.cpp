#include "client-wasm/src/app/record_names.hpp"

#include <algorithm>
#include <utility>

namespace dossier::app {

record_names::record_names(const describe::record_type& type, workspace& work) : type_(type), work_(work) {}

record_names::~record_names() {
  if (request_ != 0) work_.api().abort(request_);
}

void record_names::look_up(const std::vector<std::string>& ids) {
  if (request_ != 0) return;
  std::set<std::string, std::less<>> wanted;
  for (const std::string& id : ids) {
    if (wanted.size() == names_asked_max) break;
    if (id.empty() || refused_.count(id) != 0) continue;
    const auto found = names_.find(id);
    if (found == names_.end() || found->second.stale) wanted.insert(id);
  }
  if (wanted.empty()) return;
  asked_.assign(wanted.begin(), wanted.end());
  net::list_query query;
  for (const std::string& id : asked_)
    query.filter += (query.filter.empty() ? "id IN (\"" : ",\"") + id + "\"";
  query.filter += ")";
  query.fields = "id," + std::string(type_.names.title_field);
  query.page_size = static_cast<int>(names_asked_max);
  reset_meanwhile_ = false;
  request_ = work_.api().list(type_, query, [this](const result<net::record_page>& answer) { take(answer); });
}

void record_names::take(const result<net::record_page>& answer) {
  request_ = 0;
  if (!answer) {
    refused_.insert(asked_.begin(), asked_.end());
    return work_.around().changed();
  }
  std::map<std::string, std::string> told;
  for (const std::string& id : asked_) told.emplace(id, std::string());
  for (const net::told_record& item : answer->items) {
    const void* const data = item.record.data();
    told[to_string(item.record.base().id)] = *static_cast<const std::string*>(type_.title().read(data));
  }
  for (auto& [id, name] : told) keep(id, std::move(name), answer->change_seq);
  if (watch_ == nullptr) {
    watch_ = work_.watch_names(
        type_, answer->change_seq, [this](const rename& heard) { hear(heard); }, [this] { forget_all(); });
  }
  work_.around().changed();
}

/// Unless something newer is known.
void record_names::keep(const std::string& id, std::string name, std::int64_t seq) {
  known& at = names_[id];
  if (at.seq <= seq) at = {std::move(name), seq, false};
  at.stale = reset_meanwhile_;
}

/// Those that nobody asked for are not kept: an answer will tell them. What is older than such an answer says
/// nothing new.
void record_names::hear(const rename& told) {
  const std::string id = to_string(told.id);
  const bool asked = request_ != 0 && std::find(asked_.begin(), asked_.end(), id) != asked_.end();
  const auto found = names_.find(id);
  if (found == names_.end() && !asked) return;
  known& at = names_[id];
  if (told.seq < at.seq) return;
  at.name = told.name.value_or("");
  at.seq = told.seq;
}

/// What is known may have changed unheard.
void record_names::forget_all() {
  for (auto& [id, at] : names_) at.stale = true;
  reset_meanwhile_ = request_ != 0;
}

void record_names::retry() {
  refused_.clear();
}

void record_names::learn(const std::string& id, std::string name) {
  // Asked for all the same where nothing is heard yet: whoever listens must know from where on.
  if (names_.find(id) == names_.end()) names_[id] = {std::move(name), 0, watch_ == nullptr};
}

std::optional<std::string> record_names::name_of(std::string_view id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? std::nullopt : std::optional(found->second.name);
}

}  // namespace dossier::app
