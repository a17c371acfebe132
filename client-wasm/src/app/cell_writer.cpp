#include "client-wasm/src/app/cell_writer.hpp"

#include <utility>

namespace dossier::app {

cell_writer::cell_writer(record_list& list, record_editor& editor, offline_queue& writes, record_acts& acts,
                         std::function<double()> clock, std::function<void()> changed,
                         std::function<void(notice)> tell)
    : list_(list),
      editor_(editor),
      writes_(writes),
      acts_(acts),
      clock_(std::move(clock)),
      changed_(std::move(changed)),
      tell_(std::move(tell)) {}

const describe::any_record* cell_writer::stored(const uuid& id) const {
  const model::grid_row* row = list_.rows() != nullptr ? list_.rows()->find(id) : nullptr;
  return row != nullptr ? &row->record : nullptr;
}

std::string cell_writer::fault(const uuid& id, const describe::field& field, const std::string& text) const {
  const describe::any_record* record = stored(id);
  if (record == nullptr) return {};
  model::form_state form(*record);
  model::form_field* at = form.find(field.name);
  if (at == nullptr) return std::string(field.label) + " cannot be edited";
  form.edit(*at, text);
  return at->error;
}

void cell_writer::write(const uuid& id, const describe::field& field, const std::string& text) {
  const describe::any_record* record = stored(id);
  if (record == nullptr) return;
  const describe::any_record* shown = edited(id);
  model::form_state form(shown != nullptr ? *shown : *record);
  model::form_field* to = form.find(field.name);
  if (to == nullptr) return;
  form.edit(*to, text);
  if (!to->error.empty()) {
    refused_[id] = {std::string(field.name), clock_() + refused_mark_ms};
    tell_({severity::bad, "Not saved. " + std::string(field.label) + ": " + to->error, {}, {}});
  } else {
    refused_.erase(id);
    if (form.dirty()) send(*record, form, field);
  }
  changed_();
}

void cell_writer::send(const describe::any_record& stored, const model::form_state& form,
                       const describe::field& field) {
  const std::string body = form.body();
  const std::string title = title_of(stored);
  acts_.patch(stored,
              {stored.base().id, stored.base().version, title, body, values_before(body, form.stored())},
              std::string(field.label) + " of " + title,
              [this, &field](const queued_write& write, const write_outcome& outcome) {
                return take_refusal(write, outcome, field);
              });
}

/// Returns whether nothing of the edit is left to decide.
bool cell_writer::take_refusal(const queued_write& write, const write_outcome& outcome,
                               const describe::field& field) {
  if (write.lost > 0 || editor_.awaits(write.number)) return false;
  if (!outcome.newer.empty()) {
    list_.take_own(outcome.newer);
    if (contested) contested(write);
    return true;
  }
  const uuid id = write.ids.front();
  const describe::any_record* record = stored(id);
  std::string reason = outcome.refused->detail;
  const describe::field* at = &field;
  if (record != nullptr) {
    model::form_state form(*record);
    reason = form.take_problem(*outcome.refused);
    for (const model::form_field& wrong : form.fields()) {
      if (wrong.error.empty()) continue;
      at = wrong.described;
      reason = std::string(wrong.described->label) + ": " + wrong.error;
    }
  }
  refused_[id] = {std::string(at->name), clock_() + refused_mark_ms};
  tell_({severity::bad, "Not saved. " + reason, {}, {}});
  return true;
}

const cell_writer::ahead* cell_writer::ahead_at(const uuid& id) const {
  if (writes_.writes().empty()) return nullptr;
  const describe::any_record* record = stored(id);
  if (record == nullptr) return nullptr;
  if (ahead_of_ != writes_.revision()) ahead_.clear();
  ahead_of_ = writes_.revision();
  auto at = ahead_.find(id);
  if (at == ahead_.end() || at->second.version != record->base().version) {
    ahead made{record->base().version, writes_.ahead(*record), writes_.set_fields(id)};
    at = ahead_.insert_or_assign(id, std::move(made)).first;
  }
  return at->second.record ? &at->second : nullptr;
}

const describe::any_record* cell_writer::edited(const uuid& id) const {
  const ahead* at = ahead_at(id);
  return at != nullptr ? &*at->record : nullptr;
}

cell_writer::state cell_writer::state_of(const uuid& id, const describe::field& field) const {
  const ahead* sent = ahead_at(id);
  if (sent != nullptr && sent->fields.count(field.name) != 0) return state::sent;
  const auto at = refused_.find(id);
  return at != refused_.end() && at->second.field == field.name ? state::refused : state::none;
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
