#include "client-wasm/src/app/workspace_formats.hpp"

#include <utility>
#include <vector>

#include "client-wasm/src/app/account.hpp"
#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/validate.hpp"

namespace dossier::app {
namespace {

const describe::record_type& type() {
  return describe::type_of<workspace_settings>();
}

std::string words_of(const model::formats& now, const model::formats& before) {
  std::string out;
  if (now.numbers != before.numbers) out = "Numbers: " + model::number_example(now.numbers);
  if (now.dates != before.dates)
    out += (out.empty() ? "Dates: " : ", dates: ") + model::date_example(now.dates);
  return out + ", for everyone here";
}

}  // namespace

workspace_formats::~workspace_formats() {
  if (request_ != 0) api_.abort(request_);
}

void workspace_formats::recall(std::string_view json) {
  if (!held_ && !json.empty()) now_ = model::read_formats(json);
}

void workspace_formats::show(const model::formats& next) {
  if (next == now_) return;
  now_ = next;
  changed_();
}

void workspace_formats::take(std::string_view record_json) {
  const auto read = codec::read_stored(type(), record_json);
  if (read) take(*read->get_if<workspace_settings>());
}

void workspace_formats::take(const workspace_settings& told) {
  if (held_ && held_->id == told.id && held_->version >= told.version) return;
  held_ = told;
  const model::formats here = model::formats_of(told);
  if (keep_) keep_(model::to_json(here));
  if (!wanted_) show(here);
  changed_();
}

const std::string& workspace_formats::name() const {
  static const std::string none;
  if (wanted_name_) return *wanted_name_;
  return held_ ? held_->name : none;
}

void workspace_formats::rename(std::string wanted) {
  name_fault_ = workspace_name_fault(wanted);
  if (name_fault_.empty() && wanted != name()) {
    wanted_name_ = std::move(wanted);
    undoes_name_ = false;
    write();
  }
  changed_();
}

void workspace_formats::load() {
  if (request_ != 0) return;
  request_ = api_.get(type(), held_ ? held_->id : uuid{}, [this](const result<net::record_answer>& answer) {
    request_ = 0;
    if (!answer && (wanted_ || wanted_name_)) return refuse(answer.error());
    if (answer) take(*answer->record.get_if<workspace_settings>());
    write();
  });
}

void workspace_formats::refuse(const problem& why) {
  if (wanted_name_) {
    name_fault_ = why.errors.empty() ? explanation(why) : why.errors.front().message;
    wanted_name_.reset();
    undoes_name_ = false;
  }
  if (wanted_) {
    wanted_.reset();
    undoes_ = false;
    show(held_ ? model::formats_of(*held_) : before_);
    tell_({severity::bad, "Formats not changed. " + refusal_text(why), {}, {}});
  }
  changed_();
}

void workspace_formats::choose(const model::formats& wanted) {
  if (wanted == now_) return;
  if (!wanted_) before_ = now_;
  wanted_ = wanted;
  undoes_ = false;
  show(wanted);
  write();
}

/// The members that differ, as a merge patch; empty for none.
std::string workspace_formats::body() const {
  std::string out;
  const auto put = [&out](std::string_view name, std::string_view value) {
    out += (out.empty() ? "{" : ",") + text_member(name, value);
  };
  const model::formats held = model::formats_of(*held_);
  const model::formats wanted = wanted_.value_or(held);
  if (name() != held_->name) put("name", name());
  if (wanted.numbers != held.numbers)
    put("number_format", number_format_names.at(static_cast<std::size_t>(wanted.numbers)));
  if (wanted.dates != held.dates)
    put("date_format", date_format_names.at(static_cast<std::size_t>(wanted.dates)));
  return out.empty() ? out : out + "}";
}

/// One write at a time; what is chosen meanwhile follows.
void workspace_formats::write() {
  if (request_ != 0 || (!wanted_ && !wanted_name_)) return;
  if (!held_) return load();
  std::string patch = body();
  if (patch.empty()) {
    wanted_.reset();
    wanted_name_.reset();
    return;
  }
  const model::formats held = model::formats_of(*held_);
  on_its_way_ = {held, wanted_.value_or(held), held_->name, name()};
  request_ = api_.patch(type(), held_->id, held_->version, std::move(patch),
                        [this](const result<net::record_answer>& answer) { take_written(answer); });
}

void workspace_formats::take_written(const result<net::record_answer>& answer) {
  request_ = 0;
  if (!answer) {
    refuse(answer.error());
    if (answer.error().status == net::status::precondition_failed) load();
    return;
  }
  if (wanted_ == on_its_way_.after) wanted_.reset();
  if (wanted_name_ == on_its_way_.name_after) wanted_name_.reset();
  take(*answer->record.get_if<workspace_settings>());
  if (on_its_way_.after != on_its_way_.before) tell_formats();
  if (on_its_way_.name_after != on_its_way_.name_before) tell_name();
  write();
  changed_();
}

void workspace_formats::tell_formats() {
  if (std::exchange(undoes_, false)) return;
  const model::formats before = on_its_way_.before;
  const model::formats sent = on_its_way_.after;
  tell_({severity::ok, words_of(sent, before), "Undo", [this, sent, before] {
           // Only what this changed goes back; the rest is as it is by now.
           model::formats back = now_;
           if (sent.numbers != before.numbers) back.numbers = before.numbers;
           if (sent.dates != before.dates) back.dates = before.dates;
           choose(back);
           undoes_ = true;
         }});
}

void workspace_formats::tell_name() {
  if (std::exchange(undoes_name_, false)) return;
  const std::string before = on_its_way_.name_before;
  tell_(
      {severity::ok, "Renamed to " + on_its_way_.name_after + ", for everyone here", "Undo", [this, before] {
         rename(before);
         undoes_name_ = true;
       }});
}

std::string workspace_name_fault(const std::string& name) {
  workspace_settings wanted;
  wanted.name = name;
  std::vector<field_error> errors;
  describe::validate_field(*type().find("name"), &wanted, errors);
  return errors.empty() ? std::string() : errors.front().message;
}

}  // namespace dossier::app
