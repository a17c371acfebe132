#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "server/http/router.hpp"

namespace dossier::http {

/// Whether the program can serve, and why not, for `/readyz`.
struct readiness {
  bool ready = true;
  std::string reason;  ///< a sentence, when not ready
};

/// What `/healthz` and `/readyz` say. Thread-safe.
class health {
 public:
  using check = std::function<readiness()>;

  /// `ask` is called on an I/O thread for each `/readyz`: it must not block.
  explicit health(check ask = {}) : ask_(std::move(ask)) {}

  /// From now on not ready: a load balancer sends nothing new.
  void stopping() { stopping_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] readiness now() const;

 private:
  check ask_;
  std::atomic<bool> stopping_ = false;
};

/// Adds `GET /healthz` (alive: 200 while the process answers at all) and `GET /readyz` (200, or 503 with the
/// reason and `Retry-After`). Neither needs a principal.
void add_health_routes(router& to, const health& of);

}  // namespace dossier::http
