#include "server/net/http_session.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/http/response_head.hpp"
#include "server/http/transport_problems.hpp"
#include "server/net/live_connection.hpp"
#include "server/net/websocket_handshake.hpp"

namespace dossier::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Asked of the kernel at once. Most requests fit; the buffer grows for longer ones.
constexpr std::size_t read_chunk_bytes = 4 * 1024;
/// While a body comes in.
constexpr std::size_t body_chunk_bytes = 64 * 1024;
/// What a connection keeps of its buffers from one request to the next.
constexpr std::size_t kept_buffer_bytes = 32 * 1024;

/// What stands in a request line beside its target: the longest method, two blanks, the version.
constexpr std::size_t request_line_extra_bytes = 32;

asio::redirect_error_t<asio::use_awaitable_t<>> into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::chrono::milliseconds time_for(std::size_t bytes, std::size_t bytes_per_second) {
  return std::chrono::milliseconds(bytes * 1000 / std::max<std::size_t>(1, bytes_per_second));
}

}  // namespace

void http_session::start(io_shard& shard, byte_stream stream, connection_caps::ticket ticket) {
  auto session = std::make_shared<http_session>(shard, std::move(stream), std::move(ticket));
  shard.enter(*session);
  auto* self = session.get();
  asio::co_spawn(shard.context(), self->run(),
                 asio::bind_cancellation_slot(
                     self->cancel_.slot(), [session = std::move(session)](const std::exception_ptr&) {
                       if (session->exchange_.counted || session->exchange_.tenant_counted) {
                         session->shard_.pipeline().finished(session->exchange_, 0,
                                                             session->shard_.pipeline_state());
                       }
                       session->shard_.leave(*session);
                     }));
}

http_session::http_session(io_shard& shard, byte_stream stream, connection_caps::ticket ticket)
    : shard_(shard), stream_(std::move(stream)), ticket_(std::move(ticket)) {
  error_code ignored;
  auto& socket = stream_.socket();
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  const auto remote = socket.remote_endpoint(ignored);
  auto address = remote.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  remote_address_ = address.to_string();
  remote_network_ = http::network_of(address);
  remote_is_loopback_ = address.is_loopback();
}

http_session::~http_session() = default;

