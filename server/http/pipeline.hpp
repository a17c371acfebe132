#pragma once
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"
#include "server/http/observer.hpp"
#include "server/http/principal.hpp"
#include "server/http/proxies.hpp"
#include "server/http/rate_limits.hpp"
#include "server/http/router.hpp"

namespace spdlog {
class logger;
}

namespace dossier::http {

class assets;
class pipeline_thread;

/// Requests being answered at once, in all and for one tenant; beyond: 503 with `Retry-After`. Shared out
/// evenly among the I/O threads, so that no request waits for a lock.
inline constexpr std::size_t in_flight_max = 8'192;
inline constexpr std::size_t in_flight_per_tenant_max = 4'096;
/// Seconds after which a request refused for overload may come again.
inline constexpr int overload_retry_after_seconds = 1;
/// JSON of at least this many bytes is compressed for who accepts it …
inline constexpr std::size_t gzip_min_bytes = 1024;
/// … and of at most this many: compression runs on the I/O thread, and level 1 takes about 5 ms a megabyte.
inline constexpr std::size_t gzip_max_bytes = 512 * 1024;
/// A request that took longer is logged at `info`.
inline constexpr std::chrono::milliseconds slow_request{500};

struct pipeline_options {
  /// Names beside the loopback ones (`localhost`, `127.0.0.1`, `::1`) that `Host` may carry, without port.
  std::vector<std::string> hosts{};
  /// Origins beside our own that may send unsafe requests and open live connections ("https://crm.example").
  std::vector<std::string> origins{};
  /// Any `Host` is accepted then: a certificate has already decided it.
  bool tls = false;
  /// Whose word about the client counts (`Forwarded`, `X-Forwarded-…`).
  trusted_proxies proxies{};
  rate_quotas rates{};
  std::size_t in_flight = in_flight_max;
  std::size_t in_flight_per_tenant = in_flight_per_tenant_max;
  std::chrono::milliseconds slow = slow_request;
};

/// What the pipeline calls; all of it outlives the pipeline.
struct pipeline_dependencies {
  const router& routes;
  principal_source& principals;
  const assets* dashboard = nullptr;      ///< null: no files are served
  request_observer* observer = nullptr;   ///< null: nobody counts
  std::shared_ptr<spdlog::logger> log{};  ///< null: nothing is logged
};

/// One request on its way through the pipeline, with its answer. Reused by a connection from request to
/// request.
struct exchange {
  http::request request;
  http::response response;
  router::match match;
  std::size_t body_limit = 0;  ///< bytes; set by `pipeline::admit`
  std::string span_id;         ///< 16 hexadecimal digits: our own span in the trace
  std::chrono::steady_clock::time_point started;
  std::string_view route_name = "none";  ///< for logs and metrics: the pattern, "assets", "live" or "none"
  bool answered = false;                 ///< `response` is set without a handler
  bool live = false;                     ///< asks for a live connection; the transport takes over
  bool abandoned = false;                ///< its client went away or was told 503; the answer is dropped
  bool counted = false;                  ///< in the overload guard's sums
  bool tenant_counted = false;           ///< in the tenant's
  uuid counted_tenant;
  rate_verdict rate;  ///< of the bucket that is nearest to its end, for `RateLimit`

  /// Ready for the next request; keeps what is allocated.
  void reset();
};

/// The path at which live connections are opened.
inline constexpr std::string_view live_path = "/api/v1/live";

/// The way of every request, one step after the other; pipeline.cpp lists them, each with the reason for its
/// place. Knows nothing of sockets. Thread-safe: what changes stands in `pipeline_thread`, but for
/// the rates, which count for all threads.
class pipeline {
 public:
  pipeline(pipeline_options options, pipeline_dependencies dependencies);

  /// The state of one I/O thread, to be used on that thread only. `threads` is the number of them.
  [[nodiscard]] std::shared_ptr<pipeline_thread> make_thread(std::size_t threads) const;

  /// Takes a request whose head was read. True: read at most `body_limit` bytes of body, then call `answer`.
  /// False: `response` is set, the body need not be read.
  [[nodiscard]] bool admit(exchange& what, pipeline_thread& on) const;

  /// Answers an admitted request whose body was read: `response` is set, whatever happens.
  boost::asio::awaitable<void> answer(exchange& what, pipeline_thread& on) const;

  /// Sets `response` to a problem found by the transport (malformed, too large, too slow).
  void refuse(exchange& what, const problem& why, pipeline_thread& on) const;

  /// The client is gone, or was answered 503 because its handler takes too long: logs and counts it so. The
  /// handler may still run; `finished` follows when it ends.
  void abandon(exchange& what, int status, pipeline_thread& on) const noexcept;

  /// The answer was written, or could not be: gives back the guard's places, logs and counts.
  void finished(exchange& what, std::size_t body_bytes_sent, pipeline_thread& on) const noexcept;

  /// Whether a live connection may be opened from `of`'s Origin: none, our own host or a configured one.
  [[nodiscard]] bool origin_allowed(const request& of) const;

 private:
  using step = std::optional<problem> (pipeline::*)(exchange&, pipeline_thread&) const;
  struct named_step;
  static const named_step head_steps[];

  [[nodiscard]] std::optional<problem> trace(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> find_client(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> count_address(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> check_host(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> check_site(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> read_target(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> find_route(exchange& what, pipeline_thread& on) const;
  [[nodiscard]] std::optional<problem> guard_overload(exchange& what, pipeline_thread& on) const;

  boost::asio::awaitable<std::optional<problem>> identify(exchange& what, pipeline_thread& on) const;
  boost::asio::awaitable<void> run(exchange& what, pipeline_thread& on) const;
  void compress(exchange& what, pipeline_thread& on) const;
  void report(const exchange& what, int status, std::size_t body_bytes_sent, pipeline_thread& on) const;
  void log_failure(const exchange& what, std::string_view why) const;

  [[nodiscard]] static std::optional<problem> note_rate(exchange& what, const rate_verdict& stands);

  pipeline_options options_;
  pipeline_dependencies dependencies_;
  std::unique_ptr<rate_limits> rates_;  ///< of all threads together
};

}  // namespace dossier::http
