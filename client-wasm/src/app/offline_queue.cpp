#include "client-wasm/src/app/offline_queue.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/net/status.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace {

using stage = queued_write::stage;
using kind = queued_write::kind;

constexpr double second_ms = 1'000;
constexpr int key_digits = 32;
constexpr std::string_view key_error = "idempotency_key";

std::string reason_of(const problem& why) {
  if (why.status == net::status::precondition_failed) return "Someone else changed it meanwhile";
  if (!why.errors.empty()) return why.errors.front().field + " " + why.errors.front().message;
  return why.detail.empty() ? why.title : why.detail;
}

/// Whether the same request may get another answer later.
bool is_passing(const problem& why, const queued_write& write) {
  if (why.status == net::no_answer || why.status == net::status::too_many_requests ||
      why.status == net::status::unavailable)
    return true;
  if (why.status == net::status::unauthenticated) return true;
  // The first attempt is still being carried out.
  if (why.status == net::status::conflict && !why.errors.empty() && why.errors.front().code == key_error)
    return true;
  return why.status >= net::status::server_error && write.failures < server_failures_max;
}

queued_write write_of(kind what, const describe::record_type& type, std::string title) {
  queued_write write;
  write.what = what;
  write.resource = std::string(type.names.resource);
  write.title = std::move(title);
  return write;
}

/// Puts the members of one JSON object over those of another.
std::string merged(const std::string& under, const std::string& over, bool replace) {
  auto out = codec::parse_json_object(under);
  const auto more = codec::parse_json_object(over);
  if (!out) return over;
  if (!more) return under;
  for (const auto& [name, value] : *more) {
    if (replace || !out->contains(name)) (*out)[name] = value;
  }
  return boost::json::serialize(*out);
}

bool overlap(const queued_write& one, const queued_write& other) {
  return std::any_of(one.ids.begin(), one.ids.end(), [&](const uuid& id) { return other.concerns(id); });
}

std::size_t bytes_of(const queued_write& w) {
  constexpr std::size_t around = 256;  // names, quotes and numbers
  constexpr std::size_t id_bytes = 40;
  std::size_t sum = around + w.ids.size() * id_bytes + w.body.size() + w.before.size() + w.title.size();
  for (const std::string& body : w.bodies) sum += body.size();
  return sum;
}

}  // namespace

offline_queue::offline_queue(net::api_client& api, surroundings around)
    : api_(api), around_(std::move(around)) {}

std::int64_t offline_queue::create(const describe::record_type& type, std::string body, std::string title,
                                   bool from_draft, handler told) {
  queued_write write = write_of(kind::create, type, std::move(title));
  write.body = std::move(body);
  write.from_draft = from_draft;
  return add(std::move(write), std::move(told));
}

std::int64_t offline_queue::patch(const describe::record_type& type, const uuid& id, std::int64_t version,
                                  std::string body, std::string before, std::string title, handler told) {
  queued_write write = write_of(kind::patch, type, std::move(title));
  write.ids = {id};
  write.version = version;
  write.body = std::move(body);
  write.before = std::move(before);
  return add(std::move(write), std::move(told));
}

std::int64_t offline_queue::remove(const describe::record_type& type, const uuid& id, std::string title,
                                   handler told) {
  queued_write write = write_of(kind::remove, type, std::move(title));
  write.ids = {id};
  return add(std::move(write), std::move(told));
}

std::int64_t offline_queue::undelete(const describe::record_type& type, const uuid& id, std::string title,
                                     handler told) {
  queued_write write = write_of(kind::undelete, type, std::move(title));
  write.ids = {id};
  return add(std::move(write), std::move(told));
}

std::int64_t offline_queue::batch(const describe::record_type& type, std::vector<uuid> ids, std::string body,
                                  std::vector<std::string> bodies, std::string title, handler told) {
  queued_write write = write_of(kind::batch, type, std::move(title));
  write.ids = std::move(ids);
  write.body = std::move(body);
  write.bodies = std::move(bodies);
  return add(std::move(write), std::move(told));
}

std::int64_t offline_queue::add(queued_write write, handler told) {
  std::int64_t number = 0;
  if (!merge(write, told, number)) {
    std::size_t bytes = bytes_of(write);
    for (const queued_write& w : writes_) bytes += bytes_of(w);
    if (writes_.size() >= writes_max || bytes > writes_bytes_max) {
      if (around_.full) around_.full();
      return 0;
    }
    number = ++last_number_;
    write.number = number;
    write.key = make_key();
    write.since_ms = static_cast<std::int64_t>(around_.wall_clock());
    writes_.push_back(std::move(write));
    listeners_.push_back({number, std::move(told)});
  }
  keep();
  pump();
  if (const queued_write* made = find(number); made != nullptr && made->at == stage::waiting && recovering_) {
    tell_waits(queued_write(*made));
  }
  around_.changed();
  return number;
}

