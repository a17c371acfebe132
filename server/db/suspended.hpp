#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

namespace dossier::db {

/// A coroutine that waits for a lane's answer. Lives in the waiting coroutine's own frame, so that a request
/// costs no allocation; the lane links requests and resumes each exactly once. (Boost 1.81 has no
/// any_completion_handler.)
class suspended {
 public:
  using handler = boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

  void hold(handler waiting) { handler_.emplace(std::move(waiting)); }

  /// The io_context it runs on, when it runs directly on one; null for strands and other executors.
  [[nodiscard]] boost::asio::io_context* context() const {
    const auto executor = boost::asio::get_associated_executor(*handler_);
    const auto* direct = executor.target<boost::asio::io_context::executor_type>();
    return direct != nullptr ? &direct->context() : nullptr;
  }

  /// Resumes it here and now. This object is gone when the call returns. Only on its own executor.
  void resume() {
    auto waiting = std::move(*handler_);
    handler_.reset();
    std::move(waiting)();
  }

  /// Resumes it on its own executor, never from within this call.
  void post_to_its_executor() {
    const auto executor = boost::asio::get_associated_executor(*handler_);
    auto waiting = std::move(*handler_);
    handler_.reset();
    boost::asio::post(executor, std::move(waiting));
  }

  /// Resumes it on its own executor: here and now if that is this thread's io_context, else by post.
  void resume_on_its_executor() {
    const auto executor = boost::asio::get_associated_executor(*handler_);
    const auto* direct = executor.target<boost::asio::io_context::executor_type>();
    if (direct != nullptr && direct->running_in_this_thread()) {
      resume();
    } else {
      post_to_its_executor();
    }
  }

 private:
  std::optional<handler> handler_;
};

/// Suspends the calling coroutine and calls `start(handler)`, which must lead to one resumption. `start` is
/// named by the caller: g++ 12 destroys a capturing lambda twice when it is written inside a co_await
/// expression.
template <class Start>
boost::asio::awaitable<void> suspend(Start& start) {
  auto initiation = [&start](auto waiting) { start(std::move(waiting)); };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      initiation, boost::asio::use_awaitable);
}

}  // namespace dossier::db
