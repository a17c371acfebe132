// What becomes of a write that was sent, and who is told.
#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/app/offline_queue.hpp"
#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace {

using stage = queued_write::stage;
using kind = queued_write::kind;

constexpr double second_ms = 1'000;
constexpr std::string_view key_error = "idempotency_key";

std::string reason_of(const problem& why) {
  if (why.status == net::status::precondition_failed) return "Someone else changed it meanwhile";
  return refusal_text(why);
}

/// Whether the write is worth another attempt. A server that fails at it again and again is left alone.
bool may_still_pass(const problem& why, const queued_write& write) {
  if (why.status == net::status::unauthenticated) return true;
  // The first attempt is still being carried out.
  if (why.status == net::status::conflict && !why.errors.empty() && why.errors.front().code == key_error)
    return true;
  const bool is_failure = why.status >= net::status::server_error && why.status != net::status::unavailable;
  return is_passing(why) && (!is_failure || write.failures < server_failures_max);
}

}  // namespace

void offline_queue::take(std::int64_t number, int attempt, write_outcome outcome) {
  queued_write* write = own(number);
  if (write == nullptr) return;
  if (!outcome.refused) {
    succeeded(number, outcome);
  } else if (may_still_pass(*outcome.refused, *write)) {
    unanswered(*write, *outcome.refused);
  } else if (write->what == kind::remove && outcome.refused->status == net::status::not_found &&
             write->lost > 0) {
    outcome.refused.reset();
    succeeded(number, outcome);  // the attempt without an answer had done it
  } else if (write->what == kind::patch && outcome.refused->status == net::status::precondition_failed) {
    return meet_newer(*write, attempt, *outcome.refused);
  } else {
    refuse(number, outcome);
  }
  pump();
  around_.changed();
}

void offline_queue::succeeded(std::int64_t number, const write_outcome& outcome) {
  backoff_ms_ = write_retry_first_ms;
  const queued_write done = *find(number);
  erase(number);
  if (done.what == kind::patch && !outcome.records.empty()) move_later(done, outcome.records.front().record);
  keep();
  if (around_.done) around_.done(done, outcome);
  tell(done, outcome);
}

/// Later patches of the record were made knowing what this one stored: they are based on its version, unless
/// someone else stored in between what they are about to replace.
void offline_queue::move_later(const queued_write& done, const describe::any_record& stored) {
  for (queued_write& w : writes_) {
    if (w.what != kind::patch || w.at != stage::waiting || !w.overlaps(done) || w.version > done.version)
      continue;
    const std::string replaced = values_before(done.body, stored);
    const auto mine = codec::parse_json_object(replaced);
    auto before = codec::parse_json_object(w.before);
    if (!mine || !before) continue;
    for (auto& [name, value] : *before) {
      if (const boost::json::value* now = mine->if_contains(name)) value = *now;
    }
    w.before = boost::json::serialize(*before);
    if (meet(w, stored) != meeting::contested) w.version = stored.base().version;
  }
}

void offline_queue::unanswered(queued_write& write, const problem& why) {
  write.at = stage::waiting;
  ++write.lost;
  if (why.status >= net::status::server_error) ++write.failures;
  recovering_ = true;
  const double asked_ms = why.retry_after * second_ms;
  held_until_ = around_.clock() + std::max(asked_ms, backoff_ms_);
  backoff_ms_ = std::min(backoff_ms_ * 2, write_retry_most_ms);
  keep();
  if (write.lost == 1) tell_waits(queued_write(write));
}

/// Someone stored a newer version (or the patch itself had arrived): where they left alone what it sets, it
/// is sent again for that version.
void offline_queue::meet_newer(const queued_write& write, int attempt, const problem& why) {
  const std::int64_t number = write.number;
  api_.get(write.type(), write.ids.front(), [this, number, attempt, why](result<net::record_answer> now) {
    queued_write* again = own(number);
    if (again == nullptr) return;
    write_outcome outcome;
    if (!now) {
      if (may_still_pass(now.error(), *again)) {
        unanswered(*again, now.error());
      } else {
        outcome.refused = now.error();
        refuse(number, outcome);
      }
    } else if (const meeting how = meet(*again, now->record); how == meeting::done) {
      outcome.change_seq = now->change_seq;
      outcome.records.emplace_back(std::move(now->record), std::move(now->about));
      succeeded(number, outcome);
    } else if (how == meeting::clear && attempt < write_attempts) {
      again->version = now->record.base().version;
      keep();
      return send(*again, attempt + 1);
    } else if (how == meeting::clear) {
      unanswered(*again, why);  // it changes all the time: later
    } else {
      outcome.refused = why;
      outcome.newer = std::move(now->record);
      refuse(number, outcome);
    }
    pump();
    around_.changed();
  });
}

void offline_queue::refuse(std::int64_t number, const write_outcome& outcome) {
  own(number)->at = stage::refused;  // who is told may look at what waits
  if (tell(*find(number), outcome)) {
    erase(number);
    return keep();
  }
  queued_write* write = own(number);
  if (write == nullptr) return;
  write->reason = reason_of(*outcome.refused);
  write->contested = outcome.refused->status == net::status::precondition_failed;
  keep();
  if (around_.refused) around_.refused(queued_write(*write));
}

/// Tells who asked; true when one of them has dealt with it.
bool offline_queue::tell(const queued_write& write, const write_outcome& outcome) {
  const queued_write about = write;  // who is told may write again
  std::vector<handler> mine;
  for (listener& one : listeners_) {
    if (one.number == about.number) mine.push_back(std::move(one.told));
  }
  std::erase_if(listeners_, [&](const listener& one) { return one.number == about.number; });
  bool handled = false;
  for (const handler& one : mine) {
    if (one.answered) handled = one.answered(about, outcome) || handled;
  }
  return handled;
}

void offline_queue::tell_waits(const queued_write& write) {
  std::vector<std::function<void(const queued_write&)>> mine;
  for (const listener& one : listeners_) {
    if (one.number == write.number && one.told.waits) mine.push_back(one.told.waits);
  }
  for (const auto& waits : mine) waits(write);
}

}  // namespace dossier::app
