#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/net/live_socket.hpp"

namespace dossier::tests {

/// A live connection's end without a network: keeps what the server sends until a test takes it. Bounded like
/// the real one when a capacity is set.
class memory_socket final : public net::live_socket {
 public:
  bool send(std::string head, std::shared_ptr<const std::string> tail) override {
    const std::lock_guard lock(mutex_);
    if (closed_ || full_) return false;
    if (messages_.size() >= capacity_) {
      full_ = true;
      return false;
    }
    if (tail) head += *tail;
    messages_.push_back(std::move(head));
    return true;
  }

  void close(std::uint16_t code, std::string) override {
    const std::lock_guard lock(mutex_);
    closed_ = code;
  }

  /// Messages that fit before `send` answers false. From any thread, as all below.
  void limit(std::size_t capacity) {
    const std::lock_guard lock(mutex_);
    capacity_ = capacity;
  }
  [[nodiscard]] std::optional<std::string> take() {
    const std::lock_guard lock(mutex_);
    if (messages_.empty()) return std::nullopt;
    std::string first = std::move(messages_.front());
    messages_.pop_front();
    return first;
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return messages_.size();
  }
  /// Whether a message was refused since the last call and everything before it has been taken.
  [[nodiscard]] bool take_drained() {
    const std::lock_guard lock(mutex_);
    if (!full_ || !messages_.empty()) return false;
    full_ = false;
    return true;
  }
  [[nodiscard]] bool full() const {
    const std::lock_guard lock(mutex_);
    return full_;
  }
  [[nodiscard]] std::optional<std::uint16_t> close_code() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> messages_;
  std::size_t capacity_ = std::numeric_limits<std::size_t>::max();
  bool full_ = false;
  std::optional<std::uint16_t> closed_;
};

}  // namespace dossier::tests
