#include "client-wasm/src/app/cell_writer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

constexpr int precondition_failed = 412;

}  // namespace

cell_writer::cell_writer(record_list& list, record_editor& editor, net::api_client& api,
                         std::function<double()> clock, std::function<void()> changed,
                         std::function<void(notice)> tell)
    : list_(list),
      editor_(editor),
      api_(api),
      clock_(std::move(clock)),
      changed_(std::move(changed)),
      tell_(std::move(tell)) {}

std::string cell_writer::fault(const uuid& id, const describe::field& field, const std::string& text) const {
  const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
  if (row == nullptr) return {};
  model::form_state form(row->record);
  model::form_field* at = form.find(field.name);
  if (at == nullptr) return std::string(field.label) + " cannot be edited";
  form.edit(*at, text);
  return at->error;
}

void cell_writer::write(const uuid& id, const describe::field& field, const std::string& text) {
  const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
  auto at = entries_.find(id);
  if (at == entries_.end()) {
    if (row == nullptr) return;
    at = entries_
             .emplace(id, entry{model::form_state(row->record), row->record, model::form_state(row->record)})
             .first;
  }
  entry& e = at->second;
  model::form_field* to = e.form.find(field.name);
  if (to == nullptr) return;
  e.form.edit(*to, text);
  if (!to->error.empty()) {
    const std::string why = to->error;
    e.form.restore(*to);
    refused_[id] = {std::string(field.name), clock_() + refused_mark_ms};
    tell_({severity::bad, "Not saved. " + std::string(field.label) + ": " + why, {}, {}});
  } else {
    refused_.erase(id);
  }
  if (e.form.rival_count() == 0) e.mine = e.form;
  show(e);
  if (!e.sending) send(id);
  changed_();
}

/// The record as it will be: what is stored with the edits put in.
void cell_writer::show(entry& e) {
  e.shown = e.form.stored();
  const auto patch = codec::parse_json_object(e.form.body());
  std::vector<field_error> errors;
  if (patch) codec::read_patch(*patch, e.shown, errors);
}

void cell_writer::send(const uuid& id) {
  entry& e = entries_.at(id);
  if (!e.form.dirty()) return finish(id);
  if (e.form.rival_count() != 0) return settle_in_panel(id);
  e.sending = true;
  e.waiting = false;
  api_.patch(list_.type(), id, e.form.version(), e.form.body(),
             [this, id](result<net::record_answer> answer) { take_answer(id, std::move(answer)); });
}

void cell_writer::take_answer(const uuid& id, result<net::record_answer> answer) {
  entry& e = entries_.at(id);
  e.sending = false;
  if (answer) {
    list_.take_own(answer->record);
    e.form.take_saved(answer->record);
    unkeep(id, e);
    e.kept = false;
    e.mine = e.form;
    e.attempt = 1;
    show(e);
    send(id);  // what was entered meanwhile, or the end
  } else if (answer.error().status == precondition_failed) {
    return meet_newer(id);
  } else if (answer.error().status == net::no_answer) {
    e.waiting = true;
    e.kept = id != editor_.id();
    if (e.kept) keep(id, e.mine);
  } else {
    refuse(id, answer.error());
  }
  changed_();
}

/// Someone stored a newer version: goes on where they left our fields alone, else the panel settles it.
void cell_writer::meet_newer(const uuid& id) {
  entries_.at(id).sending = true;
  api_.get(list_.type(), id, [this, id](result<net::record_answer> answer) {
    entry& e = entries_.at(id);
    e.sending = false;
    if (!answer) {
      if (answer.error().status == net::no_answer) {
        e.waiting = true;
      } else {
        refuse(id, answer.error());
      }
      return changed_();
    }
    e.form.take_stored(answer->record, {{}, "Someone else"});
    list_.take_own(answer->record);
    const bool clear = e.form.rival_count() == 0 && e.attempt < save_attempts;
    if (clear) {
      ++e.attempt;
      show(e);
      send(id);
      return changed_();
    }
    settle_in_panel(id);
    changed_();
  });
}

/// The edit becomes a draft that the panel shows beside what the other person stored.
void cell_writer::settle_in_panel(const uuid& id) {
  keep(id, entries_.at(id).mine);
  entries_.erase(id);
  if (contested) contested(id);
}

void cell_writer::refuse(const uuid& id, const problem& why) {
  entry& e = entries_.at(id);
  std::string field;
  for (const model::form_field& at : e.form.fields()) {
    if (at.dirty()) field = at.described->name;
  }
  std::string reason = e.form.take_problem(why);
  for (const model::form_field& at : e.form.fields()) {
    if (at.error.empty()) continue;
    field = at.described->name;
    reason = std::string(at.described->label) + ": " + at.error;
  }
  refused_[id] = {field, clock_() + refused_mark_ms};
  finish(id);
  tell_({severity::bad, "Not saved. " + reason, {}, {}});
}

void cell_writer::finish(const uuid& id) {
  unkeep(id, entries_.at(id));
  entries_.erase(id);
}

/// Puts edits into the record's draft, beside what stands there already.
void cell_writer::keep(const uuid& id, const model::form_state& edits) {
  model::form_state whole = edits;
  editor_.drafts().apply(id, whole);
  for (const model::form_field& field : edits.fields()) {
    if (field.dirty()) whole.edit(*whole.find(field.described->name), field.text);
  }
  editor_.drafts().keep(id, whole);
}

/// Takes them out again; what else stands in the draft stays.
void cell_writer::unkeep(const uuid& id, const entry& e) {
  if (!e.kept) return;
  model::form_state whole(e.form.stored());
  editor_.drafts().apply(id, whole);
  for (const model::form_field& field : e.mine.fields()) {
    if (!field.dirty()) continue;
    if (model::form_field* kept = whole.find(field.described->name)) whole.restore(*kept);
  }
  editor_.drafts().keep(id, whole);
}

const describe::any_record* cell_writer::edited(const uuid& id) const {
  const auto at = entries_.find(id);
  return at == entries_.end() ? nullptr : &at->second.shown;
}

cell_writer::state cell_writer::state_of(const uuid& id, const describe::field& field) const {
  if (const auto at = entries_.find(id); at != entries_.end()) {
    for (const model::form_field& edited : at->second.form.fields()) {
      if (edited.described == &field && edited.dirty()) return state::sent;
    }
  }
  const auto at = refused_.find(id);
  return at != refused_.end() && at->second.field == field.name ? state::refused : state::none;
}

void cell_writer::take_change(const live::change& change, const describe::any_record& record) {
  const auto at = entries_.find(change.id);
  if (at == entries_.end() || record.empty() || at->second.sending) return;
  at->second.form.take_stored(record, change.actor);
  show(at->second);
}

void cell_writer::connected() {
  std::vector<uuid> ready;
  for (const auto& [id, e] : entries_) {
    if (e.waiting) ready.push_back(id);
  }
  for (const uuid& id : ready) send(id);
}

int cell_writer::waiting() const {
  return static_cast<int>(
      std::count_if(entries_.begin(), entries_.end(), [](const auto& at) { return at.second.waiting; }));
}

bool cell_writer::settled() const {
  return std::none_of(entries_.begin(), entries_.end(), [](const auto& at) { return at.second.sending; });
}

bool cell_writer::tick(double now) {
  return std::erase_if(refused_, [now](const auto& at) { return at.second.until <= now; }) != 0;
}

std::optional<double> cell_writer::next_deadline() const {
  std::optional<double> next;
  for (const auto& [id, mark] : refused_) {
    if (!next || mark.until < *next) next = mark.until;
  }
  return next;
}

}  // namespace dossier::app
