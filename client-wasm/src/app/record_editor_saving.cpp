#include <algorithm>
#include <utility>

#include "client-wasm/src/app/record_acts.hpp"
#include "client-wasm/src/app/record_editor.hpp"
#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/net/status.hpp"

// How the open record's edits get to the server.
namespace dossier::app {
namespace {

constexpr std::string_view status_field = "status";
constexpr std::string_view draft_status = "draft";

}  // namespace

bool record_editor::saves_itself() const {
  if (!form_) return false;
  const auto status = std::find_if(form_->fields().begin(), form_->fields().end(),
                                   [](const auto& f) { return f.described->name == status_field; });
  // Who changes the status is about to publish: that is never done unasked.
  return status != form_->fields().end() && status->base == draft_status && !status->dirty();
}

/// Tells autosave what there is to save, and what stands in its way.
void record_editor::note_edits() {
  if (!form_) return;
  saved_.set_automatic(saves_itself());
  const bool dirty = form_->dirty();
  saved_.edited(clock_(), dirty);
  if (!dirty) return;
  if (const int errors = form_->error_count(); errors > 0) {
    return saved_.hold(errors == 1 ? "1 error" : std::to_string(errors) + " errors");
  }
  for (const model::form_field& field : form_->fields()) {
    const std::string label(field.described->label);
    if (field.rival) return saved_.hold(field.rival->actor_name + " saved another " + label);
    const bool blank = field.text.find_first_not_of(" \t\r\n") == std::string::npos;
    if (field.described->is_required && blank) return saved_.hold(label + " is missing");
  }
}

/// The person took back what waited: its values go from the form, what was typed since stays.
void record_editor::take_discarded() {
  write_ = 0;
  waiting_ = save_again_ = false;
  for (model::form_field& field : form_->fields()) {
    const bool as_sent = field.sent && field.text == *field.sent;
    field.sent.reset();
    if (!as_sent || !field.dirty()) continue;
    form_->restore(field);
    ++field.revision;
  }
  update_pin();
  saved_.connected(clock_());
  note_edits();
}

bool record_editor::tick() {
  if (form_ && waiting_ && writes_.find(write_) == nullptr) take_discarded();
  if (!form_ || saving_ || !saved_.due(clock_()) || !form_->can_save() || form_->rival_count() != 0) {
    return false;
  }
  send();
  return true;
}

void record_editor::save() {
  if (!form_ || !form_->can_save()) return;
  if (saving_) {
    save_again_ = true;
    return;
  }
  if (form_->rival_count() != 0 && (!conflict_ || form_->undecided_count() != 0)) {
    conflict_ = true;
    changed_();
    return;
  }
  form_->settle();
  conflict_ = false;
  update_pin();
  note_edits();
  if (form_->dirty()) return send();
  changed_();
}

offline_queue::handler record_editor::saver() {
  offline_queue::handler told;
  told.answered = [this, opened = opened_](const queued_write& write, const write_outcome& outcome) {
    // Who has gone on to another record finds what was refused among the edits of this device.
    return opened == opened_ && write.number == write_ && take_saved(write, outcome);
  };
  told.waits = [this, opened = opened_](const queued_write&) {
    if (opened == opened_) take_wait();
  };
  return told;
}

/// What the person calls the open record; empty where nothing does.
std::string record_editor::title() {
  const model::form_field* named = form_->find(type_.names.title_field);
  return named != nullptr ? named->text : std::string();
}

void record_editor::send() {
  if (send_again_later()) return;
  const std::string body = form_->body();
  saving_ = true;
  waiting_ = false;
  failure_.clear();
  form_->mark_sent();
  saved_.started(clock_());
  const int opened = opened_;
  const std::int64_t number = form_->creating()
                                  ? writes_.create(type_, body, title(), saves_itself(), saver())
                                  : writes_.patch(type_, id_, form_->version(), body,
                                                  values_before(body, form_->stored()), title(), saver());
  if (opened != opened_) return;
  write_ = number;
  if (number == 0) {
    saving_ = false;
    form_->mark_unsent();
    saved_.refused(clock_(), "too many edits wait on this device");
  }
  changed_();
}

/// What waits already and may have arrived is not added to: what was typed since follows its answer.
bool record_editor::send_again_later() {
  const queued_write* write = writes_.find(write_);
  if (write == nullptr || write->at == queued_write::stage::refused) return false;
  if (form_->creating()) {
    if (writes_.replace_new(write_, form_->body(), title())) {
      form_->mark_sent();
    } else {
      save_again_ = true;
    }
  } else if (write->lost == 0 && write->at == queued_write::stage::waiting) {
    return false;  // the queue makes one of both
  } else {
    save_again_ = true;
  }
  saved_.unanswered();
  changed_();
  return true;
}

/// Returns whether a refusal is dealt with here: the form holds the edits then.
bool record_editor::take_saved(const queued_write& write, const write_outcome& outcome) {
  saving_ = waiting_ = false;
  write_ = 0;
  if (outcome.refused) {
    take_refusal(write, outcome);
    changed_();
    return true;
  }
  const describe::any_record& record = outcome.records.front().record;
  const bool was_creating = form_->creating();
  form_->take_saved(record);
  about_ = outcome.records.front().about;
  remember(record);
  if (was_creating) adopt(record, outcome.change_seq);
  update_pin();
  saved_.stored(clock_(), form_->version(), form_->dirty());
  note_edits();
  if (was_creating && created) created(id_);
  if (std::exchange(save_again_, false)) save();
  changed_();
  return true;
}

/// The new record has an identity: its form goes on as the form of that record, with what was typed since.
void record_editor::adopt(const describe::any_record& made, std::int64_t change_seq) {
  drafts_.forget(uuid{});
  id_ = made.base().id;
  began_with_ = made;
  history_ = model::history_model(type_, id_);
  subscribe(change_seq);
  load_history();
}

void record_editor::take_refusal(const queued_write& write, const write_outcome& outcome) {
  form_->mark_unsent();
  save_again_ = false;
  show_values(write.body);
  if (!outcome.newer.empty()) {
    // Someone stored a newer version with other values for these fields: the person chooses.
    form_->take_stored(outcome.newer, {{}, "Someone else"});
    remember(outcome.newer);
    list_.take_own(outcome.newer);
    conflict_ = form_->rival_count() != 0;
    saved_.stored(clock_(), form_->version(), form_->dirty());
    return note_edits();
  }
  const problem& why = *outcome.refused;
  deleted_ = why.status == net::status::not_found;
  failure_ = form_->take_problem(why);
  const bool passing =
      why.status == net::status::too_many_requests || why.status >= net::status::server_error;
  saved_.refused(clock_(), failure_.empty() ? "correct the errors" : failure_, passing);
  if (!failure_.empty()) tell_({severity::bad, failure_, {}, {}});
}

/// What a write was to set stands in the form, where nothing else was typed. Returns the record with it.
describe::any_record record_editor::show_values(const std::string& patch) {
  describe::any_record ahead = form_->stored();
  apply_patch(patch, ahead);
  for (model::form_field& field : form_->fields()) {
    const std::string text = model::edit_text(*field.described, ahead.data());
    if (field.dirty() || text == field.base) continue;
    form_->edit(field, text);
    ++field.revision;
  }
  return ahead;
}

void record_editor::take_wait() {
  saving_ = false;
  waiting_ = true;
  saved_.unanswered();
  if (creating() && !saves_itself()) {
    // It is kept with the writes now; its form is free for the next one.
    const std::string kept = title();
    form_.reset();
    drafts_.forget(uuid{});
    leave();
    tell_({severity::info, kept + " waits on this device", {}, {}});
    if (set_aside) set_aside();
  }
  changed_();
}

/// The page was loaded again, or the record was left, since it was written to: the form goes on from there.
void record_editor::follow_waiting() {
  const auto mine = [this](const queued_write& w) {
    if (w.at == queued_write::stage::refused || w.resource != type_.names.resource) return false;
    return form_->creating() ? w.from_draft : w.what == queued_write::kind::patch && w.concerns(id_);
  };
  const auto& all = writes_.writes();
  const auto last = std::find_if(all.rbegin(), all.rend(), mine);
  if (last == all.rend()) return;
  write_ = last->number;
  waiting_ = true;
  form_->mark_sent(show_values(last->body));
  saved_.unanswered();
  writes_.listen(write_, saver());
}

void record_editor::take_up(const queued_write& write) {
  const uuid id = write.ids.empty() ? uuid{} : write.ids.front();
  drafts_.put(id, type_, write.body, write.before);
  if (!form_ || id != id_) return;
  drafts_.apply(id, *form_);
  update_pin();
  note_edits();
  changed_();
}

void record_editor::take_own(const queued_write& write, const describe::any_record& record) {
  const uuid& id = record.base().id;
  if (awaits(write.number)) return;
  if (write.from_draft) drafts_.move_new(record);
  if (!form_ || id != id_) return drafts_.settle(record);
  if (write.what != queued_write::kind::undelete) return;
  deleted_ = false;
  form_->take_stored(record, {});
  remember(record);
}

}  // namespace dossier::app
