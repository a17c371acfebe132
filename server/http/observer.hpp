#pragma once
#include <chrono>
#include <cstddef>
#include <string_view>

#include "server/http/message.hpp"

namespace dossier::http {

/// One finished request, for metrics. `route` is the pattern ("/api/v1/brands/{}"), "assets" or, where none
/// was found, "none": bounded in number, so that it can be a label.
struct finished_request {
  http::method method = http::method::other;
  std::string_view route;
  int status = 0;
  std::chrono::nanoseconds duration{};
  std::size_t body_bytes_sent = 0;
};

/// Told about every request after its answer was written. Called on the I/O threads, concurrently: must be
/// thread-safe, cheap and not throw.
class request_observer {
 public:
  virtual ~request_observer() = default;
  virtual void finished(const finished_request& what) noexcept = 0;
};

}  // namespace dossier::http
