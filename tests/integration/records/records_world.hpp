#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "server/db/database.hpp"
#include "server/http/router.hpp"
#include "server/live/feed.hpp"
#include "server/live/sequencer.hpp"
#include "server/live/snapshot_source.hpp"
#include "server/records/engine.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {

/// A clock that stands still until it is moved.
class fixed_clock final : public records::clock {
 public:
  [[nodiscard]] timestamp now() override { return {micros_.load()}; }
  void advance(std::int64_t micros) { micros_ += micros; }

 private:
  std::atomic<std::int64_t> micros_{1'795'204'800'000'000};  // 2026-11-20T20:00:00Z
};

/// The same ids in every run, in the order of their making.
class counting_ids final : public records::id_source {
 public:
  [[nodiscard]] uuid next() override;

 private:
  std::atomic<std::uint64_t> made_{0};
};

/// An answer, its body parsed.
struct api_answer {
  int status = 0;
  std::string body;
  boost::json::object json;
  std::vector<std::pair<std::string, std::string>> headers;

  [[nodiscard]] std::string header(std::string_view name) const;
  /// A member of the body as text: strings without quotes, others as JSON; empty when absent.
  [[nodiscard]] std::string text(std::string_view member) const;
  /// `field:code` of each error, separated by spaces.
  [[nodiscard]] std::string errors() const;
};

/// Headers a test sends.
using header_list = std::vector<std::pair<std::string, std::string>>;

/// A real database with its lanes and a sequencer, and the engine on them, reached through its routes as the
/// pipeline would reach it.
class records_world {
 public:
  /// With limits, long lists are tracked.
  explicit records_world(std::optional<records::tracked_lists_limits> tracking = {});
  ~records_world();
  records_world(const records_world&) = delete;
  records_world& operator=(const records_world&) = delete;

  /// Sends a request as the user of `tenant`. `target` is what follows /api/v1; it needs no percent-encoding.
  api_answer call(http::method method, std::string_view target, std::string body = {},
                  header_list headers = {});
  api_answer call_as(const http::principal& who, http::method method, std::string_view target,
                     std::string body = {}, header_list headers = {});

  api_answer get(std::string_view target) { return call(http::method::get, target); }
  api_answer post(std::string_view target, std::string body, header_list headers = {}) {
    return call(http::method::post, target, std::move(body), std::move(headers));
  }
  api_answer patch(std::string_view target, std::string body, header_list headers = {}) {
    return call(http::method::patch, target, std::move(body), std::move(headers));
  }
  api_answer del(std::string_view target, header_list headers = {}) {
    return call(http::method::del, target, {}, std::move(headers));
  }

  /// Runs a coroutine on the I/O thread and waits for it.
  template <class T>
  T await(boost::asio::awaitable<T> what) {
    std::optional<T> answer;  // asio's futures want a default constructor
    boost::asio::co_spawn(io, keep(std::move(what), answer), boost::asio::use_future).get();
    return std::move(*answer);
  }

  /// Waits until the log holds every change made so far.
  void wait_for_the_log();

  test_database tested;
  uuid tenant;
  http::principal ada;
  fixed_clock time;
  counting_ids ids;
  boost::asio::io_context io{1};
  std::unique_ptr<db::database> database;
  std::shared_ptr<records::tracked_lists> tracked;
  std::unique_ptr<records::engine> engine;
  db::read_lane* lane = nullptr;

 private:
  template <class T>
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> what, std::optional<T>& answer) {
    answer.emplace(co_await std::move(what));
  }

  http::router routes_;
  std::shared_ptr<live::feed> feed_;
  std::unique_ptr<live::sequencer> sequencer_;
  std::unique_ptr<live::snapshot_source> snapshots_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io.get_executor()};
  std::thread thread_;
};

}  // namespace dossier::tests
