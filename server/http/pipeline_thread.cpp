#include "server/http/pipeline_thread.hpp"

namespace dossier::http {

bool pipeline_thread::enter() {
  if (in_flight_ >= in_flight_max_) return false;
  ++in_flight_;
  return true;
}

bool pipeline_thread::enter(const uuid& tenant) {
  std::size_t& count = tenants_[tenant];
  if (count >= per_tenant_max_) return false;
  ++count;
  return true;
}

void pipeline_thread::leave(const uuid& tenant) {
  const auto found = tenants_.find(tenant);
  if (found != tenants_.end() && found->second > 0) --found->second;
  // Kept at zero: a tenant that came once comes again, and the node need not be made anew. Bounded all the
  // same.
  constexpr std::size_t remembered_tenants = 4'096;
  if (tenants_.size() > remembered_tenants) {
    std::erase_if(tenants_, [](const auto& entry) { return entry.second == 0; });
  }
}

}  // namespace dossier::http
