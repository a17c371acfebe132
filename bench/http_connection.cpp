#include "bench/http_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace dossier::bench {
namespace {

constexpr std::size_t read_bytes = 64 * 1024;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

int connect_to(std::uint16_t port, unsigned source) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) throw std::runtime_error("no more sockets");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xFFFFFF00U) + source);
  // bind() and connect() want the general address type.
  if (source != 1 && ::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(made);
    throw std::runtime_error("no more local addresses");
  }
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(made);
    throw std::runtime_error("the server refuses connections");
  }
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

std::string_view answer::header(std::string_view name) const {
  std::size_t line = head.find("\r\n");
  while (line != std::string_view::npos && line + 2 < head.size()) {
    const std::size_t begin = line + 2;
    line = head.find("\r\n", begin);
    const std::string_view text = head.substr(begin, line == std::string_view::npos ? line : line - begin);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || !same_name(text.substr(0, colon), name)) continue;
    const std::size_t value = text.find_first_not_of(' ', colon + 1);
    return value == std::string_view::npos ? std::string_view() : text.substr(value);
  }
  return {};
}

http_connection::~http_connection() {
  if (socket_ >= 0) close(socket_);
}

http_connection::http_connection(http_connection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      buffer_(std::move(other.buffer_)),
      held_(other.held_),
      consumed_(other.consumed_) {}

void http_connection::send(std::string_view request) {
  const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent != static_cast<ssize_t>(request.size()))
    throw std::runtime_error("the server closed a connection");
}

std::optional<answer> http_connection::receive() {
  held_ -= consumed_;
  if (held_ > 0 && consumed_ > 0) std::memmove(buffer_.data(), buffer_.data() + consumed_, held_);
  consumed_ = 0;
  if (buffer_.size() - held_ < read_bytes) buffer_.resize(held_ + read_bytes);
  const ssize_t length = ::recv(socket_, buffer_.data() + held_, buffer_.size() - held_, MSG_DONTWAIT);
  if (length > 0) held_ += static_cast<std::size_t>(length);
  if (length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR)) {
    throw std::runtime_error("the server closed a connection");
  }

  const std::string_view text(buffer_.data(), held_);
  const std::size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::nullopt;
  answer read;
  read.head = text.substr(0, head_end);
  const std::string_view status = read.head.substr(read.head.find(' ') + 1, 3);
  std::from_chars(status.data(), status.data() + status.size(), read.status);
  std::size_t body = 0;
  if (read.status != 304 && read.status != 204 && read.status != 101) {
    const std::string_view declared = read.header("content-length");
    if (std::from_chars(declared.data(), declared.data() + declared.size(), body).ec != std::errc()) {
      throw std::runtime_error("an answer without Content-Length");
    }
  }
  const std::size_t whole = head_end + 4 + body;
  if (text.size() < whole) return std::nullopt;
  read.body = text.substr(head_end + 4, body);
  consumed_ = whole;
  return read;
}

}  // namespace dossier::bench
