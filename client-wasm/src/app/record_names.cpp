#include "client-wasm/src/app/record_names.hpp"

#include <utility>

namespace dossier::app {

record_names::record_names(const describe::record_type& type, net::api_client& api,
                           std::function<void()> changed)
    : type_(type), api_(api), changed_(std::move(changed)) {}

record_names::~record_names() {
  if (request_ != 0) api_.abort(request_);
}

void record_names::look_up(const std::vector<std::string>& ids) {
  if (request_ != 0) return;
  std::set<std::string, std::less<>> wanted;
  for (const std::string& id : ids) {
    if (wanted.size() == names_asked_max) break;
    if (!id.empty() && names_.count(id) == 0 && refused_.count(id) == 0) wanted.insert(id);
  }
  if (wanted.empty()) return;
  asked_.assign(wanted.begin(), wanted.end());
  net::list_query query;
  for (const std::string& id : asked_)
    query.filter += (query.filter.empty() ? "id IN (\"" : ",\"") + id + "\"";
  query.filter += ")";
  query.fields = "id," + std::string(type_.names.title_field);
  query.page_size = static_cast<int>(names_asked_max);
  request_ = api_.list(type_, query, [this](const result<net::record_page>& answer) { take(answer); });
}

void record_names::take(const result<net::record_page>& answer) {
  request_ = 0;
  if (!answer) {
    refused_.insert(asked_.begin(), asked_.end());
    return changed_();
  }
  for (const std::string& id : asked_) names_.emplace(id, std::string());
  for (const net::told_record& item : answer->items) {
    const void* const data = item.record.data();
    names_[to_string(item.record.base().id)] = *static_cast<const std::string*>(type_.title().read(data));
  }
  changed_();
}

void record_names::retry() {
  refused_.clear();
}

void record_names::learn(const std::string& id, std::string name) {
  names_[id] = std::move(name);
}

std::optional<std::string> record_names::name_of(std::string_view id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace dossier::app
