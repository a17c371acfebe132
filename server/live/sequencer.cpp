#include "server/live/sequencer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace dossier::live {
namespace {

/// A node that hangs inside its transaction loses the lock after a second, and no statement holds it for
/// longer than a minute. The outbox is read by its index and joined by the places of its rows: planned while
/// it is empty, a scan would look best and cost ten times as much once dead rows wait in it for the vacuum.
constexpr std::array<const char*, 6> session_settings{"SET idle_in_transaction_session_timeout = '1s'",
                                                      "SET statement_timeout = '60s'",
                                                      "SET enable_seqscan = off",
                                                      "SET enable_hashjoin = off",
                                                      "SET enable_mergejoin = off",
                                                      "SET plan_cache_mode = force_generic_plan"};

}  // namespace

sequencer::sequencer(std::string conninfo, listener moved, std::int64_t page_rows)
    : conninfo_(std::move(conninfo)), moved_(std::move(moved)), page_rows_(page_rows) {}

sequencer::~sequencer() {
  stop();
}

void sequencer::start() {
  if (thread_.joinable()) return;
  stopping_ = false;
  thread_ = std::thread([this] {
    run();
    end_rounds();
  });
}

void sequencer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void sequencer::committed() {
  ++writes_;
  wake_up();
}

void sequencer::wake_up() {
  if (woken_.exchange(true, std::memory_order_acq_rel)) return;  // it has been told already
  {
    const std::lock_guard lock(mutex_);  // so that the word is not lost between its look and its sleep
  }
  changed_.notify_one();
}

std::shared_ptr<snapshot_round> sequencer::join_snapshot() {
  std::shared_ptr<snapshot_round> joined;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return nullptr;
    if (!asked_ || !asked_->join()) {
      asked_ = std::make_shared<snapshot_round>();
      (void)asked_->join();
    }
    joined = asked_;
  }
  wake_up();
  return joined;
}

void sequencer::end_rounds() {
  const std::lock_guard lock(mutex_);
  for (auto* round : {&serving_, &asked_}) {
    if (*round) (*round)->failed();
    round->reset();
  }
}

sequencer::counters sequencer::count() const {
  return {changes_.load(), batches_.load(), connections_.load(),
          std::chrono::microseconds(last_lag_micros_.load()), connected_.load()};
}

bool sequencer::wait_for_work(clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] { return stopping_ || woken_.load(std::memory_order_acquire); });
  return !stopping_;
}

bool sequencer::pause(clock::time_point until) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_until(lock, until, [this] { return stopping_; });
}

void sequencer::run() {
  std::chrono::milliseconds wait = first_reconnect_wait;
  do {
    const std::uint64_t batches_before = batches_.load();
    try {
      serve_connection();
      connected_ = false;
      return;
    } catch (const pg_error& lost) {
      spdlog::warn("sequencer: {} [{}]; connecting anew in {} ms", lost.what(), lost.sqlstate(),
                   wait.count());
    } catch (const std::exception& broken) {
      spdlog::error("sequencer: {}; connecting anew in {} ms", broken.what(), wait.count());
    }
    connected_ = false;
    if (batches_.load() != batches_before) wait = first_reconnect_wait;  // it had worked
    const bool go_on = pause(clock::now() + wait);
    wait = std::min(wait * 2, last_reconnect_wait);
    if (!go_on) return;
  } while (true);
}

/// Works on one connection until it is time to stop; throws when the connection is of no more use.
void sequencer::serve_connection() {
  pg_session session(conninfo_);
  for (const char* setting : session_settings) session.execute(setting);
  log_mover mover(session, page_rows_);
  mover.ensure_partitions();
  ++connections_;
  connected_ = true;
  clock::time_point partitions_due = clock::now() + partition_interval;
  clock::time_point next_look = clock::now();
  while (wait_for_work(next_look)) {
    const clock::time_point begun = clock::now();
    if (begun >= partitions_due) {
      mover.ensure_partitions();
      partitions_due = begun + partition_interval;
    }
    // Before the look, not after it: a commit that the look does not see must wake us again.
    const bool was_woken = woken_.exchange(false, std::memory_order_acq_rel);
    const std::uint64_t written = writes_.load();
    const log_mover::outcome outcome = look(mover, begun);
    next_look = begun + slow_poll;
    switch (outcome.status) {
      case log_mover::status::moved:
        report(outcome);
        if (outcome.more) next_look = begun;
        break;
      case log_mover::status::stale:
        next_look = begun;
        break;
      case log_mover::status::busy:
        if (was_woken) next_look = begun + busy_wait;
        if (outcome.more) next_look = begun;
        break;
      case log_mover::status::idle:
        break;
    }
    const bool all_moved =
        outcome.status == log_mover::status::moved || outcome.status == log_mover::status::idle;
    if (all_moved && !outcome.more) writes_in_log_ = std::max(writes_in_log_.load(), written);
    if (serving_ || snapshot_asked()) next_look = std::min(next_look, snapshot_due_);
    if (outcome.status != log_mover::status::idle && !outcome.more && !pause(begun + batch_interval)) return;
  }
}

bool sequencer::snapshot_asked() {
  const std::lock_guard lock(mutex_);
  return asked_ != nullptr;
}

/// Moves what waits: with a snapshot when one is wanted and due.
log_mover::outcome sequencer::look(log_mover& mover, clock::time_point begun) {
  if (begun < snapshot_due_) return mover.move();
  if (!serving_) {
    const std::lock_guard lock(mutex_);
    serving_ = std::exchange(asked_, nullptr);
  }
  if (serving_ && serving_->deserted()) serving_.reset();
  return serving_ ? export_snapshot(mover) : mover.move();
}

/// A round that is not exported yet is kept for another attempt.
log_mover::outcome sequencer::export_snapshot(log_mover& mover) {
  bool exported = false;
  const std::shared_ptr<snapshot_round> round = serving_;
  const log_mover::snapshot_readers readers{[&](std::string name) {
                                              exported = true;
                                              serving_.reset();
                                              round->exported(std::move(name));
                                            },
                                            [&] { round->wait_for_readers(clock::now() + snapshot_hold); }};
  try {
    const log_mover::outcome outcome = mover.move_at_snapshot(readers);
    snapshot_due_ = clock::now() + (exported ? snapshot_interval : snapshot_retry);
    if (!exported) return outcome;
    if (outcome.status == log_mover::status::stale) {
      round->failed();
    } else {
      round->committed(outcome.heads);
    }
    return outcome;
  } catch (...) {
    if (exported) round->failed();
    throw;
  }
}

void sequencer::report(const log_mover::outcome& outcome) {
  changes_ += static_cast<std::uint64_t>(outcome.changes);
  ++batches_;
  last_lag_micros_ = outcome.sequenced_at.micros - outcome.oldest_at.micros;
  if (moved_) moved_(outcome.heads);
}

}  // namespace dossier::live