std::string_view http_session::received() const {
  const auto data = buffer_.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

void http_session::set_phase(phase next, time_point deadline) {
  phase_ = next;
  phase_began_ = now_;
  deadline_ = deadline;
}

asio::awaitable<void> http_session::run() {
  now_ = std::chrono::steady_clock::now();
  if (stream_.encrypted()) {
    const bool agreed = co_await agree_on_encryption();
    if (!agreed) co_return;
  }
  // A new connection must say something within the head's time; only a kept one may idle longer.
  set_phase(phase::idle, now_ + (shard_.draining() ? limits().stop_idle : limits().head));
  bool more = true;
  while (more) {
    more = co_await serve_one();
    if (phase_ == phase::abandoned) co_return;
  }
  if (!stream_.is_open()) co_return;
  if (phase_ == phase::lingering) co_await linger();
  stream_.close();
}

/// False: the connection is closed; a deadline passed, or the other side speaks another language.
asio::awaitable<bool> http_session::agree_on_encryption() {
  set_phase(phase::handshake, now_ + limits().handshake);
  error_code error;
  co_await stream_.handshake(error);
  now_ = std::chrono::steady_clock::now();
  if (error && stream_.is_open()) stream_.close();
  co_return !error;
}

asio::awaitable<bool> http_session::serve_one() {
  begin_request();
  outcome read = co_await read_head();
  if (read == outcome::ready && exchange_.live) {
    co_await upgrade();
    co_return false;
  }
  if (read == outcome::ready) read = co_await read_body();
  if (read == outcome::closed) co_return false;
  if (read == outcome::ready) {
    co_await handle();
    if (phase_ == phase::abandoned) co_return false;
  }
  const bool written = co_await write_answer();
  const bool goes_on = written && keep_alive();
  now_ = std::chrono::steady_clock::now();
  if (!written) co_return false;
  if (goes_on) {
    set_phase(phase::idle, now_ + (shard_.draining() ? limits().stop_idle : limits().idle));
  } else {
    set_phase(phase::lingering, now_ + limits().linger);
  }
  co_return goes_on;
}

void http_session::begin_request() {
  exchange_.reset();
  http::request& request = exchange_.request;
  request.method = http::method::get;
  request.headers.clear();
  request.body.clear();
  if (request.body.capacity() > kept_buffer_bytes) request.body.shrink_to_fit();
  if (buffer_.size() == 0 && buffer_.capacity() > kept_buffer_bytes) buffer_.shrink_to_fit();
  request.target.clear();
  request.path.clear();
  request.query.clear();
  request.trace_id.clear();
  request.path_parameters.clear();
  request.remote_address = remote_address_;
  request.remote_network = remote_network_;
  request.remote_is_loopback = remote_is_loopback_;
  request.secure = stream_.encrypted();
  request.io_thread = shard_.index();
  refused_ = timed_out_ = false;
  parser_.emplace(request, limits().fields);
}

http_session::outcome http_session::refuse(const problem& why) {
  refused_ = true;
  shard_.pipeline().refuse(exchange_, why, shard_.pipeline_state());
  return outcome::refused;
}

/// Reads once. False: the connection ended, or its deadline passed (`timed_out_`).
asio::awaitable<bool> http_session::read_some(std::size_t at_most) {
  error_code error;
  const auto room = buffer_.prepare(at_most);
  const std::size_t bytes = co_await stream_.read(room, error);
  buffer_.commit(bytes);
  now_ = std::chrono::steady_clock::now();
  co_return !error;
}

asio::awaitable<http_session::outcome> http_session::read_head() {
  std::size_t scanned = 0;
  for (;;) {
    if (scanned == 0 && received().starts_with("\r\n")) buffer_.consume(2);  // RFC 9112, 2.2
    if (buffer_.size() > 0) {
      if (phase_ == phase::idle) {
        exchange_.started = now_;
        set_phase(phase::head, now_ + limits().head);
      }
      const std::string_view text = received();
      const head_scan head = scan_head(text.substr(0, limits().head_bytes), scanned);
      if (head.is == head_scan::state::complete) co_return parse_head(head.size);
      if (head.is == head_scan::state::malformed) {
        co_return refuse(problems::malformed("The request's head is malformed.", head.position));
      }
      scanned = head.size;
      if (scanned == 0 && text.size() > limits().target_bytes + request_line_extra_bytes) {
        co_return refuse(problems::uri_too_long("The request's address is too long."));
      }
      if (text.size() >= limits().head_bytes) {
        co_return refuse(problems::headers_too_large("The request's header fields are too large."));
      }
    }
    const bool got = co_await read_some(read_chunk_bytes);
    if (got) continue;
    if (timed_out_ && phase_ == phase::head) {
      co_return refuse(problems::request_timeout("The request's head did not arrive in time."));
    }
    co_return outcome::closed;
  }
}

http_session::outcome http_session::parse_head(std::size_t head_size) {
  error_code error;
  const std::size_t used = parser_->put(asio::buffer(received().data(), head_size), error);
  if (parser_->too_many_fields()) {
    return refuse(problems::headers_too_large("The request has too many header fields."));
  }
  if (error == boost::beast::http::error::bad_version) {
    const std::string_view line = received().substr(0, received().find('\r'));
    if (line.find(" HTTP/") != std::string_view::npos) {
      return refuse(problems::version_not_supported("The server speaks HTTP/1.1."));
    }
  }
  if (error || !parser_->is_header_done()) {
    return refuse(problems::malformed("The request's head is malformed: " + error.message() + "."));
  }
  buffer_.consume(used);
  if (auto why = parser_->head_problem()) return refuse(*why);
  if (exchange_.request.target.size() > limits().target_bytes) {
    return refuse(problems::uri_too_long("The request's address is too long."));
  }
  if (!shard_.pipeline().admit(exchange_, shard_.pipeline_state())) {
    refused_ = !parser_->is_done();
    return outcome::refused;
  }
  const auto length = parser_->content_length();
  if (length && *length > exchange_.body_limit) {
    return refuse(problems::too_large("The body may have at most " + std::to_string(exchange_.body_limit) +
                                      " bytes here."));
  }
  const auto expect = exchange_.request.header("expect");
  if (expect && !parser_->http_1_0() && !parser_->expects_continue()) {
    return refuse(problems::expectation_failed("The only expectation understood is 100-continue."));
  }
  parser_->body_limit(exchange_.body_limit);
  return outcome::ready;
}

/// A body must not pause longer than its grace, and on the whole not be slower than its rate.
void http_session::note_body_progress() {
  const auto earned = time_for(exchange_.request.body.size(), limits().body_bytes_per_second);
  deadline_ = std::min(phase_began_ + limits().body + earned, now_ + limits().body);
}

asio::awaitable<http_session::outcome> http_session::read_body() {
  if (parser_->is_done()) co_return outcome::ready;
  set_phase(phase::body, now_ + limits().body);
  if (parser_->expects_continue() && buffer_.size() == 0) {
    const bool told = co_await write_text("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (!told) co_return outcome::closed;
    set_phase(phase::body, now_ + limits().body);
  }
  while (!parser_->is_done()) {
    error_code error = boost::beast::http::error::need_more;
    if (buffer_.size() > 0) buffer_.consume(parser_->put(buffer_.data(), error));
    if (!error) continue;
    if (error == boost::beast::http::error::body_limit) {
      co_return refuse(problems::too_large("The body may have at most " +
                                           std::to_string(exchange_.body_limit) + " bytes here."));
    }
    // What stays in the buffer is a chunk's size line or the trailer, incomplete.
    if (error != boost::beast::http::error::need_more || buffer_.size() > chunk_line_max_bytes) {
      co_return refuse(problems::malformed("The request's body is not well-formed."));
    }
    const bool got = co_await read_some(body_chunk_bytes);
    if (!got && !timed_out_) co_return outcome::closed;
    if (!got) co_return refuse(problems::request_timeout("The request's body came too slowly."));
    note_body_progress();
  }
  co_return outcome::ready;
}

asio::awaitable<void> http_session::handle() {
  set_phase(phase::handling, now_ + limits().handler);
  co_await shard_.pipeline().answer(exchange_, shard_.pipeline_state());
}

bool http_session::keep_alive() const {
  return !refused_ && parser_->keep_alive() && !shard_.draining();
}

asio::awaitable<bool> http_session::write_answer() {
  const http::response& answer = exchange_.response;
  now_ = std::chrono::steady_clock::now();
  const bool without_body =
      exchange_.request.method == http::method::head || answer.status == 204 || answer.status == 304;
  const std::string_view body = without_body ? std::string_view{} : http::body_of(answer);
  head_text_.clear();
  http::append_head(head_text_, answer,
                    {.trace_id = exchange_.request.trace_id,
                     .span_id = exchange_.span_id,
                     .date = shard_.date(now_),
                     .http_1_0 = parser_->http_1_0(),
                     .keep_alive = keep_alive(),
                     .secure = exchange_.request.secure,
                     .rate = &exchange_.rate});
  set_phase(phase::writing, time_point::max());
  const bool written = co_await write_text(head_text_, body);
  shard_.pipeline().finished(exchange_, written ? body.size() : 0, shard_.pipeline_state());
  co_return written;
}

/// Head and body in one gathered write, and without a turn of the loop where the kernel takes them at once.
asio::awaitable<bool> http_session::write_text(std::string_view head, std::string_view body) {
  const std::size_t total = head.size() + body.size();
  std::size_t sent = 0;
  const auto began = now_;
  while (sent < total || stream_.unsent()) {
    const std::size_t head_sent = std::min(sent, head.size());
    const std::array<asio::const_buffer, 2> rest = {asio::buffer(head.substr(head_sent)),
                                                    asio::buffer(body.substr(sent - head_sent))};
    error_code error;
    sent += stream_.write_some(rest, error);
    if (!error) continue;
    if (error != asio::error::would_block && error != asio::error::try_again) co_return false;
    now_ = std::chrono::steady_clock::now();
    deadline_ = std::min(began + limits().write + time_for(sent, limits().write_bytes_per_second),
                         now_ + limits().write);
    co_await stream_.socket().async_wait(asio::ip::tcp::socket::wait_write, into(error));
    if (error) co_return false;
  }
  co_return true;
}

/// Says that nothing more follows and drops what the client still sends, for a while.
asio::awaitable<void> http_session::linger() {
  stream_.shutdown_send();
  std::size_t dropped = buffer_.size();
  buffer_.clear();
  while (dropped < linger_max_bytes) {
    const bool got = co_await read_some(body_chunk_bytes);
    if (!got) break;
    dropped += buffer_.size();
    buffer_.clear();
  }
}

asio::awaitable<void> http_session::upgrade() {
  auto accepted = check_upgrade(exchange_.request, shard_.pipeline(), static_cast<bool>(shard_.live()));
  if (accepted && shard_.draining()) accepted = problems::unavailable("The server is stopping.", 1);
  if (accepted && !parser_->is_done()) accepted = problems::malformed("An upgrade request has no body.");
  if (!accepted) {
    const problem& why = accepted.error();
    refuse(why);
    if (why.status == 426) {
      exchange_.response.with("Upgrade", "websocket").with("Sec-WebSocket-Version", "13");
    }
    const bool written = co_await write_answer();
    if (written) set_phase(phase::lingering, now_ + limits().linger);
    co_return;
  }
  exchange_.response.status = 101;
  exchange_.response.with("Upgrade", "websocket").with("Connection", "Upgrade");
  exchange_.response.with("Sec-WebSocket-Accept", *accepted);
  exchange_.response.with("Sec-WebSocket-Protocol", std::string(live_subprotocol));
  const bool written = co_await write_answer();
  if (!written) co_return;
  live_connection::start(shard_, std::move(stream_), std::move(ticket_), std::move(exchange_.request),
                         std::string(received()));
}

}  // namespace dossier::net
