#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

#include "server/http/gzip.hpp"
#include "server/http/trace_context.hpp"
#include "shared/core/uuid.hpp"

namespace dossier::http {

/// What the pipeline keeps per I/O thread, so that no request waits for another thread.
class pipeline_thread {
 public:
  pipeline_thread(std::size_t in_flight, std::size_t in_flight_per_tenant, std::uint64_t seed)
      : ids(seed), in_flight_max_(in_flight), per_tenant_max_(in_flight_per_tenant) {}

  /// Takes a place among the requests in flight; false when there is none left.
  [[nodiscard]] bool enter();
  void leave() { --in_flight_; }
  [[nodiscard]] bool enter(const uuid& tenant);
  void leave(const uuid& tenant);

  id_source ids;
  gzip_compressor gzip;
  std::string log_line;  ///< reused

 private:
  std::size_t in_flight_max_;
  std::size_t per_tenant_max_;
  std::size_t in_flight_ = 0;
  std::unordered_map<uuid, std::size_t> tenants_;  ///< requests in flight
};

}  // namespace dossier::http
