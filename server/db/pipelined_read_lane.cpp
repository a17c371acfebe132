#include "server/db/pipelined_read_lane.hpp"

#include <libpq-fe.h>

#include "server/db/postgres_error.hpp"

namespace dossier::db {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

namespace {

constexpr auto deadline_check_interval = std::chrono::milliseconds(100);
constexpr int retry_after_seconds = 1;

problem away() {
  return problems::unavailable("The database is away. Try again in a moment.", retry_after_seconds);
}
problem too_many() {
  return problems::unavailable("Too many requests wait for the database. Try again in a moment.",
                               retry_after_seconds);
}
problem too_slow() {
  return problems::unavailable("The database took too long to answer. Try again in a moment.",
                               retry_after_seconds);
}

transaction_settings settings_of(const read_lane_limits& limits) {
  return {{"statement_timeout", std::to_string(limits.statement.count())},
          {"default_transaction_read_only", "on"}};
}

}  // namespace

pipelined_read_lane::pipelined_read_lane(asio::io_context& io, const connection_target& where,
                                         read_lane_limits limits)
    : io_(io), limits_(limits), connection_(io, where, settings_of(limits), *this), deadlines_(io) {}

asio::awaitable<result<rows>> pipelined_read_lane::query(const statement& what, parameters with) {
  if (!connection_.ready() || stopped_) co_return away();
  if (waiting_.size() >= limits_.waiting) co_return too_many();
  request mine;
  mine.what = &what;
  mine.with = std::move(with);
  auto start = [this, &mine](suspended::handler coroutine) {
    mine.coroutine.hold(std::move(coroutine));
    enqueue(mine);
  };
  co_await suspend(start);
  co_return std::move(mine.outcome);
}

void pipelined_read_lane::enqueue(request& waiting) {
  waiting.since = clock::now();
  waiting_.push_back(&waiting);
  watch_deadlines();
  if (syncs_under_way_ > 0 || send_posted_) return;
  // Not at once: others of this turn of the loop travel with it.
  send_posted_ = true;
  asio::post(io_, [this, guard = std::weak_ptr(alive_)] {
    if (guard.expired()) return;
    send_posted_ = false;
    send_batch();
    resume_finished();
  });
}

void pipelined_read_lane::send_batch() {
  if (syncs_under_way_ > 0 || waiting_.empty() || !connection_.ready()) return;
  last_progress_ = clock::now();
  for (std::size_t sent = 0; sent < limits_.batch && !waiting_.empty(); ++sent) {
    auto* next = waiting_.front();
    waiting_.pop_front();
    if (!connection_.send(*next->what, next->with, next)) return;
    if (next->alone || sent + 1 == limits_.batch || waiting_.empty()) {
      ++syncs_under_way_;
      if (!connection_.sync()) return;
    }
  }
  connection_.flush();
}

void pipelined_read_lane::answered(void* which, pg_result* answer) {
  auto& done = *static_cast<request*>(which);
  last_progress_ = clock::now();
  rows got(answer);
  switch (PQresultStatus(answer)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      return finish(done, std::move(got));
    case PGRES_PIPELINE_ABORTED:
      done.alone = true;
      aborted_.push_back(&done);
      return;
    default:
      break;
  }
  const auto error = error_of(answer);
  spdlog::error("statement {} failed: {}", done.what->name, error.loggable);
  finish(done, error.what == postgres_error::kind::refused ? problems::internal() : too_slow());
}

void pipelined_read_lane::abandoned(void* which) {
  finish(*static_cast<request*>(which), away());
}

void pipelined_read_lane::synced() {
  --syncs_under_way_;
  if (syncs_under_way_ > 0 || aborted_.empty()) return;
  waiting_.insert(waiting_.begin(), aborted_.begin(), aborted_.end());
  aborted_.clear();
}

void pipelined_read_lane::turn_ended() {
  send_batch();  // first, so that PostgreSQL works while we resume
  resume_finished();
}

void pipelined_read_lane::connected() {
  ready_ = true;
}

void pipelined_read_lane::lost(const std::string&) {
  ready_ = false;
  syncs_under_way_ = 0;
  for (auto* each : aborted_) finish(*each, away());
  aborted_.clear();
  for (auto* each : waiting_) finish(*each, away());
  waiting_.clear();
  // Not from here: whoever lost the connection may be in the midst of sending.
  asio::post(io_, [this, guard = std::weak_ptr(alive_)] {
    if (!guard.expired()) resume_finished();
  });
}

void pipelined_read_lane::stop() {
  stopped_ = true;
  connection_.stop();
  deadlines_.cancel();
  resume_finished();
}

void pipelined_read_lane::finish(request& done, result<rows> outcome) {
  done.outcome = std::move(outcome);
  finished_.push_back(&done);
}

void pipelined_read_lane::resume_finished() {
  // Resumed coroutines may ask again, and may end others' turns: work on what there is now.
  auto now = std::exchange(finished_, {});
  for (auto* each : now) each->coroutine.resume_on_its_executor();
  now.clear();
  if (finished_.empty()) finished_ = std::move(now);  // keeps its memory
}

void pipelined_read_lane::watch_deadlines() {
  if (watching_) return;
  watching_ = true;
  deadlines_.expires_after(deadline_check_interval);
  deadlines_.async_wait([this, guard = std::weak_ptr(alive_)](boost::system::error_code error) {
    if (error || guard.expired()) return;
    watching_ = false;
    check_deadlines();
  });
}

void pipelined_read_lane::check_deadlines() {
  const auto now = clock::now();
  while (!waiting_.empty() && now - waiting_.front()->since > limits_.request) {
    finish(*waiting_.front(), too_slow());
    waiting_.pop_front();
  }
  if (syncs_under_way_ > 0 && now - last_progress_ > limits_.statement + limits_.grace) {
    connection_.fail("no answer within a statement's deadline");
  }
  resume_finished();
  if (syncs_under_way_ > 0 || !waiting_.empty()) watch_deadlines();
}

}  // namespace dossier::db
