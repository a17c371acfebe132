#include "client-wasm/src/app/record_editor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "client-wasm/src/model/field_text.hpp"
#include "client-wasm/src/net/status.hpp"

namespace dossier::app {
record_editor::record_editor(record_list& list, net::api_client& api, offline_queue& writes,
                             net::live_connection& live, std::function<double()> clock,
                             std::function<void()> changed, std::function<void(notice)> tell)
    : list_(list),
      type_(list.type()),
      api_(api),
      writes_(writes),
      live_(live),
      clock_(std::move(clock)),
      changed_(std::move(changed)),
      tell_(std::move(tell)) {}

record_editor::~record_editor() = default;

void record_editor::open(const uuid& id) {
  if (stage_ != stage::closed && !creating() && id == id_) return;
  leave();
  id_ = id;
  stage_ = stage::loading;
  history_ = model::history_model(type_, id);
  if (const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr) {
    start_form(row->record);
  }
  update_pin();
  load();
  load_history();
  changed_();
}

void record_editor::open_new() {
  if (creating()) return;
  leave();
  form_.emplace(type_);
  drafts_.apply(uuid{}, *form_);
  stage_ = stage::open;
  follow_waiting();
  note_edits();
  changed_();
}

void record_editor::close() {
  if (stage_ == stage::closed) return;
  leave();
  changed_();
}

/// Puts the open record away; its edits stay as a draft.
void record_editor::leave() {
  ++opened_;
  if (!subscription_.empty()) live_.unsubscribe(subscription_);
  subscription_.clear();
  form_.reset();
  versions_.clear();
  history_ = {};
  began_with_.reset();
  about_ = {};
  saved_.reset();
  failure_.clear();
  active_field.clear();
  const uuid left = std::exchange(id_, uuid{});
  stage_ = stage::closed;
  saving_ = conflict_ = deleted_ = waiting_ = save_again_ = review_due_ = false;
  write_ = 0;
  loads_ = 0;
  if (list_.rows() != nullptr && !left.is_nil()) list_.rows()->unpin(left, clock_());
}

void record_editor::load() {
  if (type_.names.is_log) return;  // whoever shows an entry reads it whole
  ++loads_;
  api_.get(type_, id_, [this, opened = opened_](result<net::record_answer> answer) {
    if (opened != opened_) return;
    --loads_;
    take_loaded(std::move(answer));
    changed_();
  });
}

void record_editor::take_loaded(result<net::record_answer> answer) {
  if (!answer) {
    const bool missing = answer.error().status == net::status::not_found;
    if (form_ && !missing) return;  // what the list knew is shown; the connection's state says the rest
    stage_ = missing ? (form_ ? stage_ : stage::missing) : stage::failed;
    deleted_ = missing && form_.has_value();
    failure_ = explanation(answer.error());
    return;
  }
  if (form_) {
    form_->take_stored(answer->record, {{}, "Someone else"});
    remember(answer->record);
  } else {
    start_form(answer->record);
  }
  stage_ = stage::open;
  about_ = answer->about;
  if (std::exchange(review_due_, false)) review();
  note_edits();
  subscribe(answer->change_seq);
}

void record_editor::subscribe(std::int64_t after) {
  if (type_.names.is_log) return;  // it stays as it is
  subscription_ = std::string(type_.names.resource) + "-open-" + std::to_string(opened_);
  live_.subscribe(subscription_, std::string(type_.names.resource), "id = \"" + to_string(id_) + "\"", after);
}

void record_editor::load_history() {
  if (type_.names.is_log) return;  // an entry has none
  ++loads_;
  api_.history(type_, id_, [this, opened = opened_](result<net::history_page> page) {
    if (opened != opened_) return;
    --loads_;
    if (page) history_.load(*std::move(page));
    changed_();
  });
}

void record_editor::start_form(const describe::any_record& record) {
  form_.emplace(record);
  began_with_ = record;
  drafts_.apply(id_, *form_);
  stage_ = stage::open;
  remember(record);
  follow_waiting();
  update_pin();
  note_edits();
}

void record_editor::keep_draft() {
  if (form_) drafts_.keep(id_, *form_);
}

void record_editor::remember(const describe::any_record& record) {
  if (version(record.base().version) != nullptr) return;
  if (versions_.size() >= versions_kept) versions_.erase(versions_.begin());
  versions_.push_back(record);
}

const describe::any_record* record_editor::version(std::int64_t number) const {
  for (const describe::any_record& known : versions_) {
    if (known.base().version == number) return &known;
  }
  return nullptr;
}

bool record_editor::has_draft(const uuid& id) const {
  if (form_ && id == id_) return form_->dirty();
  return drafts_.contains(id);
}

/// A row under edit stays where it is, and its edits are kept.
void record_editor::update_pin() {
  keep_draft();
  if (list_.rows() == nullptr || id_.is_nil()) return;
  if (form_ && form_->dirty()) {
    list_.rows()->pin(id_);
  } else {
    list_.rows()->unpin(id_, clock_());
  }
}

void record_editor::edit(model::form_field& field, std::string text) {
  if (!form_ || field.text == text) return;
  form_->edit(field, std::move(text));
  update_pin();
  note_edits();
  changed_();
}

record_editor::field_texts record_editor::texts() const {
  field_texts kept;
  for (const model::form_field& field : form_->fields()) {
    kept.emplace_back(field.described->name, field.text);
  }
  return kept;
}

void record_editor::put_back(const field_texts& texts) {
  for (const auto& [name, text] : texts) {
    model::form_field* field = form_->find(name);
    if (field == nullptr || field->text == text) continue;
    form_->edit(*field, text);
    ++field->revision;
  }
  update_pin();
  note_edits();
  changed_();
}

bool record_editor::can_discard() const {
  if (!form_) return false;
  if (form_->dirty() || !began_with_ || !saves_itself()) return form_->dirty();
  return std::any_of(form_->fields().begin(), form_->fields().end(), [&](const model::form_field& f) {
    return f.text != model::edit_text(*f.described, began_with_->data());
  });
}

void record_editor::discard() {
  if (!form_) return;
  if (waiting_ && writes_.discard(write_)) take_discarded();
  const field_texts edited = texts();
  if (began_with_ && saves_itself()) {
    // What was saved by itself goes, too: as a new version, for history keeps them all.
    field_texts before;
    for (const model::form_field& field : form_->fields()) {
      before.emplace_back(field.described->name, model::edit_text(*field.described, began_with_->data()));
    }
    put_back(before);
  } else {
    form_->restore_all();
    for (model::form_field& field : form_->fields()) ++field.revision;
  }
  conflict_ = waiting_ = false;
  failure_.clear();
  update_pin();
  note_edits();
  tell_({severity::info, "Changes discarded", "Undo", [this, id = id_, was_new = creating(), edited] {
           if (was_new) open_new();
           if (form_ && id == id_) put_back(edited);
         }});
  changed_();
}

void record_editor::review() {
  review_due_ = !form_;
  conflict_ = form_ && form_->rival_count() != 0;
  changed_();
}

void record_editor::settle_as(model::form_field& field, std::string text) {
  if (!form_) return;
  form_->edit(field, std::move(text));
  ++field.revision;
  form_->choose(field, true);
  update_pin();
  changed_();
}

void record_editor::choose(model::form_field& field, bool mine) {
  if (!form_) return;
  form_->choose(field, mine);
  changed_();
}

void record_editor::back_to_form() {
  conflict_ = false;
  changed_();
}

void record_editor::take_change(const live::change& change, const describe::any_record& record) {
  if (!form_ || form_->creating() || change.id != id_) return;
  const describe::any_record* before = version(change.version - 1);
  if (change.kind == live::change_kind::deleted) {
    deleted_ = true;
  } else if (!record.empty()) {
    deleted_ = false;
    if (before != nullptr) history_.add(change, *before, record);
    remember(record);
    form_->take_stored(record, change.actor);
    update_pin();
    if (!saving_) note_edits();
  }
  const bool known = !history_.entries().empty() && history_.entries().front().version >= change.version;
  if (!known) load_history();
  if (form_->rival_count() == 0 && conflict_) conflict_ = false;
  changed_();
}

void record_editor::take_name(const rename& heard) {
  if (form_) about_.rename(form_->stored(), heard.resource, heard.id, heard.name);
}

bool record_editor::take_reset(const std::string& subscription) {
  if (subscription != subscription_) return false;
  live_.unsubscribe(subscription_);
  load();
  load_history();
  return true;
}

}  // namespace dossier::app
