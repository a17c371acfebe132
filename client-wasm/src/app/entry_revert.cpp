#include "client-wasm/src/app/entry_revert.hpp"

#include <memory>
#include <utility>

#include "client-wasm/src/app/record_acts.hpp"
#include "client-wasm/src/app/refusal.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

/// A record before and after an entry, with the fields that it changed and that people may set.
struct change_images {
  describe::any_record before;
  describe::any_record after;
  std::vector<const describe::field*> fields;
};

std::optional<change_images> images_of(const audit_detail::whole& of) {
  const describe::record_type* const type = describe::find_record(of.entry.resource);
  if (type == nullptr || type->names.is_single || type->names.is_log) return std::nullopt;
  if (of.entry.action != audit_action::updated) return std::nullopt;
  auto before = codec::read_stored(*type, of.before);
  auto after = codec::read_stored(*type, of.after);
  if (!before || !after) return std::nullopt;
  change_images made{*std::move(before), *std::move(after), {}};
  for (const describe::field* field : codec::changed_fields(made.before, made.after)) {
    if (!field->is_read_only && !field->is_common) made.fields.push_back(field);
  }
  return made.fields.empty() ? std::nullopt : std::optional(std::move(made));
}

/// A patch that sets these fields to what they hold in `from`.
std::string patch_to(const describe::any_record& from, const std::vector<const describe::field*>& fields) {
  std::string out;
  for (const describe::field* field : fields) {
    out += out.empty() ? '{' : ',';
    codec::append_json_string(out, field->name);
    out += ':';
    codec::append_value(out, *field, from.data());
  }
  return out + "}";
}

}  // namespace

entry_revert::~entry_revert() {
  if (request_ != 0) work_.api().abort(request_);
}

bool entry_revert::offered(const audit_detail::whole& of) {
  if (std::exchange(looked_at_, of.entry.seq) != of.entry.seq) can_be_ = images_of(of).has_value();
  return can_be_ && work_.may().may_change(of.entry.resource);
}

void entry_revert::start(const audit_detail::whole& of) {
  const describe::record_type* const type = describe::find_record(of.entry.resource);
  if (busy() || type == nullptr) return;
  question_.reset();
  planned_.reset();
  request_ = work_.api().get(*type, of.entry.record_id, [this, of](const result<net::record_answer>& answer) {
    request_ = 0;
    take(of, answer);
    work_.around().changed();
  });
  work_.around().changed();
}

void entry_revert::take(const audit_detail::whole& of, const result<net::record_answer>& answer) {
  if (!answer) return work_.tell({severity::bad, "Not reverted. " + refusal_text(answer.error()), {}, {}});
  const auto images = images_of(of);
  if (!images) return;
  const describe::any_record& stored = answer->record;
  std::vector<const describe::field*> wanted;
  overwritten again{title_of(stored), {}};
  for (const describe::field* field : images->fields) {
    if (codec::same_value(*field, stored.data(), images->before.data())) continue;
    wanted.push_back(field);
    if (!codec::same_value(*field, stored.data(), images->after.data())) again.fields.push_back(field);
  }
  if (wanted.empty())
    return work_.tell({severity::info, again.title + " is as it was before this entry already", {}, {}});
  plan made{stored, patch_to(images->before, wanted), again.title, of.entry.seq};
  if (again.fields.empty()) return write(made);
  planned_ = std::move(made);
  question_ = std::move(again);
}

std::optional<entry_revert::overwritten> entry_revert::question() {
  return std::exchange(question_, std::nullopt);
}

void entry_revert::go_on() {
  if (const auto made = std::exchange(planned_, std::nullopt)) write(*made);
}

void entry_revert::write(const plan& what) {
  const describe::record_type& type = what.stored.type();
  const auto made = std::make_shared<record_acts::change>();
  made->id = what.stored.base().id;
  made->version = what.stored.base().version;
  made->title = what.title;
  made->body = what.body;
  made->before = values_before(what.body, what.stored);
  offline_queue::handler told;
  told.answered = [this, made, entry = what.entry, &type](const queued_write& write,
                                                          const write_outcome& outcome) {
    writing_ = false;
    if (outcome.refused) {
      work_.tell({severity::bad, "Not reverted. " + refusal_text(*outcome.refused), {}, {}});
      return write.lost == 0;
    }
    if (!outcome.records.empty()) made->version = outcome.records.front().record.base().version;
    work_.tell({severity::ok, made->title + " reverted to before entry " + std::to_string(entry), "Undo",
                [this, made, &type] { work_.at(type.names.resource).acts().revert(*made); }});
    return true;
  };
  told.waits = [this](const queued_write&) { writing_ = false; };
  writing_ = true;
  if (work_.writes().patch(type, made->id, made->version, made->body, made->before, made->title,
                           std::move(told)) == 0) {
    writing_ = false;
  }
}

}  // namespace dossier::app
