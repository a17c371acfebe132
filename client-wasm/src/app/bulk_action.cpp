#include "client-wasm/src/app/bulk_action.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/model/display.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

/// `{"industry":"Software"}`.
std::string patch_of(const describe::field& field, const std::string& json) {
  std::string out = "{";
  codec::append_json_string(out, field.name);
  return out + ":" + json + "}";
}

/// " deleted", ": Country is DE".
std::string done_text(const bulk_job& job) {
  if (job.field == nullptr) return " deleted";
  return ": " + std::string(job.field->label) + " is " + (job.value.empty() ? "empty" : job.value);
}

}  // namespace

bulk_action::bulk_action(record_list& list, net::api_client& api, offline_queue& writes,
                         std::function<void()> changed, std::function<void(notice)> tell)
    : list_(list),
      type_(list.type()),
      api_(api),
      writes_(writes),
      changed_(std::move(changed)),
      tell_(std::move(tell)) {}

void bulk_action::start(bulk_job job, bulk_target target) {
  if (stage_ != stage::idle) return;
  ++run_;
  job_ = std::move(job);
  target_ = std::move(target);
  waiting_.clear();
  token_.clear();
  resume_token_.clear();
  written_key_.clear();
  batch_.clear();
  undo_.clear();
  read_all_ = stopped_ = false;
  done_ = failed_ = 0;
  if (!target_.all) {
    waiting_.assign(target_.named.begin(), target_.named.end());
    count_ = static_cast<std::int64_t>(waiting_.size());
    return confirm();
  }
  stage_ = stage::counting;
  api_.list(type_, {.filter = target_.filter, .q = target_.q, .order_by = {}, .page_size = 1},
            [this](result<net::record_page> page) {
              if (stage_ != stage::counting) return;
              stage_ = stage::idle;
              if (!page) {
                tell_({severity::bad, "Not done. " + explanation(page.error()), {}, {}});
              } else {
                count_ =
                    std::max<std::int64_t>(0, page->total - static_cast<std::int64_t>(target_.named.size()));
                stage_ = stage::asking;
              }
              changed_();
            });
  changed_();
}

void bulk_action::confirm() {
  if (stage_ == stage::running || stage_ == stage::undoing || count_ == 0) return cancel();
  stage_ = stage::running;
  remember();
  if (!target_.all) take_known();
  const bool is_full = batch_.size() + net::list_page_size > net::batch_max;
  if (!target_.all && (waiting_.empty() || is_full)) {
    read_all_ = waiting_.empty();
    write();
  } else {
    read_page();
  }
  changed_();
}

/// What the list has is kept live there: only the others are read. So an act on rows that are seen needs no
/// connection.
void bulk_action::take_known() {
  std::erase_if(waiting_, [this](const uuid& id) {
    const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
    if (row == nullptr || batch_.size() >= net::batch_max) return false;
    before now{id, {}};
    if (job_.field != nullptr) codec::append_value(now.json, *job_.field, row->record.data());
    batch_.push_back(std::move(now));
    return true;
  });
}

void bulk_action::cancel() {
  if (stage_ == stage::running) {
    stopped_ = true;
  } else if (stage_ != stage::undoing) {
    stage_ = stage::idle;
  }
  changed_();
}

/// Reads the next records: their ids, and what the field holds now. All that match are read newest first,
/// an order that the change itself does not stir.
void bulk_action::read_page() {
  net::list_query query{.filter = target_.filter, .q = target_.q, .order_by = "created_at desc"};
  if (target_.all) {
    query.page_token = token_;
  } else {
    query.q.clear();
    query.filter = "id IN (";
    const std::size_t size = std::min(ids_in_a_filter, waiting_.size());
    for (std::size_t i = 0; i < size; ++i) {
      query.filter += (i == 0 ? "\"" : ",\"") + to_string(waiting_.back()) + "\"";
      waiting_.pop_back();
    }
    query.filter += ")";
  }
  api_.list(type_, query, [this](result<net::record_page> page) { take_page(std::move(page)); });
}

