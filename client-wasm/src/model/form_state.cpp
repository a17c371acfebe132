#include "client-wasm/src/model/form_state.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "client-wasm/src/model/field_text.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::model {
namespace {

/// A field error as a sentence of its own.
std::string sentence(const describe::field& field, const field_error& error) {
  if (error.code == "required") return std::string(field.label) + " is required";
  std::string text = error.message;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// `tags` of `tags[3]`.
std::string_view field_part(std::string_view path) {
  return path.substr(0, path.find_first_of("[."));
}

void append_member(std::string& out, std::string_view name, std::string_view json) {
  if (out.size() > 1) out += ',';
  codec::append_json_string(out, name);
  out += ':';
  out += json;
}

}  // namespace

bool form_field::dirty() const {
  // What is on its way is as good as stored: putting the old text back is an edit again.
  const std::string& other = text == base && sent ? *sent : base;
  if (text == other) return false;
  const typed_value typed = read_typed(*described, text);
  return !typed.error.empty() || typed.json != read_typed(*described, other).json;
}

form_state::form_state(const describe::record_type& type) : creating_(true), base_(type) {
  build();
}

form_state::form_state(describe::any_record stored) : base_(std::move(stored)) {
  build();
}

void form_state::build() {
  for (const describe::field& described : base_.type().fields) {
    const bool bare_id = described.kind == describe::kind::uuid && described.references.empty();
    if (described.is_read_only || bare_id) continue;
    form_field field;
    field.described = &described;
    field.base = edit_text(described, base_.data());
    field.text = field.base;
    fields_.push_back(std::move(field));
  }
}

form_field* form_state::find(std::string_view name) {
  const auto named = [&](const form_field& f) { return f.described->name == name; };
  const auto found = std::find_if(fields_.begin(), fields_.end(), named);
  return found == fields_.end() ? nullptr : &*found;
}

void form_state::edit(form_field& field, std::string text) {
  field.text = std::move(text);
  if (!field.dirty()) field.rival.reset();
  validate();
}

void form_state::restore(form_field& field) {
  edit(field, field.base);
}

void form_state::restore_all() {
  for (form_field& field : fields_) {
    field.text = field.base;
    field.rival.reset();
    field.error.clear();
  }
}

bool form_state::dirty() const {
  return dirty_count() != 0;
}

int form_state::dirty_count() const {
  return static_cast<int>(
      std::count_if(fields_.begin(), fields_.end(), [](const form_field& f) { return f.dirty(); }));
}

int form_state::error_count() const {
  const auto wrong = [](const form_field& f) { return !f.error.empty(); };
  return static_cast<int>(std::count_if(fields_.begin(), fields_.end(), wrong));
}

int form_state::rival_count() const {
  const auto contested = [](const form_field& f) { return f.rival.has_value(); };
  return static_cast<int>(std::count_if(fields_.begin(), fields_.end(), contested));
}

bool form_state::can_save() const {
  if (!dirty() || error_count() != 0) return false;
  const auto missing = [](const form_field& f) {
    return f.described->is_required && f.text.find_first_not_of(" \t\r\n") == std::string::npos;
  };
  return std::none_of(fields_.begin(), fields_.end(), missing);
}

std::string form_state::body() const {
  std::string out = "{";
  for (const form_field& field : fields_) {
    if (!field.dirty()) continue;
    append_member(out, field.described->name, read_typed(*field.described, field.text).json);
  }
  return out + "}";
}

/// Only edited fields are judged: an untouched form shows no errors, not even about what is still missing.
void form_state::validate() {
  for (form_field& field : fields_) {
    field.error.clear();
    if (!field.dirty()) continue;
    const typed_value typed = read_typed(*field.described, field.text);
    if (!typed.error.empty()) {
      field.error = typed.error;
      continue;
    }
    boost::json::object patch;
    const std::string_view name = field.described->name;
    boost::json::error_code unreadable;
    patch[boost::json::string_view(name.data(), name.size())] = boost::json::parse(typed.json, unreadable);
    describe::any_record copy = base_;
    std::vector<field_error> errors;
    codec::read_patch(patch, copy, errors);
    if (!errors.empty()) field.error = sentence(*field.described, errors.front());
  }
}

void form_state::mark_sent() {
  for (form_field& field : fields_) field.sent = field.text;
}

void form_state::mark_sent(const describe::any_record& ahead) {
  for (form_field& field : fields_) field.sent = edit_text(*field.described, ahead.data());
}

void form_state::mark_unsent() {
  for (form_field& field : fields_) field.sent.reset();
}

void form_state::take_stored(const describe::any_record& record, const live::actor& actor) {
  if (record.base().version <= base_.base().version) return;
  for (form_field& field : fields_) {
    const std::string theirs = edit_text(*field.described, record.data());
    if (theirs == field.base) continue;
    if (!field.dirty() || field.text == theirs) {
      field.text = theirs;
      ++field.revision;
      field.rival.reset();
    } else if (field.sent != theirs) {  // our own save may be told before it is answered
      const std::string before = field.rival ? field.rival->base : field.base;
      field.rival = rival_edit{actor.id, actor.name, theirs, record.base().updated_at, std::nullopt, before};
    }
    field.base = theirs;
  }
  base_ = record;
  validate();
}

void form_state::take_saved(const describe::any_record& record) {
  for (form_field& field : fields_) {
    const std::string now_stored = edit_text(*field.described, record.data());
    // What was sent may come back tidied (spaces trimmed, digits grouped): that is no edit. What was typed
    // since is one, and stays.
    const bool typed_since = field.sent ? field.text != *field.sent : field.dirty();
    field.base = now_stored;
    if (!typed_since || !field.dirty()) field.text = now_stored;
    field.rival.reset();
    field.sent.reset();
  }
  creating_ = false;
  if (record.base().version > base_.base().version || base_.base().id.is_nil()) base_ = record;
  validate();
}

std::string form_state::take_problem(const problem& refused) {
  std::string rest;
  bool placed = false;
  for (const field_error& error : refused.errors) {
    form_field* field = find(field_part(error.field));
    if (field != nullptr) {
      field->error = sentence(*field->described, error);
      placed = true;
    } else {
      if (!rest.empty()) rest += ", ";
      rest += error.field.empty() ? error.message : error.field + " " + error.message;
    }
  }
  if (!rest.empty() || placed) return rest;
  return explanation(refused);
}

void form_state::choose(form_field& field, bool mine) {
  if (field.rival) field.rival->keep_mine = mine;
}

int form_state::undecided_count() const {
  const auto open = [](const form_field& f) { return f.rival && !f.rival->keep_mine; };
  return static_cast<int>(std::count_if(fields_.begin(), fields_.end(), open));
}

void form_state::settle() {
  for (form_field& field : fields_) {
    if (!field.rival || !field.rival->keep_mine) continue;
    const bool mine = *field.rival->keep_mine;
    field.rival.reset();
    if (!mine) field.text = field.base;
  }
  validate();
}

}  // namespace dossier::model
