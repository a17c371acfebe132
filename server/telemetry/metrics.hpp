#pragma once
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <utility>

#include "server/http/observer.hpp"
#include "server/http/router.hpp"

namespace dossier::telemetry {

/// What this process counts, in Prometheus' terms. Thread-safe. Names and units follow
/// https://prometheus.io/docs/practices/naming: seconds and bytes, counters end in `_total`.
class metrics final : public http::request_observer {
 public:
  metrics();
  ~metrics() override;

  void finished(const http::finished_request& what) noexcept override;

  /// A figure that is read at each scrape, on an I/O thread: `read` must be thread-safe and cheap. It is
  /// called as long as this object lives.
  void watch_gauge(std::string name, std::string help, std::function<double()> read);
  /// The same for one that only grows.
  void watch_counter(std::string name, std::string help, std::function<double()> read);

  /// Everything in the text exposition format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  class watched_figures;
  struct route_figures {
    prometheus::Histogram* duration = nullptr;
    std::map<int, prometheus::Counter*> by_status;
  };
  using route_key = std::pair<http::method, std::string>;

  [[nodiscard]] prometheus::Counter* find(const http::finished_request& what,
                                          prometheus::Histogram*& duration);
  [[nodiscard]] prometheus::Counter* add(const http::finished_request& what,
                                         prometheus::Histogram*& duration);

  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Counter& bytes_sent_;
  std::shared_ptr<watched_figures> watched_;
  std::shared_mutex mutex_;  ///< held exclusively only to add a route or a status
  std::map<route_key, route_figures, std::less<>> routes_;
};

/// Adds `GET /metrics`. It is answered to programs on this machine alone: 404 for everyone else, and for what
/// a proxy on this machine passes on (`Forwarded`, `X-Forwarded-For`). `of` outlives the router's use.
void add_metrics_route(http::router& to, const metrics& of);

}  // namespace dossier::telemetry
