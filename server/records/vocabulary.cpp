#include "server/records/vocabulary.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace dossier::records {

std::uint64_t vocabulary::key_of(const uuid& tenant, const std::string& word) {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
  return std::hash<std::string>{}(word) ^ (std::hash<uuid>{}(tenant)*odd);
}

void vocabulary::offer(const uuid& tenant, const std::vector<std::string>& words) {
  const std::lock_guard lock(mutex_);
  for (const std::string& word : words) {
    if (waiting_count_ == waiting_max) return;
    if (known_.size() >= known_max) known_.clear();
    if (!known_.insert(key_of(tenant, word)).second) continue;
    waiting_[tenant].push_back(word);
    ++waiting_count_;
  }
}

std::vector<uuid> vocabulary::tenants() {
  const std::lock_guard lock(mutex_);
  std::vector<uuid> all;
  for (const auto& [tenant, words] : waiting_) all.push_back(tenant);
  return all;
}

std::vector<std::string> vocabulary::take(const uuid& tenant) {
  std::vector<std::string> taken;
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(tenant);
    if (found == waiting_.end()) return taken;
    taken = std::move(found->second);
    waiting_.erase(found);
    waiting_count_ -= taken.size();
  }
  std::sort(taken.begin(), taken.end());
  return taken;
}

void vocabulary::give_back(const uuid& tenant, const std::vector<std::string>& words) {
  {
    const std::lock_guard lock(mutex_);
    for (const std::string& word : words) known_.erase(key_of(tenant, word));
  }
  offer(tenant, words);
}

}  // namespace dossier::records
