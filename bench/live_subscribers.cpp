#include "bench/live_subscribers.hpp"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <stdexcept>

#include "bench/http_connection.hpp"

namespace dossier::bench {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t events_at_once = 256;
constexpr int seconds_to_answer = 10;
constexpr std::size_t connections_an_address = 3000;  // the server takes 4000
enum opcode : unsigned char { text_frame = 1, close_frame = 8, ping_frame = 9, pong_frame = 10 };

struct frame {
  unsigned char kind = 0;
  std::string_view payload;
  std::size_t whole = 0;  ///< bytes of header and payload
};

/// The first frame in `bytes`, once it is whole. Servers send unmasked frames.
std::optional<frame> first_frame(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() < 2) return std::nullopt;
  std::size_t length = byte(1) & 0x7FU;
  std::size_t header = 2;
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (extended > 0) {
    header += extended;
    if (bytes.size() < header) return std::nullopt;
    length = 0;
    for (std::size_t i = 2; i < header; ++i) length = length << 8U | byte(i);
  }
  if (bytes.size() < header + length) return std::nullopt;
  return frame{static_cast<unsigned char>(byte(0) & 0x0FU), bytes.substr(header, length), header + length};
}

/// Sends a frame of at most 64 KiB, masked (as clients must) with the key zero, which leaves the bytes as
/// they are.
void send_frame(int socket, opcode kind, std::string_view payload) {
  std::string bytes;
  bytes += static_cast<char>(0x80U | kind);
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80U | payload.size());
  } else {
    bytes += static_cast<char>(0x80U | 126U);
    bytes += static_cast<char>(payload.size() >> 8U);
    bytes += static_cast<char>(payload.size() & 0xFFU);
  }
  bytes.append(4, '\0').append(payload);
  if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the server closed a live connection");
  }
}

void allow_sockets(std::size_t count) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = count + 256;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t read_into(int socket, std::string& buffer, int flags) {
  thread_local std::array<char, read_bytes> piece;
  const ssize_t length = ::recv(socket, piece.data(), piece.size(), flags);
  if (length < 0 && (errno == EAGAIN || errno == EINTR) && (flags & MSG_DONTWAIT) != 0) return 0;
  if (length <= 0) throw std::runtime_error("the server closed a live connection or fell silent");
  buffer.append(piece.data(), static_cast<std::size_t>(length));
  return static_cast<std::size_t>(length);
}

}  // namespace

live_subscribers::live_subscribers(std::uint16_t port, std::size_t count, std::string_view resource,
                                   const std::string& filter)
    : live_subscribers(port, std::vector<std::vector<std::string>>(count, {filter}), resource) {}

live_subscribers::live_subscribers(std::uint16_t port, const std::vector<std::vector<std::string>>& filters,
                                   std::string_view resource)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  allow_sockets(filters.size());
  sockets_.resize(filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i) {
    subscriber& one = sockets_[i];
    handshake(one, port, 1 + static_cast<unsigned>(i / connections_an_address));
    send_frame(one.socket, text_frame, R"({"op":"hello","contract":"bench"})");
    if (const std::string told = await_message(one); !told.starts_with(R"({"op":"welcome")")) {
      throw std::runtime_error("no welcome on a live connection: " + told);
    }
    subscribe(one, filters[i], resource);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = i;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, one.socket, &wanted);
  }
}

void live_subscribers::subscribe(subscriber& one, const std::vector<std::string>& filters,
                                 std::string_view resource) {
  for (std::size_t n = 0; n < filters.size(); ++n) {
    std::string message = "{\"op\":\"subscribe\",\"id\":\"s" + std::to_string(n + 1) + "\",\"resource\":\"" +
                          std::string(resource) + "\",\"filter\":\"";
    for (const char c : filters[n]) {
      if (c == '"') message += '\\';
      message += c;
    }
    send_frame(one.socket, text_frame, message + "\"}");
    if (const std::string told = await_message(one); !told.starts_with(R"({"op":"subscribed")")) {
      throw std::runtime_error("no subscription on a live connection: " + told);
    }
  }
}

live_subscribers::~live_subscribers() {
  for (const subscriber& one : sockets_) {
    if (one.socket >= 0) close(one.socket);
  }
  close(epoll_);
}

void live_subscribers::handshake(subscriber& one, std::uint16_t port, unsigned source) {
  one.socket = connect_to(port, source);
  const timeval patience{seconds_to_answer, 0};
  setsockopt(one.socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const std::string request =
      "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
      "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: ZG9zc2llci1iZW5jaC1rZQ==\r\nSec-WebSocket-Protocol: dossier.v1\r\n\r\n";
  if (::send(one.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    throw std::runtime_error("the server closed a live connection");
  }
  while (one.buffer.find("\r\n\r\n") == std::string::npos) read_into(one.socket, one.buffer, 0);
  if (!one.buffer.starts_with("HTTP/1.1 101")) throw std::runtime_error("no live connection: " + one.buffer);
  one.buffer.erase(0, one.buffer.find("\r\n\r\n") + 4);
}

std::string live_subscribers::await_message(subscriber& one) {
  for (;;) {
    while (const auto next = first_frame(one.buffer)) {
      const std::string payload(next->payload);
      const unsigned char kind = next->kind;
      one.buffer.erase(0, next->whole);
      if (kind == text_frame) return payload;
      if (kind == ping_frame) send_frame(one.socket, pong_frame, payload);
      if (kind == close_frame) throw std::runtime_error("the server closed a live connection: " + payload);
    }
    read_into(one.socket, one.buffer, 0);
  }
}

std::uint64_t live_subscribers::take_frames(subscriber& one,
                                            const std::function<void(std::string_view)>& hear) {
  std::uint64_t changes = 0;
  std::string_view rest = one.buffer;
  while (const auto next = first_frame(rest)) {
    if (next->kind == text_frame && next->payload.starts_with(R"({"op":"change")")) {
      ++changes;
      hear(next->payload);
    } else if (next->kind == ping_frame) {
      send_frame(one.socket, pong_frame, next->payload);
    } else {
      throw std::runtime_error("a subscriber was told: " + std::string(next->payload));
    }
    rest.remove_prefix(next->whole);
  }
  one.buffer.erase(0, one.buffer.size() - rest.size());
  return changes;
}

std::uint64_t live_subscribers::receive(const std::function<void(std::string_view)>& hear) {
  std::array<epoll_event, events_at_once> ready{};
  const int count = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), 0);
  std::uint64_t changes = 0;
  for (int i = 0; i < count; ++i) {
    subscriber& one = sockets_[ready[static_cast<std::size_t>(i)].data.u64];
    if (read_into(one.socket, one.buffer, MSG_DONTWAIT) > 0) changes += take_frames(one, hear);
  }
  return changes;
}

}  // namespace dossier::bench
