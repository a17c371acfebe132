#include "client-wasm/src/app/workspace_formats.hpp"

#include <utility>

#include "client-wasm/src/app/refusal.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::app {
namespace {

const describe::record_type& type() {
  return describe::type_of<workspace_settings>();
}

/// The members that differ, as a merge patch.
std::string body_of(const model::formats& wanted, const model::formats& held) {
  std::string out;
  const auto put = [&out](std::string_view name, std::string_view value) {
    out += (out.empty() ? "{\"" : ",\"") + std::string(name) + "\":\"" + std::string(value) + "\"";
  };
  if (wanted.numbers != held.numbers)
    put("number_format", number_format_names.at(static_cast<std::size_t>(wanted.numbers)));
  if (wanted.dates != held.dates)
    put("date_format", date_format_names.at(static_cast<std::size_t>(wanted.dates)));
  return out + "}";
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
}

void workspace_formats::load() {
  if (request_ != 0) return;
  request_ = api_.get(type(), held_ ? held_->id : uuid{}, [this](const result<net::record_answer>& answer) {
    request_ = 0;
    if (!answer && wanted_) return refuse(answer.error());
    if (answer) take(*answer->record.get_if<workspace_settings>());
    write();
  });
}

void workspace_formats::refuse(const problem& why) {
  wanted_.reset();
  undoes_ = false;
  show(held_ ? model::formats_of(*held_) : before_);
  tell_({severity::bad, "Formats not changed. " + refusal_text(why), {}, {}});
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

/// One write at a time; what is chosen meanwhile follows.
void workspace_formats::write() {
  if (request_ != 0 || !wanted_) return;
  if (!held_) return load();
  if (*wanted_ == model::formats_of(*held_)) {
    wanted_.reset();
    return;
  }
  on_its_way_ = {model::formats_of(*held_), *wanted_};
  request_ = api_.patch(type(), held_->id, held_->version, body_of(*wanted_, model::formats_of(*held_)),
                        [this](const result<net::record_answer>& answer) { take_written(answer); });
}

void workspace_formats::take_written(const result<net::record_answer>& answer) {
  request_ = 0;
  const auto [before, sent] = on_its_way_;
  if (!answer) {
    refuse(answer.error());
    if (answer.error().status == net::status::precondition_failed) load();
    return;
  }
  if (wanted_ == sent) wanted_.reset();
  take(*answer->record.get_if<workspace_settings>());
  if (!std::exchange(undoes_, false) && sent != before) {
    tell_({severity::ok, words_of(sent, before), "Undo", [this, sent = sent, before = before] {
             // Only what this changed goes back; the rest is as it is by now.
             model::formats back = now_;
             if (sent.numbers != before.numbers) back.numbers = before.numbers;
             if (sent.dates != before.dates) back.dates = before.dates;
             choose(back);
             undoes_ = true;
           }});
  }
  write();
  changed_();
}

}  // namespace dossier::app
