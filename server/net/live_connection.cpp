#include "server/net/live_connection.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/http/transport_problems.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/live/messages.hpp"

namespace dossier::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t read_chunk_bytes = 4 * 1024;

}  // namespace

void live_connection::start(io_shard& shard, byte_stream stream, connection_caps::ticket ticket,
                            http::request upgrade, std::string received) {
  auto made =
      std::make_shared<live_connection>(shard, std::move(stream), std::move(ticket), std::move(upgrade));
  shard.enter(*made);
  auto* self = made.get();
  asio::co_spawn(shard.context(), self->run(std::move(received)),
                 [made = std::move(made)](const std::exception_ptr&) { made->ended(); });
}

live_connection::live_connection(io_shard& shard, byte_stream stream, connection_caps::ticket ticket,
                                 http::request upgrade)
    : shard_(shard),
      stream_(std::move(stream)),
      ticket_(std::move(ticket)),
      upgrade_(std::move(upgrade)),
      reader_(shard.limits().live_message, shard.limits().live_message_hard),
      next_ping_(std::chrono::steady_clock::now() + shard.limits().live_ping) {
  error_code ignored;
  stream_.socket().set_option(asio::socket_base::send_buffer_size(limits().live_send_buffer), ignored);
}

live_connection::~live_connection() = default;

void live_connection::ended() {
  stream_.close();
  if (session_) std::exchange(session_, nullptr)->closed();
  shard_.leave(*this);
}

asio::awaitable<void> live_connection::run(std::string received) {
  try {
    session_ = shard_.live()(*this, upgrade_);
  } catch (const std::exception& thrown) {
    if (shard_.log()) shard_.log()->error(R"({{"event":"live_session_failed","error":"{}"}})", thrown.what());
    close(close_codes::internal_error, "The session could not be made.");
  }
  bool open = co_await take(received);
  std::string buffer;
  while (open) {
    buffer.resize(read_chunk_bytes);
    error_code error;
    const std::size_t bytes = co_await stream_.read(asio::buffer(buffer), error);
    if (error) break;
    buffer.resize(bytes);
    open = co_await take(buffer);
  }
}

/// Acts on what came in. False when nothing more is to be read.
asio::awaitable<bool> live_connection::take(std::string_view input) {
  using kind = frame_reader::event::kind;
  if (!input.empty()) pong_deadline_ = time_point::max();  // whatever it says, it lives
  while (stream_.is_open()) {
    frame_reader::event found = reader_.next(input);
    if (found.what == kind::none) co_return true;
    if (found.what == kind::error) {
      fail(found.code, found.text);
      co_return true;  // until the peer closes or the deadline passes: a reset could take our close frame
                       // along
    }
    if (found.what == kind::message && !may_speak(std::chrono::steady_clock::now())) {
      answer_too_many();
    } else if (found.what == kind::message) {
      co_await deliver(std::move(found.text));
    } else if (found.what == kind::too_big) {
      answer_too_big();
    } else if (found.what == kind::ping) {
      answer_pong(std::move(found.text));
    } else if (found.what == kind::close) {
      answer_close(found);
      co_return stream_.is_open();
    }
  }
  co_return false;
}

asio::awaitable<void> live_connection::deliver(std::string text) {
  if (closing_ || !session_) co_return;
  std::string failure;
  delivering_ = true;
  try {
    co_await session_->received(std::move(text));
  } catch (const std::exception& thrown) {
    failure = thrown.what();
    if (failure.empty()) failure = "unknown";
  }
  delivering_ = false;
  if (failure.empty()) co_return;
  if (shard_.log()) {
    std::string line = R"({"event":"live_message_failed","error":)";
    codec::append_json_string(line, failure);
    shard_.log()->error(line + "}");
  }
  fail(close_codes::internal_error, "The message could not be handled.");
}

bool live_connection::send(std::string head, std::shared_ptr<const std::string> tail) {
  const std::size_t payload = head.size() + (tail ? tail->size() : 0);
  if (closing_ || !stream_.is_open()) return true;  // nothing is delivered after a close, and none is missed
  if (!queue_.empty() && queued_bytes_ + payload > limits().live_queue) {
    refused_send_ = true;
    return false;
  }
  outgoing made{frame(frame_kind::text, head, payload), std::move(tail), std::chrono::steady_clock::now()};
  queued_bytes_ += made.size();
  queue_.push_back(std::move(made));
  want_flush();
  return true;
}

void live_connection::close(std::uint16_t code, std::string reason) {
  if (closing_) return;
  closing_ = true;
  close_deadline_ = std::chrono::steady_clock::now() + limits().live_close;
  std::string bytes = close_frame(code, reason);
  queued_bytes_ += bytes.size();
  queue_.push_back({std::move(bytes), nullptr, std::chrono::steady_clock::now()});
  want_flush();
}

void live_connection::fail(std::uint16_t code, std::string_view reason) {
  drop_queue();
  close(code, std::string(reason));
}

/// Drops what waits, but for the rest of a frame that has been begun.
void live_connection::drop_queue() {
  const std::size_t keep = front_sent_ > 0 ? 1 : 0;
  while (queue_.size() > keep) {
    queued_bytes_ -= queue_.back().size();
    queue_.pop_back();
  }
  pong_.clear();
}

void live_connection::answer_too_big() {
  live::error refused;
  refused.what =
      problems::too_large("A message may have at most " + std::to_string(limits().live_message) + " bytes.");
  send(live::to_json(live::server_message{std::move(refused)}), nullptr);
}

/// A token bucket, kept as the time at which it will be full again.
bool live_connection::may_speak(time_point now) {
  const auto each = std::chrono::duration_cast<time_point::duration>(limits().live_messages_in) /
                    static_cast<std::int64_t>(limits().live_messages);
  const auto again = std::max(all_messages_again_, now) + each;
  if (again - now > limits().live_messages_in) return false;
  all_messages_again_ = again;
  return true;
}

void live_connection::answer_too_many() {
  live::error refused;
  refused.what = problems::too_many_requests("Too many messages on one connection.", 1);
  send(live::to_json(live::server_message{std::move(refused)}), nullptr);
}

void live_connection::answer_pong(std::string payload) {
  if (closing_) return;
  pong_ = frame(frame_kind::pong, payload, payload.size());
  want_flush();
}

void live_connection::answer_close(const frame_reader::event& asked) {
  constexpr std::uint16_t no_code = 1005;
  peer_closed_ = true;
  if (!closing_) fail(asked.code == no_code ? close_codes::normal : asked.code, {});
  if (queue_.empty() && !stream_.unsent()) stream_.close();
}

void live_connection::queue_control(std::string bytes) {
  const auto place = queue_.begin() + (front_sent_ > 0 ? 1 : 0);
  queued_bytes_ += bytes.size();
  queue_.insert(place, {std::move(bytes), nullptr, std::chrono::steady_clock::now()});
}

}  // namespace dossier::net
