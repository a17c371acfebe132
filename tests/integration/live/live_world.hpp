#pragma once
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server/app/io_threads.hpp"
#include "server/db/database.hpp"
#include "server/live/live_service.hpp"
#include "server/records/live_records.hpp"
#include "tests/integration/live/memory_socket.hpp"
#include "tests/integration/support/test_database.hpp"

namespace dossier::tests {

/// Waits for a condition; false when it did not come true in time.
inline bool eventually(const std::function<bool()>& holds,
                       std::chrono::milliseconds longest = std::chrono::seconds(30)) {
  const auto until = std::chrono::steady_clock::now() + longest;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

/// Signs in whoever names a tenant's id as the token.
class tenant_tokens final : public http::principal_source {
 public:
  boost::asio::awaitable<result<http::principal>> identify(const http::request&,
                                                           std::string_view token) override {
    const auto tenant = parse_uuid(token);
    if (!tenant) co_return problems::unauthenticated("No such token.");
    http::principal who{*tenant, "Tenant", *tenant, "Ada Lovelace"};
    who.role = role;
    who.brand_id = brand_id;
    co_return who;
  }

  // What everybody is from now on: to be set while nobody is being signed in.
  dossier::role role = dossier::role::owner;
  uuid brand_id{};
};

/// A database, two I/O threads and the live service on them, as the composition root joins them.
class live_world {
 public:
  static constexpr std::size_t thread_count = 2;

  explicit live_world(live::live_limits limits = {}) {
    auto opened = db::database::open({.data_directory = {}, .url = tested.url(), .session_threads = 1});
    if (!opened) throw std::runtime_error(opened.error().detail);
    database = *std::move(opened);
    std::vector<live::live_thread> of;
    for (boost::asio::io_context* io : threads.contexts()) {
      lanes.push_back(&database->add_read_lane(*io));
      of.push_back({*io, *lanes.back()});
    }
    stored = std::make_unique<records::live_records>(
        [this]() -> db::session_pool& { return database->sessions(); });
    live = std::make_unique<live::live_service>(
        sequencer_conninfo(), of,
        live::live_dependencies{tokens, *stored, [this] { return timestamp{now_micros.load()}; },
                                tested.settings().conninfo(db::role::app, "snapshots")},
        limits);
    database->start(live->wake());
    threads.start();
    live->start();
    if (!eventually([&] { return database->state().ready && live->ready(); }))
      throw std::runtime_error("the live world does not get ready");
  }
  ~live_world() {
    live->stop();
    database->stop();
    threads.stop();
  }
  live_world(const live_world&) = delete;
  live_world& operator=(const live_world&) = delete;

  [[nodiscard]] std::string sequencer_conninfo() const {
    return tested.settings().conninfo(db::role::sequencer, "sequencer");
  }
  /// Runs a coroutine on an I/O thread and waits for it.
  template <class T>
  T await(boost::asio::awaitable<T> what, std::size_t thread = 0) {
    std::optional<T> answer;  // asio's futures want a default constructor
    await(keep(std::move(what), answer), thread);
    return std::move(*answer);
  }
  void await(boost::asio::awaitable<void> what, std::size_t thread = 0) {
    boost::asio::co_spawn(*threads.contexts().at(thread), std::move(what), boost::asio::use_future).get();
  }
  /// Runs `what` on an I/O thread and waits for it.
  void on_thread(std::size_t thread, const std::function<void()>& what) {
    boost::asio::post(*threads.contexts().at(thread), boost::asio::use_future(what)).get();
  }

  test_database tested;
  app::io_threads threads{thread_count};
  std::unique_ptr<db::database> database;
  std::vector<db::read_lane*> lanes;
  tenant_tokens tokens;
  std::unique_ptr<records::live_records> stored;
  /// What filters mean by `now`.
  std::atomic<std::int64_t> now_micros{1'795'000'000'000'000};
  std::unique_ptr<live::live_service> live;

 private:
  template <class T>
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> what, std::optional<T>& answer) {
    answer.emplace(co_await std::move(what));
  }
};

}  // namespace dossier::tests
