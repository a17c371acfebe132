#include "server/telemetry/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <mutex>
#include <sstream>

namespace dossier::telemetry {
namespace {

/// Upper bounds in seconds: a get takes well below a millisecond, a handler has some seconds.
const prometheus::Histogram::BucketBoundaries duration_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};

std::string method_label(http::method method) {
  switch (method) {
    case http::method::get:
      return "GET";
    case http::method::head:
      return "HEAD";
    case http::method::post:
      return "POST";
    case http::method::put:
      return "PUT";
    case http::method::patch:
      return "PATCH";
    case http::method::del:
      return "DELETE";
    case http::method::options:
      return "OPTIONS";
    case http::method::other:
      break;
  }
  return "other";
}

}  // namespace

/// Figures that others keep; each becomes a family with one metric at each scrape.
class metrics::watched_figures final : public prometheus::Collectable {
 public:
  void add(std::string name, std::string help, prometheus::MetricType type, std::function<double()> read) {
    const std::lock_guard lock(mutex_);
    figures_.push_back({std::move(name), std::move(help), type, std::move(read)});
  }
  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
    const std::lock_guard lock(mutex_);
    std::vector<prometheus::MetricFamily> families;
    for (const figure& one : figures_) {
      prometheus::ClientMetric metric;
      (one.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = one.read();
      families.push_back({one.name, one.help, one.type, {std::move(metric)}});
    }
    return families;
  }

 private:
  struct figure {
    std::string name;
    std::string help;
    prometheus::MetricType type = prometheus::MetricType::Gauge;
    std::function<double()> read;
  };
  mutable std::mutex mutex_;
  std::vector<figure> figures_;
};

metrics::metrics()
    : requests_(prometheus::BuildCounter()
                    .Name("dossier_http_requests_total")
                    .Help("Requests answered, by method, route and status.")
                    .Register(registry_)),
      durations_(prometheus::BuildHistogram()
                     .Name("dossier_http_request_duration_seconds")
                     .Help("From a request's first byte to its answer's last, by method and route.")
                     .Register(registry_)),
      bytes_sent_(prometheus::BuildCounter()
                      .Name("dossier_http_response_body_bytes_total")
                      .Help("Bytes of answers' bodies as sent.")
                      .Register(registry_)
                      .Add({})),
      watched_(std::make_shared<watched_figures>()) {}

metrics::~metrics() = default;

prometheus::Counter* metrics::find(const http::finished_request& what, prometheus::Histogram*& duration) {
  const std::shared_lock lock(mutex_);
  const auto found = routes_.find(std::pair<http::method, std::string>(what.method, what.route));
  if (found == routes_.end()) return nullptr;
  duration = found->second.duration;
  const auto counter = found->second.by_status.find(what.status);
  return counter == found->second.by_status.end() ? nullptr : counter->second;
}

prometheus::Counter* metrics::add(const http::finished_request& what, prometheus::Histogram*& duration) {
  const std::lock_guard lock(mutex_);
  const std::string route(what.route);
  const std::string method = method_label(what.method);
  route_figures& figures = routes_[{what.method, route}];
  if (figures.duration == nullptr)
    figures.duration = &durations_.Add({{"method", method}, {"route", route}}, duration_bounds);
  duration = figures.duration;
  prometheus::Counter*& counter = figures.by_status[what.status];
  if (counter == nullptr)
    counter = &requests_.Add({{"code", std::to_string(what.status)}, {"method", method}, {"route", route}});
  return counter;
}

void metrics::finished(const http::finished_request& what) noexcept {
  try {
    prometheus::Histogram* duration = nullptr;
    prometheus::Counter* counter = find(what, duration);
    if (counter == nullptr) counter = add(what, duration);
    counter->Increment();
    duration->Observe(std::chrono::duration<double>(what.duration).count());
    bytes_sent_.Increment(static_cast<double>(what.body_bytes_sent));
  } catch (const std::exception&) {  // no memory for a figure must not cost an answer
  }
}

void metrics::watch_gauge(std::string name, std::string help, std::function<double()> read) {
  watched_->add(std::move(name), std::move(help), prometheus::MetricType::Gauge, std::move(read));
}

void metrics::watch_counter(std::string name, std::string help, std::function<double()> read) {
  watched_->add(std::move(name), std::move(help), prometheus::MetricType::Counter, std::move(read));
}

std::string metrics::text() const {
  auto families = registry_.Collect();
  auto watched = watched_->Collect();
  families.insert(families.end(), std::make_move_iterator(watched.begin()),
                  std::make_move_iterator(watched.end()));
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

namespace {

boost::asio::awaitable<http::response> answer_metrics(const metrics& of, http::request& asked) {
  const bool passed_on = asked.header("forwarded") || asked.header("x-forwarded-for");
  if (!asked.remote_is_loopback || passed_on)
    co_return http::problem_response(problems::not_found("There is nothing at this path"), asked);
  http::response made;
  made.content_type = "text/plain; version=0.0.4; charset=utf-8";
  made.body = of.text();
  made.with("Cache-Control", "no-store");
  co_return made;
}

}  // namespace

void add_metrics_route(http::router& to, const metrics& of) {
  to.add(http::method::get, "/metrics", [&of](http::request& asked) { return answer_metrics(of, asked); },
         {.body_limit = 0, .needs_principal = false, .under_overload = true});
}

}  // namespace dossier::telemetry
