#include "tests/integration/http/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace dossier::test {

namespace {

using clock = std::chrono::steady_clock;

int milliseconds_until(clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

void parse_head(std::string_view head, raw_answer& into) {
  into.status = std::stoi(std::string(head.substr(9, 3)));
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    const std::size_t colon = line.find(": ");
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    into.headers[name] = line.substr(colon + 2);
    at = end + 2;
  }
}

}  // namespace

raw_client::raw_client(std::uint16_t port, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket_ < 0) throw std::runtime_error("no socket");
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    throw std::runtime_error("cannot connect");
  }
}

raw_client::raw_client(raw_client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

raw_client::~raw_client() {
  if (socket_ >= 0) ::close(socket_);
}

bool raw_client::send(std::string_view bytes) {
  const auto until = clock::now() + patience;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN) return false;
    pollfd waiting{socket_, POLLOUT, 0};
    if (::poll(&waiting, 1, milliseconds_until(until)) <= 0) return false;
  }
  return true;
}

void raw_client::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void raw_client::reset() {
  const linger hard{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(std::exchange(socket_, -1));
}

bool raw_client::readable(std::chrono::milliseconds wait) {
  pollfd waiting{socket_, POLLIN, 0};
  return !received_.empty() || ::poll(&waiting, 1, static_cast<int>(wait.count())) > 0;
}

bool raw_client::fill(clock::time_point until) {
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds_until(until)) <= 0) return false;
  std::array<char, 65536> chunk;
  const auto got = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (got <= 0) return false;
  received_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<std::string> raw_client::read_exactly(std::size_t count, std::chrono::milliseconds wait) {
  const auto until = clock::now() + wait;
  while (received_.size() < count) {
    if (!fill(until)) return std::nullopt;
  }
  std::string taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

std::optional<raw_answer> raw_client::read_answer(std::chrono::milliseconds wait, bool to_head) {
  const auto until = clock::now() + wait;
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(until)) return std::nullopt;
  }
  raw_answer answer;
  parse_head(std::string_view(received_).substr(0, end + 2), answer);
  received_.erase(0, end + 4);
  const auto length = answer.headers.find("content-length");
  if (to_head || length == answer.headers.end()) return answer;
  auto body = read_exactly(std::stoul(length->second), wait);
  if (!body) return std::nullopt;
  answer.body = std::move(*body);
  return answer;
}

std::optional<raw_answer> raw_client::get(std::string_view target, std::string_view fields) {
  if (!send(request_text("GET", target, fields))) return std::nullopt;
  return read_answer();
}

bool raw_client::closed_within(std::chrono::milliseconds wait) {
  const auto until = clock::now() + wait;
  while (clock::now() < until) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, milliseconds_until(until)) <= 0) return false;
    if (!fill(until)) return true;
    received_.clear();
  }
  return false;
}

std::string request_text(std::string_view method, std::string_view target, std::string_view fields) {
  std::string text(method);
  text += ' ';
  text += target;
  text += " HTTP/1.1\r\nHost: localhost\r\n";
  text += fields;
  return text + "\r\n";
}

std::string post_text(std::string_view target, std::string_view body, std::string_view fields) {
  std::string all(fields);
  all += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return request_text("POST", target, all) + std::string(body);
}

}  // namespace dossier::test
