#include "server/records/search_frequency.hpp"

namespace dossier::records {

std::optional<std::int64_t> search_frequency::find(const uuid& tenant, const std::string& what,
                                                   clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key{tenant, what});
  if (found == entries_.end() || found->second.until <= now) return std::nullopt;
  return found->second.hits;
}

void search_frequency::remember(const uuid& tenant, const std::string& what, std::int64_t hits,
                                clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= remembered_max) entries_.clear();
  entries_[key{tenant, what}] = {hits, now + remembered_for};
}

}  // namespace dossier::records
