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

std::map<uuid, std::vector<std::string>> vocabulary::take() {
  std::map<uuid, std::vector<std::string>> taken;
  {
    const std::lock_guard lock(mutex_);
    taken = std::exchange(waiting_, {});
    waiting_count_ = 0;
  }
  for (auto& [tenant, words] : taken) std::sort(words.begin(), words.end());
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
