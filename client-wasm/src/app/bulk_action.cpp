#include "client-wasm/src/app/bulk_action.hpp"

#include <algorithm>
#include <utility>

#include "client-wasm/src/model/display.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

std::string reason_of(const problem& why) {
  return why.detail.empty() ? why.title : why.detail;
}

/// `{"industry":"Software"}`.
std::string patch_of(const describe::field& field, const std::string& json) {
  std::string out = "{";
  codec::append_json_string(out, field.name);
  return out + ":" + json + "}";
}

}  // namespace

bulk_action::bulk_action(record_list& list, net::api_client& api, std::function<double()> random,
                         std::function<void()> changed, std::function<void(notice)> tell)
    : list_(list),
      type_(list.type()),
      api_(api),
      random_(std::move(random)),
      changed_(std::move(changed)),
      tell_(std::move(tell)) {}

void bulk_action::start(bulk_job job, bulk_target target) {
  if (stage_ != stage::idle) return;
  job_ = std::move(job);
  target_ = std::move(target);
  waiting_.clear();
  token_.clear();
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
                tell_({severity::bad, "Not done. " + reason_of(page.error()), {}, {}});
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
  read_page();
  changed_();
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
  if (!page) return finish(reason_of(page.error()));
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
  net::batch operations;
  for (const before& one : batch_) {
    if (job_.field == nullptr) {
      operations.remove(one.id);
    } else {
      operations.update(one.id, 0, patch_of(*job_.field, job_.json));
    }
  }
  api_.run(type_, operations, make_key(),
           [this](const result<std::vector<net::told_record>>& answer) { take_written(answer); });
}

void bulk_action::take_written(const result<std::vector<net::told_record>>& answer) {
  if (!answer) return finish(reason_of(answer.error()));
  for (const net::told_record& told : *answer) {
    const describe::any_record& record = told.record;
    if (job_.field != nullptr) {
      list_.take_own(told.record);
    } else {
      list_.take_removal(record.base().id, record.base().version);
      if (removed) removed(record.base().id);
    }
  }
  done_ += static_cast<std::int64_t>(batch_.size());
  if (undo_.size() < most_undone + net::batch_max) undo_.insert(undo_.end(), batch_.begin(), batch_.end());
  batch_.clear();
  if (read_all_ || stopped_) return finish({});
  read_page();
  changed_();
}

/// "3 brands", "1 brand".
std::string bulk_action::plural(std::int64_t count) const {
  const std::string_view word = count == 1 ? type_.names.label : type_.names.plural_label;
  std::string text = model::count_text(count) + " " + std::string(word);
  const std::size_t at = text.size() - word.size();
  text[at] = static_cast<char>(text[at] | 0x20);
  return text;
}

void bulk_action::finish(const std::string& failure) {
  stage_ = stage::idle;
  std::string what = plural(done_);
  if (job_.field == nullptr) {
    what += " deleted";
  } else {
    what += ": " + std::string(job_.field->label) + " is " + (job_.value.empty() ? "empty" : job_.value);
  }
  if (!failure.empty()) what = (done_ > 0 ? what + ". The rest is not done. " : "Not done. ") + failure;
  notice told{failure.empty() ? severity::ok : severity::bad, what, {}, {}};
  if (done_ > 0 && undo_.size() <= most_undone) {
    told.action = "Undo";
    told.act = [this, kept = undo_] { undo(kept); };
  }
  tell_(std::move(told));
  changed_();
}

void bulk_action::undo(std::vector<before> what) {
  if (stage_ != stage::idle) return;
  stage_ = stage::undoing;
  undo_ = std::move(what);
  count_ = static_cast<std::int64_t>(undo_.size());
  done_ = failed_ = 0;
  if (undo_.empty()) return end_undo();
  if (!undo_.back().json.empty()) return undo_values();
  for (int i = 0; i < restores_at_once; ++i) restore_next();
}

/// Puts the earlier values back, batch by batch.
void bulk_action::undo_values() {
  if (undo_.empty()) return end_undo();
  net::batch operations;
  const std::size_t size = std::min(net::batch_max, undo_.size());
  for (std::size_t i = 0; i < size; ++i) {
    operations.update(undo_.back().id, 0, patch_of(*job_.field, undo_.back().json));
    undo_.pop_back();
  }
  api_.run(type_, operations, make_key(), [this, size](const result<std::vector<net::told_record>>& answer) {
    if (answer) {
      for (const net::told_record& told : *answer) list_.take_own(told.record);
      done_ += static_cast<std::int64_t>(size);
    } else {
      failed_ += static_cast<std::int64_t>(size);
    }
    undo_values();
  });
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
  api_.undelete(type_, id, [this](result<net::record_answer> answer) {
    --restoring_;
    if (answer) {
      list_.take_own(answer->record);
      ++done_;
    } else {
      ++failed_;
    }
    restore_next();
    changed_();
  });
}

void bulk_action::end_undo() {
  if (stage_ != stage::undoing) return;
  stage_ = stage::idle;
  if (failed_ > 0) tell_({severity::bad, plural(failed_) + " could not be brought back", {}, {}});
  changed_();
}

/// A key of 32 digits for Idempotency-Key.
std::string bulk_action::make_key() {
  std::string key;
  for (int i = 0; i < 32; ++i) key += "0123456789abcdef"[static_cast<int>(random_() * 16) & 15];
  return key;
}

}  // namespace dossier::app
