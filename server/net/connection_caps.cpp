#include "server/net/connection_caps.hpp"

namespace dossier::net {

std::optional<connection_caps::ticket> connection_caps::take(const boost::asio::ip::address& from) {
  const std::lock_guard lock(mutex_);
  if (open_.load(std::memory_order_relaxed) >= all_max_) return std::nullopt;
  std::size_t& count = by_address_[from];
  if (count >= per_address_max_ && !proxies_.trust(from)) return std::nullopt;
  ++count;
  open_.fetch_add(1, std::memory_order_relaxed);
  return ticket(shared_from_this(), from);
}

void connection_caps::give_back(const boost::asio::ip::address& from) {
  const std::lock_guard lock(mutex_);
  open_.fetch_sub(1, std::memory_order_relaxed);
  const auto found = by_address_.find(from);
  if (found != by_address_.end() && --found->second == 0) by_address_.erase(found);
}

}  // namespace dossier::net
