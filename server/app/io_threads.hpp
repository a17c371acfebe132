#pragma once
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

namespace dossier::app {

/// The I/O threads: one io_context each, run by one thread. A session lives and dies on one of them.
class io_threads {
 public:
  /// `count` ≥ 1. The threads run from `start` on; until then the contexts only collect work.
  explicit io_threads(unsigned count);
  /// Stops and joins them, unless that was done.
  ~io_threads();
  io_threads(const io_threads&) = delete;
  io_threads& operator=(const io_threads&) = delete;

  [[nodiscard]] const std::vector<boost::asio::io_context*>& contexts() const { return pointers_; }

  /// Index of the context that the calling thread runs. Throws std::logic_error on any other thread.
  [[nodiscard]] std::size_t current() const;

  void start();
  /// Drops what is still queued and joins. For a thread that is none of them.
  void stop();

 private:
  using work_guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::vector<boost::asio::io_context*> pointers_;
  std::vector<work_guard> guards_;
  std::vector<std::thread> threads_;
};

}  // namespace dossier::app
