#include "client-wasm/src/app/record_editor.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "client-wasm/src/model/field_text.hpp"

namespace dossier::app {
namespace {

constexpr int not_found = 404;
constexpr int precondition_failed = 412;
constexpr int too_many_requests = 429;
constexpr int server_errors = 500;
constexpr std::string_view status_field = "status";
constexpr std::string_view draft_status = "draft";

std::string title_of(const describe::any_record& record) {
  const describe::field& title = record.type().title();
  const auto* text = static_cast<const std::string*>(title.read(record.data()));
  return title.kind == describe::kind::text ? *text : std::string();
}

}  // namespace

record_editor::record_editor(record_list& list, net::api_client& api, net::live_connection& live,
                             std::function<double()> clock, std::function<double()> random,
                             std::function<void()> changed, std::function<void(notice)> tell)
    : list_(list),
      type_(list.type()),
      api_(api),
      live_(live),
      clock_(std::move(clock)),
      random_(std::move(random)),
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
  create_key_ = make_key();
  stage_ = stage::open;
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
  saving_ = conflict_ = deleted_ = waiting_ = save_again_ = false;
  loads_ = 0;
  if (list_.rows() != nullptr && !left.is_nil()) list_.rows()->unpin(left, clock_());
}

void record_editor::load() {
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
    const bool missing = answer.error().status == not_found;
    if (form_ && !missing) return;  // what the list knew is shown; the connection's state says the rest
    stage_ = missing ? (form_ ? stage_ : stage::missing) : stage::failed;
    deleted_ = missing && form_.has_value();
    failure_ = answer.error().detail.empty() ? answer.error().title : answer.error().detail;
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
  note_edits();
  subscribe(answer->change_seq);
}

void record_editor::subscribe(std::int64_t after) {
  subscription_ = std::string(type_.names.resource) + "-open-" + std::to_string(opened_);
  live_.subscribe(subscription_, std::string(type_.names.resource), "id = \"" + to_string(id_) + "\"", after);
}

