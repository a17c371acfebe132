#include "client-wasm/src/app/offline_queue.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/app/random_key.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::app {
namespace {

using stage = queued_write::stage;
using kind = queued_write::kind;

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
    write.key = random_key(around_.random, idempotency_key_digits);
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
    return w.at != stage::refused && w.overlaps(write);
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
    if (recovering_ || write.overlaps(earlier)) return false;
  }
  return true;
}

/// A write that only its key makes safe to repeat, and whose key the server may have forgotten.
bool offline_queue::doubtful(queued_write& write) {
  if (write.lost == 0 || write.what == kind::patch) return false;
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
      api_.remove(type, write.ids.front(), write.key, [this, number, attempt](const result<void>& answer) {
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
  const auto beside = read_beside(text);
  for (const auto& [name, kept] : beside) beside_.emplace(name, kept);
  if (taken == 0 && beside.empty()) return 0;
  recovering_ = recovering_ || waiting() > 0;
  keep();
  if (around_.beside) {
    for (const auto& [name, kept] : beside) around_.beside(name, kept);
  }
  pump();
  around_.changed();
  return taken;
}

void offline_queue::keep_beside(const std::string& name, std::string text) {
  if (text.empty()) {
    beside_.erase(name);
  } else {
    beside_[name] = std::move(text);
  }
  keep();
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

bool offline_queue::will_be_gone(const uuid& id) const {
  const auto last = std::find_if(writes_.rbegin(), writes_.rend(), [&id](const queued_write& w) {
    return w.at != stage::refused && w.concerns(id) && (w.removes() || w.what == kind::undelete);
  });
  return last != writes_.rend() && last->removes();
}

std::set<std::string, std::less<>> offline_queue::set_fields(const uuid& id) const {
  std::set<std::string, std::less<>> out;
  for (const queued_write& w : writes_) {
    if (w.at != stage::refused && w.concerns(id)) out.merge(w.set_fields());
  }
  return out;
}

bool offline_queue::settled() const {
  return std::none_of(writes_.begin(), writes_.end(),
                      [](const queued_write& w) { return w.at == stage::sending; });
}

void offline_queue::keep() {
  ++revision_;
  const bool nothing = writes_.empty() && beside_.empty();
  if (around_.keep) unkept_ = !around_.keep(nothing ? std::string() : to_json(writes_, beside_));
}

}  // namespace dossier::app
