#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace dossier::tests {

/// An I/O thread as the server has them: one io_context, run by one thread, until this object ends.
class coroutine_runner {
 public:
  coroutine_runner() : thread_([this] { io_.run(); }) {}
  ~coroutine_runner() {
    work_.reset();
    io_.stop();
    thread_.join();
  }
  coroutine_runner(const coroutine_runner&) = delete;
  coroutine_runner& operator=(const coroutine_runner&) = delete;

  [[nodiscard]] boost::asio::io_context& io() { return io_; }

  /// Starts a coroutine there; its value, or exception, comes by the future.
  template <class T>
  std::future<T> start(boost::asio::awaitable<T> coroutine) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    boost::asio::co_spawn(io_, fulfil(std::move(coroutine), promise), boost::asio::detached);
    return future;
  }

  /// Runs it to its end; throws when that takes longer than a test may wait.
  template <class T>
  T run(boost::asio::awaitable<T> coroutine) {
    auto future = start(std::move(coroutine));
    return take(future);
  }

  template <class T>
  static T take(std::future<T>& future) {
    if (future.wait_for(std::chrono::seconds(30)) != std::future_status::ready) {
      throw std::runtime_error("a coroutine did not end within 30 s");
    }
    return future.get();
  }

 private:
  /// Asio's use_future needs a default value, and a result has none.
  template <class T>
  static boost::asio::awaitable<void> fulfil(boost::asio::awaitable<T> coroutine,
                                             std::shared_ptr<std::promise<T>> promise) {
    try {
      promise->set_value(co_await std::move(coroutine));
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
  }

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
  std::thread thread_;
};

/// Waits until `holds` is true, looking every few milliseconds; false after `at_most`.
inline bool eventually(const std::function<bool()>& holds,
                       std::chrono::milliseconds at_most = std::chrono::seconds(20)) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace dossier::tests