void bulk_action::take_page(result<net::record_page> page) {
  if (!page) {
    if (is_passing(page.error()) && done_ > 0) leave_rest();
    return finish(explanation(page.error()));
  }
  for (const net::told_record& item : page->items) {
    const uuid id = item.record.base().id;
    if (target_.all && target_.named.count(id) != 0) continue;
    before now{id, {}};
    if (job_.field != nullptr) codec::append_value(now.json, *job_.field, item.record.data());
    batch_.push_back(std::move(now));
  }
  read_all_ = target_.all ? !page->next_page_token : waiting_.empty();
  if (page->next_page_token) token_ = *page->next_page_token;
  const bool has_room = batch_.size() + net::list_page_size <= net::batch_max;
  if (!read_all_ && has_room && !stopped_) return read_page();
  if (batch_.empty() || stopped_) return finish({});
  write();
}

void bulk_action::write() {
  std::vector<uuid> ids;
  for (const before& one : batch_) ids.push_back(one.id);
  const std::string title = words(job_, static_cast<std::int64_t>(ids.size()));
  offline_queue::handler told;
  told.answered = [this, run = run_, job = job_, batch = batch_](const queued_write& write,
                                                                 const write_outcome& outcome) {
    if (write.lost > 0 || run != run_ || stage_ != stage::running) return take_late(job, batch, outcome);
    take_written(outcome);
    return true;
  };
  told.waits = [this, run = run_](const queued_write& waiting) {
    if (run == run_ && stage_ == stage::running) leave_waiting(waiting);
  };
  const std::string patch = job_.field != nullptr ? patch_of(*job_.field, job_.json) : std::string();
  const int run = run_;
  const std::int64_t number = writes_.batch(type_, std::move(ids), patch, {}, title, std::move(told));
  if (number == 0) {
    if (done_ > 0) leave_rest();
    return finish("No room for more");
  }
  if (run != run_ || stage_ != stage::running) return;  // it waits behind others
  const queued_write* made = writes_.find(number);
  written_key_ = made != nullptr ? made->key : std::string();
  resume_token_ = token_;
  remember();
}

void bulk_action::take_written(const write_outcome& outcome) {
  if (outcome.refused) return finish(explanation(*outcome.refused));
  done_ += static_cast<std::int64_t>(batch_.size());
  written_key_.clear();
  if (undo_.size() < most_undone + net::batch_max) undo_.insert(undo_.end(), batch_.begin(), batch_.end());
  batch_.clear();
  if (read_all_ || stopped_) return finish({});
  remember();
  read_page();
  changed_();
}

/// The batch under way waits for the connection; it is answered on its own.
void bulk_action::leave_waiting(const queued_write& batch) {
  batch_.clear();
  resume_token_ = token_;
  if (!read_all_ && target_.all && !stopped_) {
    leave_rest();
    left_->waiting_key = batch.key;
    left_->waiting = static_cast<std::int64_t>(batch.ids.size());
    return finish("The connection was lost");
  }
  if (!read_all_) return finish("The connection was lost; a part waits on this device");
  if (done_ > 0) {
    const bulk_rest told{job_, target_, {}, count_, done_, {}, 0};
    return finish(words_of(told) + ". The last part waits on this device", severity::warn);
  }
  stage_ = stage::idle;
  ++run_;
  remember();
  changed_();
}

/// The answer to a batch that waited: true when it is dealt with.
bool bulk_action::take_late(const bulk_job& job, const std::vector<before>& batch,
                            const write_outcome& outcome) {
  if (outcome.refused) return false;
  tell_({severity::ok, words(job, static_cast<std::int64_t>(batch.size())), "Undo", undoer(job, batch)});
  return true;
}

/// "1,000", as the workspace writes it.
std::string bulk_action::figure(std::int64_t count) const {
  return model::count_text(count, formats ? formats() : model::formats{});
}

/// "3 brands", "1 brand".
std::string bulk_action::plural(std::int64_t count) const {
  const std::string_view word = count == 1 ? type_.names.label : type_.names.plural_label;
  std::string text = figure(count) + " " + std::string(word);
  const std::size_t at = text.size() - word.size();
  text[at] = static_cast<char>(text[at] | 0x20);
  return text;
}