/// Two patches of one record that both wait become one; not when the first may have arrived already. What
/// comes back to what it was is no write at all.
bool offline_queue::merge(const queued_write& write, handler& told, std::int64_t& number) {
  if (write.what != kind::patch) return false;
  const auto last = std::find_if(writes_.rbegin(), writes_.rend(), [&](const queued_write& w) {
    return w.at != stage::refused && overlap(w, write);
  });
  if (last == writes_.rend() || last->what != kind::patch || last->at != stage::waiting || last->lost != 0) {
    return false;
  }
  last->body = merged(last->body, write.body, true);
  last->before = merged(last->before, write.before, false);
  number = last->number;
  listeners_.push_back({number, std::move(told)});
  const auto body = codec::parse_json_object(last->body);
  const auto before = codec::parse_json_object(last->before);
  if (body && before && *body == *before) forget(number);
  return true;
}

/// In the order of writing: nothing overtakes an earlier write to the same record, nor, while what waited is
/// sent, any other.
bool offline_queue::may_start(std::size_t index) const {
  const queued_write& write = writes_[index];
  if (write.at != stage::waiting) return false;
  for (std::size_t i = 0; i < index; ++i) {
    const queued_write& earlier = writes_[i];
    if (earlier.at == stage::refused) continue;
    if (recovering_ || overlap(write, earlier)) return false;
  }
  return true;
}

/// A write that only its key makes safe to repeat, and whose key the server may have forgotten.
bool offline_queue::doubtful(queued_write& write) {
  if (write.lost == 0 || (write.what != kind::create && write.what != kind::batch)) return false;
  if (static_cast<std::int64_t>(around_.wall_clock()) - write.since_ms < key_trusted_ms) return false;
  write.at = stage::refused;
  write.reason = "It may be stored already: look before it is sent again";
  return true;
}

void offline_queue::pump() {
  if (held_until_ && around_.clock() < *held_until_) return;
  held_until_.reset();
  auto sending = std::count_if(writes_.begin(), writes_.end(),
                               [](const queued_write& w) { return w.at == stage::sending; });
  for (std::size_t i = 0; i < writes_.size() && sending < (recovering_ ? 1 : writes_at_once); ++i) {
    if (!may_start(i)) continue;
    if (doubtful(writes_[i])) {
      keep();
      if (around_.refused) around_.refused(queued_write(writes_[i]));
      continue;
    }
    send(writes_[i], 1);
    ++sending;
  }
  if (waiting() == 0 && sending == 0) recovering_ = false;
}

void offline_queue::send(queued_write& write, int attempt) {
  write.at = stage::sending;
  const describe::record_type& type = write.type();
  const std::int64_t number = write.number;
  const auto one = [this, number, attempt](result<net::record_answer> answer) {
    write_outcome outcome;
    if (!answer) {
      outcome.refused = answer.error();
    } else {
      outcome.change_seq = answer->change_seq;
      outcome.records.emplace_back(std::move(answer->record), std::move(answer->about));
    }
    take(number, attempt, std::move(outcome));
  };
  switch (write.what) {
    case kind::create:
      api_.create(type, write.body, write.key, one);
      break;
    case kind::patch:
      api_.patch(type, write.ids.front(), write.version, write.body, one);
      break;
    case kind::undelete:
      api_.undelete(type, write.ids.front(), write.key, one);
      break;
    case kind::remove:
      api_.remove(type, write.ids.front(), [this, number, attempt](const result<void>& answer) {
        write_outcome outcome;
        if (!answer) outcome.refused = answer.error();
        take(number, attempt, std::move(outcome));
      });
      break;
    case kind::batch:
      api_.run(type, write.operations(), write.key,
               [this, number, attempt](result<std::vector<net::told_record>> answer) {
                 write_outcome outcome;
                 if (answer) {
                   outcome.records = *std::move(answer);
                 } else {
                   outcome.refused = answer.error();
                 }
                 take(number, attempt, std::move(outcome));
               });
      break;
  }
}

