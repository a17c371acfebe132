#include "server/domains/identity/standing_register.hpp"

namespace dossier::identity {

std::shared_ptr<const http::standing> standing_register::enter(const uuid& account_id) {
  auto made = std::make_shared<http::standing>();
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= tidy_at_) forget_the_gone();
  entries_.emplace(account_id, made);
  return made;
}

void standing_register::forget_the_gone() {
  std::erase_if(entries_, [](const auto& entry) { return entry.second.expired(); });
  tidy_at_ = std::max<std::size_t>(1024, entries_.size() * 2);
}

void standing_register::end(const uuid& account_id) {
  const std::lock_guard lock(mutex_);
  const auto [first, last] = entries_.equal_range(account_id);
  for (auto at = first; at != last; ++at) {
    if (const auto held = at->second.lock()) held->end();
  }
  entries_.erase(first, last);
}

void standing_register::end_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [account, entry] : entries_) {
    if (const auto held = entry.lock()) held->end();
  }
  entries_.clear();
}

}  // namespace dossier::identity