/// "3 brands deleted", "1 brand: Country is DE".
std::string bulk_action::words(const bulk_job& job, std::int64_t count) const {
  return plural(count) + done_text(job);
}

/// "1,000 of 5,000 brands deleted".
std::string bulk_action::words_of(const bulk_rest& rest) const {
  return figure(rest.done) + " of " + plural(rest.count) + done_text(rest.job);
}

std::function<void()> bulk_action::undoer(const bulk_job& job, std::vector<before> what) {
  return [this, job, what = std::move(what)] { undo(job, what); };
}

void bulk_action::finish(const std::string& failure) {
  std::string what = words(job_, done_);
  if (left_ && !failure.empty()) {
    what = left_text() + ". " + failure;
  } else if (!failure.empty()) {
    what = (done_ > 0 ? what + ". The rest is not done. " : "Not done. ") + failure;
  }
  finish(std::move(what), failure.empty() ? severity::ok : severity::bad);
}

/// Says how it ended, and offers to undo what was done.
void bulk_action::finish(std::string what, severity kind) {
  stage_ = stage::idle;
  ++run_;
  remember();
  notice told{kind, std::move(what), {}, {}};
  // Of an act that went on after the page was lost only a part is known: undoing that would be half.
  const bool all_known = static_cast<std::int64_t>(undo_.size()) == done_;
  if (done_ > 0 && all_known && undo_.size() <= most_undone) {
    told.action = "Undo";
    told.act = undoer(job_, undo_);
  }
  tell_(std::move(told));
  changed_();
}

void bulk_action::undo(const bulk_job& job, std::vector<before> what) {
  if (stage_ != stage::idle) {
    return tell_({severity::warn, "Not undone: another change of many records is under way", {}, {}});
  }
  // Who takes an act back does not go on with it.
  if (left_ && left_->job.field == job.field && left_->job.json == job.json) left_.reset();
  stage_ = stage::undoing;
  remember();
  job_ = job;
  undo_ = std::move(what);
  count_ = static_cast<std::int64_t>(undo_.size());
  done_ = failed_ = 0;
  if (undo_.empty()) return end_undo();
  if (job_.field != nullptr) return undo_values();
  for (int i = 0; i < restores_at_once; ++i) restore_next();
}

/// Puts the earlier values back, batch by batch.
void bulk_action::undo_values() {
  if (undo_.empty()) return end_undo();
  std::vector<uuid> ids;
  std::vector<std::string> patches;
  const std::size_t size = std::min(net::batch_max, undo_.size());
  for (std::size_t i = 0; i < size; ++i) {
    ids.push_back(undo_.back().id);
    patches.push_back(patch_of(*job_.field, undo_.back().json));
    undo_.pop_back();
  }
  const auto count = static_cast<std::int64_t>(size);
  offline_queue::handler told;
  told.answered = [this, count](const queued_write& write, const write_outcome& outcome) {
    (outcome.refused ? failed_ : done_) += count;
    undo_values();
    return !outcome.refused || write.lost == 0;
  };
  if (writes_.batch(type_, std::move(ids), {}, std::move(patches), "Undo of " + words(job_, count),
                    std::move(told)) == 0) {
    failed_ += count;
    undo_.clear();
    end_undo();
  }
  changed_();
}

void bulk_action::restore_next() {
  if (undo_.empty()) {
    if (restoring_ == 0) end_undo();
    return;
  }
  const uuid id = undo_.back().id;
  undo_.pop_back();
  ++restoring_;
  offline_queue::handler told;
  told.answered = [this](const queued_write& write, const write_outcome& outcome) {
    --restoring_;
    ++(outcome.refused ? failed_ : done_);
    restore_next();
    changed_();
    return !outcome.refused || write.lost == 0;
  };
  if (writes_.undelete(type_, id, {}, std::move(told)) == 0) {
    --restoring_;
    ++failed_;
    undo_.clear();
    if (restoring_ == 0) end_undo();
  }
}

void bulk_action::end_undo() {
  if (stage_ != stage::undoing) return;
  stage_ = stage::idle;
  if (failed_ > 0) tell_({severity::bad, plural(failed_) + " could not be brought back", {}, {}});
  changed_();
}

}  // namespace dossier::app