void offline_queue::take(std::int64_t number, int attempt, write_outcome outcome) {
  queued_write* write = own(number);
  if (write == nullptr) return;
  if (!outcome.refused) {
    succeeded(number, outcome);
  } else if (is_passing(*outcome.refused, *write)) {
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
    if (w.what != kind::patch || w.at != stage::waiting || !overlap(w, done) || w.version > done.version)
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
      if (is_passing(now.error(), *again)) {
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

void offline_queue::connected() {
  held_until_.reset();
  backoff_ms_ = write_retry_first_ms;
  pump();
}

void offline_queue::tick() {
  if (held_until_ && around_.clock() >= *held_until_) pump();
}

std::optional<double> offline_queue::next_deadline() const {
  return waiting() > 0 ? held_until_ : std::nullopt;
}

bool offline_queue::discard(std::int64_t number) {
  const queued_write* write = find(number);
  if (write == nullptr || write->at == stage::sending) return false;
  forget(number);
  keep();
  pump();
  around_.changed();
  return true;
}

void offline_queue::retry(std::int64_t number) {
  queued_write* write = own(number);
  if (write == nullptr || write->at != stage::refused) return;
  write->at = stage::waiting;
  write->reason.clear();
  write->contested = false;
  write->since_ms = static_cast<std::int64_t>(around_.wall_clock());
  keep();
  pump();
  around_.changed();
}

bool offline_queue::replace_new(std::int64_t number, const std::string& body, const std::string& title) {
  queued_write* write = own(number);
  if (write == nullptr || write->what != kind::create || write->at != stage::waiting || write->lost != 0) {
    return false;
  }
  write->body = body;
  write->title = title;
  keep();
  return true;
}

void offline_queue::listen(std::int64_t number, handler told) {
  if (find(number) != nullptr) listeners_.push_back({number, std::move(told)});
}

std::size_t offline_queue::adopt(std::string_view text) {
  std::size_t taken = 0;
  for (queued_write& write : read_writes(text)) {
    const auto same = [&](const queued_write& w) { return w.key == write.key; };
    if (std::any_of(writes_.begin(), writes_.end(), same)) continue;
    write.number = ++last_number_;
    const auto later = std::find_if(writes_.begin(), writes_.end(), [&](const queued_write& w) {
      return w.at == stage::waiting && w.since_ms > write.since_ms;
    });
    writes_.insert(later, std::move(write));
    ++taken;
  }
  if (taken == 0) return 0;
  recovering_ = recovering_ || waiting() > 0;
  keep();
  pump();
  around_.changed();
  return taken;
}

queued_write* offline_queue::own(std::int64_t number) {
  const auto found = std::find_if(writes_.begin(), writes_.end(),
                                  [number](const queued_write& w) { return w.number == number; });
  return found == writes_.end() ? nullptr : &*found;
}
const queued_write* offline_queue::find(std::int64_t number) const {
  return const_cast<offline_queue*>(this)->own(number);
}

void offline_queue::erase(std::int64_t number) {
  std::erase_if(writes_, [number](const queued_write& w) { return w.number == number; });
}
/// Nobody is told what became of it.
void offline_queue::forget(std::int64_t number) {
  erase(number);
  std::erase_if(listeners_, [number](const listener& one) { return one.number == number; });
}

int offline_queue::waiting() const {
  return static_cast<int>(std::count_if(writes_.begin(), writes_.end(), [](const queued_write& w) {
    return w.at == stage::waiting || (w.at == stage::sending && w.lost > 0);
  }));
}
int offline_queue::refused() const {
  return static_cast<int>(std::count_if(writes_.begin(), writes_.end(),
                                        [](const queued_write& w) { return w.at == stage::refused; }));
}

bool offline_queue::holds(const uuid& id) const {
  return std::any_of(writes_.begin(), writes_.end(),
                     [&id](const queued_write& w) { return w.at != stage::refused && w.concerns(id); });
}

std::optional<describe::any_record> offline_queue::ahead(const describe::any_record& stored) const {
  std::optional<describe::any_record> out;
  for (const queued_write& w : writes_) {
    if (w.at == stage::refused || (w.what != kind::patch && w.what != kind::batch)) continue;
    const auto found = std::find(w.ids.begin(), w.ids.end(), stored.base().id);
    if (found == w.ids.end()) continue;
    if (!out) out = stored;
    apply_patch(w.bodies.empty() ? w.body : w.bodies[static_cast<std::size_t>(found - w.ids.begin())], *out);
  }
  return out;
}

bool offline_queue::sets(const uuid& id, std::string_view field) const {
  return std::any_of(writes_.begin(), writes_.end(), [&](const queued_write& w) {
    return w.at != stage::refused && w.concerns(id) && w.sets(field);
  });
}

bool offline_queue::settled() const {
  return std::none_of(writes_.begin(), writes_.end(),
                      [](const queued_write& w) { return w.at == stage::sending; });
}

void offline_queue::keep() {
  ++revision_;
  if (around_.keep) unkept_ = !around_.keep(writes_.empty() ? std::string() : to_json(writes_));
}

/// A key of 32 digits for Idempotency-Key.
std::string offline_queue::make_key() const {
  std::string key;
  for (int i = 0; i < key_digits; ++i) {
    key += "0123456789abcdef"[static_cast<std::size_t>(around_.random() * 16) & 15U];
  }
  return key;
}

}  // namespace dossier::app
