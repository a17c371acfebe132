// What happens to an HTTP session from outside its coroutine: deadlines, departure, the server's stop.
#include <boost/asio/post.hpp>

#include "server/http/response_head.hpp"
#include "server/net/http_session.hpp"

namespace dossier::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr int client_closed_request = 499;  // for the log only, as other servers write it
constexpr int handler_retry_after_seconds = 5;

bool is_safe(http::method which) {
  return which == http::method::get || which == http::method::head;
}

}  // namespace

void http_session::check(time_point now) {
  if (now >= deadline_) {
    pass_deadline(now);
  } else if (phase_ == phase::handling && now - phase_began_ > limits().departure) {
    notice_departure();
  }
}

void http_session::pass_deadline(time_point now) {
  deadline_ = time_point::max();
  error_code ignored;
  switch (phase_) {
    case phase::handshake:
      stream_.reset();
      return;
    case phase::idle:
      // Draining: a request may have arrived that the coroutine has not seen yet.
      if (shard_.draining() && stream_.input_pending()) {
        deadline_ = now + limits().stop_idle;
        return;
      }
      stream_.close();
      return;
    case phase::head:
    case phase::body:
      timed_out_ = true;
      stream_.socket().cancel(ignored);  // the coroutine answers 408
      return;
    case phase::handling:
      refuse_late();
      return;
    case phase::abandoned:
    case phase::writing:
    case phase::lingering:
      stream_.reset();
      return;
  }
}

/// The handler takes too long. Its coroutine cannot be ended from here, so the answer is written past it and
/// the connection ends; what the handler still answers is dropped.
void http_session::refuse_late() {
  shard_.pipeline().abandon(exchange_, 503, shard_.pipeline_state());
  phase_ = phase::abandoned;
  const auto now = std::chrono::steady_clock::now();
  deadline_ = now + limits().linger;
  http::response answer = http::problem_response(
      problems::unavailable("The answer took too long.", handler_retry_after_seconds), exchange_.request);
  std::string late;
  http::append_head(late, answer,
                    {.trace_id = exchange_.request.trace_id,
                     .span_id = exchange_.span_id,
                     .date = shard_.date(now),
                     .keep_alive = false,
                     .secure = exchange_.request.secure,
                     .rate = &exchange_.rate});
  if (exchange_.request.method != http::method::head) late += answer.body;
  error_code ignored;  // a client that does not even take this much is past helping
  stream_.write_some(std::array{asio::const_buffer(asio::buffer(late))}, ignored);
  stream_.shutdown_send();
  // Reads may be broken off anywhere; a write goes on to its end, so that what it began is never half done.
  if (is_safe(exchange_.request.method)) cancel_handler();
}

/// A client that closed while its answer was being made. One that sent more requests is seen at the write
/// only.
void http_session::notice_departure() {
  if (!is_safe(exchange_.request.method) || !stream_.departed()) return;
  shard_.pipeline().abandon(exchange_, client_closed_request, shard_.pipeline_state());
  phase_ = phase::abandoned;
  deadline_ = time_point::max();
  stream_.reset();
  cancel_handler();
}

/// Posted: what is canceled may end at once, and the session with it, while its caller still walks the list.
void http_session::cancel_handler() {
  asio::post(shard_.context(),
             [self = shared_from_this()] { self->cancel_.emit(asio::cancellation_type::terminal); });
}

void http_session::drain(time_point now) {
  // Requests in hand are finished with `Connection: close`. An idle connection stays for a moment: a request
  // may be on its way, and closing now would reset it.
  if (phase_ == phase::idle) deadline_ = std::min(deadline_, now + limits().stop_idle);
}

void http_session::cut() {
  if (stream_.is_open()) stream_.reset();
  if (phase_ == phase::handling) {
    shard_.pipeline().abandon(exchange_, 503, shard_.pipeline_state());
    phase_ = phase::abandoned;
  }
  cancel_handler();
}

}  // namespace dossier::net
