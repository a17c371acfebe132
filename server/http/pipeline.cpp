#include "server/http/pipeline.hpp"

#include <spdlog/spdlog.h>
#include <random>

#include "server/http/accept_encoding.hpp"
#include "server/http/access_log.hpp"
#include "server/http/assets.hpp"
#include "server/http/brotli.hpp"
#include "server/http/pipeline_thread.hpp"
#include "server/http/response_head.hpp"
#include "server/http/site_check.hpp"
#include "server/http/target.hpp"
#include "server/http/transport_problems.hpp"

namespace dossier::http {

struct pipeline::named_step {
  std::string_view name;
  pipeline::step run;
};

// The order is the design; each step names why it stands where it does. The transport has checked the head's
// syntax and size before the first one.
const pipeline::named_step pipeline::head_steps[] = {
    // First, so that every refusal after it can be found in the log by the id that its answer carries.
    {"trace", &pipeline::trace},
    // Before anybody asks where a request comes from, and by which name.
    {"client", &pipeline::find_client},
    // As early as may be: what is refused here costs least.
    {"address", &pipeline::count_address},
    // Before anything else of the request is interpreted: a rebound name must learn nothing, not even which
    // paths
    // are.
    {"host", &pipeline::check_host},
    // Before routing: what another site's page sends must not even find out whether a route exists.
    {"site", &pipeline::check_site},
    // Before routing, which compares decoded segments.
    {"target", &pipeline::read_target},
    // Before the body is read: the route says how large it may be.
    {"route", &pipeline::find_route},
    // Last of the head's: cheap refusals take no place, health is exempt by its route; and before the body,
    // so that
    // an overloaded server does not first take in megabytes.
    {"overload", &pipeline::guard_overload},
    // `answer` goes on with the body read: the principal (it may cost a look-up), its tenant's share, the
    // handler.
};

namespace {

constexpr bool is_unsafe(method which) {
  return which != method::get && which != method::head && which != method::options;
}

constexpr std::string_view server_methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

response allow_response(std::string allowed) {
  response made;
  made.status = 204;
  made.with("Allow", std::move(allowed));
  return made;
}

std::size_t share(std::size_t all, std::size_t threads) {
  return std::max<std::size_t>(1, all / threads);
}

}  // namespace

void exchange::reset() {
  response = {};
  match.found = nullptr;
  match.parameters.clear();
  match.allowed.clear();
  body_limit = 0;
  route_name = "none";
  rate = {};
  answered = live = abandoned = counted = tenant_counted = false;
}

pipeline::pipeline(pipeline_options options, pipeline_dependencies dependencies)
    : options_(std::move(options)),
      dependencies_(std::move(dependencies)),
      rates_(std::make_unique<rate_limits>(options_.rates)) {}

std::shared_ptr<pipeline_thread> pipeline::make_thread(std::size_t threads) const {
  std::random_device entropy;
  const std::uint64_t seed = (static_cast<std::uint64_t>(entropy()) << 32U) | entropy();
  return std::make_shared<pipeline_thread>(share(options_.in_flight, threads),
                                           share(options_.in_flight_per_tenant, threads), seed);
}

bool pipeline::admit(exchange& what, pipeline_thread& on) const {
  for (const named_step& one : head_steps) {
    if (auto why = (this->*one.run)(what, on)) {
      what.response = problem_response(*why, what.request);
      if (why->status == 405) what.response.with("Allow", what.match.allowed);
      return false;
    }
  }
  return true;
}

std::optional<problem> pipeline::trace(exchange& what, pipeline_thread& on) const {
  make_span_id(on.ids, what.span_id);
  const auto parent = what.request.header("traceparent");
  const std::string_view given = parent ? trace_id_of(*parent) : std::string_view{};
  if (given.empty()) {
    make_trace_id(on.ids, what.request.trace_id);
  } else {
    what.request.trace_id = given;
  }
  return std::nullopt;
}

std::optional<problem> pipeline::find_client(exchange& what, pipeline_thread& /*on*/) const {
  if (options_.proxies.none()) return std::nullopt;
  request& of = what.request;
  if (!of.header("forwarded") && !of.header("x-forwarded-for")) return std::nullopt;
  boost::system::error_code error;
  const auto peer = boost::asio::ip::make_address(of.remote_address, error);
  if (error || !options_.proxies.trust(peer)) return std::nullopt;
  auto read = read_passed_on(of, options_.proxies);
  if (!read) return std::move(read).error();
  if (!*read) return std::nullopt;
  const passed_on& from = **read;
  of.remote_address = from.client.to_string();
  of.remote_network = network_of(from.client);
  of.remote_is_loopback = from.client.is_loopback();
  of.secure = from.secure.value_or(of.secure);
  if (from.host.empty()) return std::nullopt;
  for (auto& [name, value] : of.headers) {
    if (name == "host") value = from.host;
  }
  return std::nullopt;
}

/// Keeps the verdict that is nearest to its end; a problem once there is nothing left.
std::optional<problem> pipeline::note_rate(exchange& what, const rate_verdict& stands) {
  const bool tighter = what.rate.name.empty() || stands.left <= what.rate.left;
  if (!stands.name.empty() && tighter) what.rate = stands;
  if (stands.wait_seconds == 0) return std::nullopt;
  const std::string wait = std::to_string(stands.wait_seconds);
  return problems::too_many_requests(
      "Too many requests of one " + std::string(stands.name) + ". Try again in " + wait + " s.",
      static_cast<int>(stands.wait_seconds));
}

std::optional<problem> pipeline::count_address(exchange& what, pipeline_thread& /*on*/) const {
  // This machine's own programs share an address without being one.
  if (what.request.remote_is_loopback) return std::nullopt;
  return note_rate(what, rates_->of_address(what.request.remote_network, what.started));
}

std::optional<problem> pipeline::check_host(exchange& what, pipeline_thread& /*on*/) const {
  if (options_.tls) return std::nullopt;
  const auto host = what.request.header("host");
  if (!host) return std::nullopt;  // only HTTP/1.0 may leave it out, and browsers do not speak that
  if (host_allowed(*host, options_.hosts)) return std::nullopt;
  return problems::misdirected(
      "This server does not answer to that host name. Use localhost, or add the name to its configuration.");
}

std::optional<problem> pipeline::check_site(exchange& what, pipeline_thread& /*on*/) const {
  const request& of = what.request;
  const bool unsafe = is_unsafe(of.method);
  const auto origin = of.header("origin");
  const bool ours = origin && origin_allowed(of);
  if (const auto site = of.header("sec-fetch-site")) {
    // "same-site" is another port or subdomain: not us either, unless it is configured.
    if (*site == "same-origin" || *site == "none" || ours) return std::nullopt;
    // A link may lead here from anywhere; what a page loads into itself may not.
    const bool followed = of.header("sec-fetch-mode") == "navigate" &&
                          of.header("sec-fetch-dest").value_or("document") == "document";
    if (!unsafe && followed) return std::nullopt;
    return problems::forbidden("A page of another site must not send this request.");
  }
  if (!unsafe || !origin || ours) return std::nullopt;  // no origin: not a browser
  return problems::forbidden("A page of another origin must not send this request.");
}

std::optional<problem> pipeline::read_target(exchange& what, pipeline_thread& /*on*/) const {
  request& of = what.request;
  if (of.target == "*" && of.method == method::options) {
    of.path = "*";
    of.query.clear();
    return std::nullopt;
  }
  auto read = parse_target(of.target, of.path, of.query);
  if (!read) return std::move(read).error();
  return std::nullopt;
}

std::optional<problem> pipeline::find_route(exchange& what, pipeline_thread& /*on*/) const {
  request& of = what.request;
  if (of.method == method::other) return problems::not_implemented("The server does not know this method.");
  if (of.path == "*") {
    what.response = allow_response(std::string(server_methods));
    what.answered = true;
    return std::nullopt;
  }
  if (of.path == live_path) {
    what.route_name = "live";
    what.live = of.method == method::get;
    if (what.live) return std::nullopt;
    what.match.allowed = "GET";
    return problems::method_not_allowed("Live connections are opened with GET.");
  }
  what.match = dependencies_.routes.find(of.method, of.path);
  if (what.match.found != nullptr) {
    what.route_name = what.match.found->pattern;
    what.body_limit = what.match.found->options.body_limit;
    of.path_parameters = std::move(what.match.parameters);
    return std::nullopt;
  }
  if (dependencies_.dashboard != nullptr && (of.method == method::get || of.method == method::head)) {
    if (auto file = dependencies_.dashboard->answer(of)) {
      what.response = std::move(*file);
      what.route_name = "assets";
      what.answered = true;
      return std::nullopt;
    }
  }
  if (what.match.allowed.empty()) return problems::not_found("There is nothing at this address.");
  if (of.method == method::options) {
    what.response = allow_response(what.match.allowed);
    what.answered = true;
    return std::nullopt;
  }
  return problems::method_not_allowed("This address does not take that method.");
}

std::optional<problem> pipeline::guard_overload(exchange& what, pipeline_thread& on) const {
  const route* found = what.match.found;
  if (what.answered || what.live || (found != nullptr && found->options.under_overload)) return std::nullopt;
  if (!on.enter()) {
    return problems::unavailable("The server has more requests in hand than it can serve.",
                                 overload_retry_after_seconds);
  }
  what.counted = true;
  return std::nullopt;
}

boost::asio::awaitable<void> pipeline::answer(exchange& what, pipeline_thread& on) const {
  if (what.answered) co_return;
  bool failed = false;
  try {
    co_await run(what, on);
  } catch (const std::exception& thrown) {
    failed = true;
    if (!what.abandoned) log_failure(what, thrown.what());
  }
  if (failed) what.response = problem_response(problems::internal(), what.request);
  compress(what, on);
}

boost::asio::awaitable<void> pipeline::run(exchange& what, pipeline_thread& on) const {
  const route& found = *what.match.found;
  if (found.options.needs_principal) {
    if (auto why = co_await identify(what, on)) {
      what.response = problem_response(*why, what.request);
      if (why->status == 401) what.response.with("WWW-Authenticate", "Bearer");
      co_return;
    }
  }
  what.response = co_await found.handle(what.request);
}

boost::asio::awaitable<std::optional<problem>> pipeline::identify(exchange& what, pipeline_thread& on) const {
  auto who = co_await dependencies_.principals.identify(what.request, {});
  if (!who) co_return std::move(who).error();
  what.request.principal = std::move(who).value();
  if (!what.request.principal.may_write && is_unsafe(what.request.method)) {
    co_await dependencies_.principals.note_refused_write(what.request);
    co_return problems::forbidden("This key is for reading only.");
  }
  if (auto over = note_rate(what, rates_->of_principal(what.request.principal, what.started))) co_return over;
  what.counted_tenant = what.request.principal.tenant_id;
  if (!on.enter(what.counted_tenant)) {
    co_return problems::unavailable("Your organization has more requests in hand than its share.",
                                    overload_retry_after_seconds);
  }
  what.tenant_counted = true;
  co_return std::nullopt;
}

void pipeline::compress(exchange& what, pipeline_thread& on) const {
  response& made = what.response;
  if (!made.content_type.starts_with("application/json") &&
      !made.content_type.starts_with("application/problem+json")) {
    return;
  }
  for (const auto& [name, value] : made.headers) {
    if (name == "Content-Encoding") return;  // its handler has done it
  }
  const std::string_view body = body_of(made);
  if (body.size() < gzip_min_bytes || body.size() > gzip_max_bytes) return;
  // The tag stays as it is: it names a record's version, and who changes that record compares versions.
  made.with("Vary", "Accept-Encoding");
  const auto accepted = what.request.header("accept-encoding");
  if (!accepted) return;
  const content_coding coding = choose_coding(*accepted, true, true);
  if (coding == content_coding::identity) return;
  auto packed = coding == content_coding::brotli ? compress_brotli(body) : on.gzip.compress(body);
  if (!packed) return;
  made.body = std::move(*packed);
  made.shared_body.reset();
  made.with("Content-Encoding", coding == content_coding::brotli ? "br" : "gzip");
}

void pipeline::refuse(exchange& what, const problem& why, pipeline_thread& on) const {
  if (what.request.trace_id.empty()) (void)trace(what, on);
  what.response = problem_response(why, what.request);
}

bool pipeline::origin_allowed(const request& of) const {
  const auto origin = of.header("origin");
  if (!origin) return true;
  return origin_is_ours(*origin, of.header("host").value_or(std::string_view{}), of.secure, options_.origins);
}

void pipeline::abandon(exchange& what, int status, pipeline_thread& on) const noexcept {
  try {
    report(what, status, 0, on);
  } catch (const std::exception&) {  // a full disk under the log must not stop the sweeping
  }
  what.abandoned = true;
}

void pipeline::finished(exchange& what, std::size_t body_bytes_sent, pipeline_thread& on) const noexcept {
  if (what.counted) on.leave();
  if (what.tenant_counted) on.leave(what.counted_tenant);
  what.counted = what.tenant_counted = false;
  if (what.abandoned) return;
  try {
    report(what, what.response.status, body_bytes_sent, on);
  } catch (const std::exception&) {  // a line that cannot be logged must not cost a connection
  }
}

void pipeline::report(const exchange& what, int status, std::size_t body_bytes_sent,
                      pipeline_thread& on) const {
  const bool logs = dependencies_.log && dependencies_.log->should_log(spdlog::level::info);
  if (dependencies_.observer == nullptr && !logs) return;
  const auto took = std::chrono::steady_clock::now() - what.started;
  if (dependencies_.observer != nullptr) {
    dependencies_.observer->finished({what.request.method, what.route_name, status, took, body_bytes_sent});
  }
  const bool notable = status >= 500 || took >= options_.slow;
  const auto level = notable ? spdlog::level::info : spdlog::level::debug;
  if (!logs || !dependencies_.log->should_log(level)) return;
  on.log_line.clear();
  append_access_line(on.log_line, what, status, took, body_bytes_sent);
  dependencies_.log->log(level, on.log_line);
}

void pipeline::log_failure(const exchange& what, std::string_view why) const {
  if (!dependencies_.log) return;
  std::string line;
  append_failure_line(line, what, why);
  dependencies_.log->log(spdlog::level::err, line);
}

}  // namespace dossier::http
