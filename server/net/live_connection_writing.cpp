// The writing half of a live connection, and what happens to it from outside: deadlines and the server's
// stop.
#include <boost/asio/buffer.hpp>
#include <boost/container/static_vector.hpp>

#include "server/net/live_connection.hpp"

namespace dossier::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Asio gives the kernel at most this many buffers in one call.
constexpr std::size_t gather_max_buffers = 64;

}  // namespace

void live_connection::want_flush() {
  if (flush_wanted_ || waiting_) return;
  flush_wanted_ = true;
  shard_.flush_soon(shared_from_this());
}

void live_connection::flush() {
  flush_wanted_ = false;
  if (waiting_ || !stream_.is_open()) return;
  if (!pong_.empty()) queue_control(std::exchange(pong_, {}));
  while (!queue_.empty() || stream_.unsent()) {
    boost::container::static_vector<asio::const_buffer, gather_max_buffers> gathered;
    std::size_t skip = front_sent_;
    for (const outgoing& one : queue_) {
      if (gathered.size() + 2 > gather_max_buffers) break;
      const std::size_t of_head = std::min(skip, one.head.size());
      gathered.push_back(asio::buffer(one.head) + of_head);
      if (one.tail) gathered.push_back(asio::buffer(*one.tail) + (skip - of_head));
      skip = 0;
    }
    error_code error;
    const std::size_t sent = stream_.write_some(gathered, error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      wait_writable();
      return;
    }
    if (error) {
      stream_.reset();  // the reading coroutine sees it and ends
      return;
    }
    advance(sent);
  }
  queue_emptied();
}

void live_connection::advance(std::size_t sent) {
  front_sent_ += sent;
  while (!queue_.empty() && front_sent_ >= queue_.front().size()) {
    front_sent_ -= queue_.front().size();
    queued_bytes_ -= queue_.front().size();
    queue_.pop_front();
  }
}

void live_connection::queue_emptied() {
  if (closing_) {
    if (peer_closed_) {
      stream_.close();
    } else {
      stream_.shutdown_send();
    }
    return;
  }
  if (std::exchange(refused_send_, false) && session_) session_->drained();
}

void live_connection::wait_writable() {
  waiting_ = true;
  waiting_since_ = std::chrono::steady_clock::now();
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_write,
                              [self = shared_from_this()](const error_code& error) {
                                self->waiting_ = false;
                                if (!error) self->flush();
                              });
}

void live_connection::check(time_point now) {
  if (!stream_.is_open()) return;
  if (now >= close_deadline_) {
    stream_.reset();
    return;
  }
  if (closing_) return;
  if (session_) session_->tick(now);
  const bool old = !queue_.empty() && now - queue_.front().queued > limits().live_age;
  // The last of what was queued may have left the queue, but not the encryption.
  if (old || (waiting_ && now - waiting_since_ > limits().live_age)) {
    fail(close_codes::try_again, "Too slow: resume from the last seq.");
    return;
  }
  check_ping(now);
}

void live_connection::check_ping(time_point now) {
  // A pong may wait behind the message in hand, or the ping behind what the peer has not read yet (its age
  // decides then).
  if (delivering_ || waiting_) {
    if (pong_deadline_ != time_point::max()) pong_deadline_ = now + limits().live_pong;
    return;
  }
  if (now >= pong_deadline_) {
    stream_.reset();
    return;
  }
  if (now < next_ping_) return;
  next_ping_ = now + limits().live_ping;
  pong_deadline_ = std::min(pong_deadline_, now + limits().live_pong);
  queue_control(frame(frame_kind::ping, {}, 0));
  want_flush();
}

void live_connection::drain(time_point /*now*/) {
  close(close_codes::restart, "The server restarts: connect again and resume.");
}

void live_connection::cut() {
  stream_.reset();
}

}  // namespace dossier::net
