#include "server/http/health.hpp"

#include "shared/codec/json_text.hpp"

namespace dossier::http {

namespace {

/// Seconds until asking again is worthwhile.
constexpr int ready_retry_after_seconds = 2;

boost::asio::awaitable<response> answer_alive(request& /*of*/) {
  co_return json_response(200, R"({"alive":true})");
}

boost::asio::awaitable<response> answer_ready(const health& state, request& of) {
  readiness now = state.now();
  if (!now.ready) {
    co_return problem_response(problems::unavailable(std::move(now.reason), ready_retry_after_seconds), of);
  }
  co_return json_response(200, R"({"ready":true})");
}

}  // namespace

readiness health::now() const {
  if (stopping_.load(std::memory_order_relaxed)) return {false, "The server is stopping."};
  return ask_ ? ask_() : readiness{};
}

void add_health_routes(router& to, const health& of) {
  const route_options open{.body_limit = 0, .needs_principal = false, .under_overload = true};
  to.add(method::get, "/healthz", answer_alive, open);
  to.add(
      method::get, "/readyz", [&of](request& asked) { return answer_ready(of, asked); }, open);
}

}  // namespace dossier::http