void record_editor::load_history() {
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

bool record_editor::tick() {
  if (!form_ || saving_ || !saved_.due(clock_()) || !form_->can_save() || form_->rival_count() != 0) {
    return false;
  }
  send(1);
  return true;
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
  if (form_->dirty()) return send(1);
  changed_();
}

void record_editor::send(int attempt) {
  saving_ = true;
  waiting_ = false;
  failure_.clear();
  form_->mark_sent();
  saved_.started(clock_());
  const auto done = [this, opened = opened_, attempt](result<net::record_answer> answer) {
    if (opened == opened_) return take_saved(std::move(answer), attempt);
    if (answer) list_.take_own(answer->record);  // the person has gone on to another record
    changed_();
  };
  if (form_->creating()) {
    api_.create(type_, form_->body(), create_key_, done);
  } else {
    api_.patch(type_, id_, form_->version(), form_->body(), done);
  }
  changed_();
}

void record_editor::take_saved(result<net::record_answer> answer, int attempt) {
  saving_ = false;
  if (answer) {
    const bool was_creating = form_->creating();
    form_->take_saved(answer->record);
    about_ = answer->about;
    remember(answer->record);
    list_.take_own(answer->record);
    if (was_creating) adopt(*answer);
    update_pin();
    saved_.stored(clock_(), form_->version(), form_->dirty());
    note_edits();
    if (was_creating && created) created(id_);
    if (std::exchange(save_again_, false)) save();
  } else if (answer.error().status == precondition_failed) {
    return meet_newer(attempt);
  } else {
    tell_failure(answer.error());
  }
  changed_();
}

/// The new record has an identity: its form goes on as the form of that record, with what was typed since.
void record_editor::adopt(const net::record_answer& made) {
  drafts_.forget(uuid{});
  id_ = made.record.base().id;
  began_with_ = made.record;
  history_ = model::history_model(type_, id_);
  subscribe(made.change_seq);
  load_history();
}

/// Someone stored a newer version: take it, and either go on with our fields or let the person choose.
void record_editor::meet_newer(int attempt) {
  saving_ = true;
  api_.get(type_, id_, [this, opened = opened_, attempt](result<net::record_answer> answer) {
    if (opened != opened_) return;
    saving_ = save_again_ = false;
    if (!answer) {
      tell_failure(answer.error());
      return changed_();
    }
    form_->mark_unsent();
    form_->take_stored(answer->record, {{}, "Someone else"});
    remember(answer->record);
    if (form_->rival_count() != 0) {
      conflict_ = true;
    } else if (form_->dirty() && attempt < save_attempts) {
      return send(attempt + 1);
    }
    saved_.stored(clock_(), form_->version(), form_->dirty());
    note_edits();
    changed_();
  });
}

void record_editor::tell_failure(const problem& why) {
  form_->mark_unsent();
  save_again_ = false;
  if (why.status == net::no_answer) {
    waiting_ = true;
    saved_.unanswered();
    return;
  }
  create_key_ = make_key();  // a definite answer: the next try is another request
  deleted_ = why.status == not_found;
  failure_ = form_->take_problem(why);
  const bool passing = why.status == too_many_requests || why.status >= server_errors;
  saved_.refused(clock_(), failure_.empty() ? "correct the errors" : failure_, passing);
  if (!failure_.empty()) tell_({severity::bad, failure_, {}, {}});
}

void record_editor::connected() {
  saved_.connected(clock_());
  if (waiting_ && form_ && !saving_) save();
}

void record_editor::remove(std::vector<uuid> ids) {
  if (ids.empty()) return;
  struct progress {
    std::vector<uuid> done;
    std::string title;
    std::string failed;
    std::size_t left = 0;
  };
  auto state = std::make_shared<progress>();
  state->left = ids.size();
  for (const uuid& id : ids) {
    const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
    const std::int64_t version = row != nullptr ? row->version() : 0;
    if (row != nullptr) state->title = title_of(row->record);
    api_.remove(type_, id, [this, id, version, state](const result<void>& answer) {
      if (answer) {
        state->done.push_back(id);
        list_.take_removal(id, version);
        drafts_.forget(id);
        if (removed) removed(id);
      } else {
        state->failed = answer.error().detail.empty() ? answer.error().title : answer.error().detail;
      }
      if (--state->left != 0) return;
      if (!state->failed.empty()) tell_({severity::bad, "Not deleted. " + state->failed, {}, {}});
      if (!state->done.empty()) {
        const std::size_t count = state->done.size();
        const std::string what =
            count == 1 && !state->title.empty()
                ? state->title + " deleted"
                : std::to_string(count) + " " + std::string(type_.names.plural_label) + " deleted";
        tell_({severity::ok, what, "Undo", [this, gone = state->done] { undelete_all(gone); }});
      }
      changed_();
    });
  }
}

void record_editor::undelete_all(const std::vector<uuid>& ids) {
  for (const uuid& id : ids) restore(id);
}

void record_editor::restore(const uuid& id) {
  api_.undelete(type_, id, [this, id](result<net::record_answer> answer) {
    if (answer) {
      list_.take_own(answer->record);
      if (id == id_ && form_) {
        deleted_ = false;
        form_->take_stored(answer->record, {});
        remember(answer->record);
      }
    } else {
      tell_({severity::bad, "Not restored. " + answer.error().detail, {}, {}});
    }
    changed_();
  });
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

bool record_editor::take_reset(const std::string& subscription) {
  if (subscription != subscription_) return false;
  live_.unsubscribe(subscription_);
  load();
  load_history();
  return true;
}

/// A key of 32 digits for Idempotency-Key.
std::string record_editor::make_key() {
  std::string key;
  for (int i = 0; i < 32; ++i) key += "0123456789abcdef"[static_cast<int>(random_() * 16) & 15];
  return key;
}

}  // namespace dossier::app
