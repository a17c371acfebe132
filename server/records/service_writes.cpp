#include <boost/json.hpp>

#include "server/records/permission_check.hpp"
#include "server/records/service.hpp"
#include "server/records/write_operation.hpp"
#include "server/records/write_transaction.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/validate.hpp"

namespace dossier::records {

namespace asio = boost::asio;
namespace json = boost::json;
using describe::any_record;
using describe::field;

namespace {

/// The field that a constraint called `<table>_<field>_<suffix>` is about; nullptr for another one.
const field* field_of(const describe::record_type& type, std::string_view constraint,
                      std::string_view suffix) {
  const std::string_view table = type.names.resource;
  if (!constraint.starts_with(table) || !constraint.ends_with(suffix)) return nullptr;
  if (constraint.size() < table.size() + suffix.size() + 2) return nullptr;
  return type.find(constraint.substr(table.size() + 1, constraint.size() - table.size() - suffix.size() - 2));
}

problem raced() {
  return problems::unavailable("Others keep changing this record; it was not written", 1);
}

write_operation operation_on(write_operation::kind what, const uuid& id, const precondition& when) {
  write_operation made;
  made.what = what;
  made.id = id;
  made.when = when;
  return made;
}

write_operation update_operation(const uuid& id, const json::object& patch, const precondition& when) {
  write_operation made = operation_on(write_operation::kind::update, id, when);
  made.patch = patch;
  return made;
}

std::string lower_first(std::string_view text) {
  std::string lowered(text);
  if (!lowered.empty() && lowered[0] >= 'A' && lowered[0] <= 'Z')
    lowered[0] = static_cast<char>(lowered[0] + 32);
  return lowered;
}

}  // namespace

problem service::refused(const db::refusal& why) const {
  if (why.what == db::refusal::kind::unique_violation) {
    if (const field* taken = field_of(type_, why.constraint, "unique")) {
      return problems::duplicate(
          "Another record of " + std::string(type_.names.resource) + " has this " + lower_first(taken->label),
          {{std::string(taken->name), "duplicate", "is taken"}});
    }
  }
  if (why.what == db::refusal::kind::foreign_key_violation) {
    if (const field* reference = field_of(type_, why.constraint, "reference")) {
      return problems::validation({{std::string(reference->name), "reference",
                                    "does not name one of the " + std::string(reference->references)}});
    }
  }
  spdlog::error("a write to {} was refused by {}", type_.names.resource, why.constraint);
  return problems::internal();
}

/// Now, but behind the record's previous change, so that a record's times order its versions.
timestamp service::after(timestamp previous) const {
  return {std::max(parts_.time.now().micros, previous.micros + 1)};
}

asio::awaitable<result<record_answer>> service::create(db::lanes lanes, const caller& by,
                                                       const json::object& body) {
  auto hidden = hidden_members(by.who, type_, body);
  if (!hidden.empty()) co_return problems::validation(std::move(hidden));
  stored made{any_record(type_), {}};
  std::vector<field_error> errors;
  codec::read_create(body, made.record, errors);
  co_return co_await insert(lanes, by, std::move(made), std::move(errors));
}

asio::awaitable<result<record_answer>> service::create(db::lanes lanes, const caller& by, any_record record) {
  std::vector<field_error> errors;
  describe::validate(type_, record.data(), errors);
  // Named: g++ 12 destroys an aggregate made inside a co_await expression twice.
  stored made{std::move(record), {}};
  co_return co_await insert(lanes, by, std::move(made), std::move(errors));
}

void service::begin_record(any_record& made, const caller& by, timestamp at) const {
  describe::record_base& base = made.base();
  base.id = parts_.ids.next();
  base.version = 1;
  base.created_at = base.updated_at = at;
  base.created_by = base.updated_by = by.who.user_id;
  base.deleted_at.reset();
}

/// What needs no more than one statement goes through the write lane; the rest is a transaction.
asio::awaitable<result<record_answer>> service::insert(db::lanes lanes, const caller& by, stored made,
                                                       std::vector<field_error> errors) {
  if (auto why = refuse(by.who, permissions::verb::create, type_)) co_return std::move(*why);
  bool alone = by.keep;
  if (alone && names_others_ && errors.empty()) {
    const auto known = co_await knows_names(lanes, by, nullptr, made.record);
    if (!known) co_return known.error();
    alone = *known;
  }
  if (!alone) {
    write_operation only;
    only.made = std::move(made.record);
    only.errors = std::move(errors);
    co_return co_await transact(lanes, by, std::move(only));
  }
  const timestamp at = parts_.time.now();
  begin_record(made.record, by, at);
  if (errors.empty()) {
    if (auto why = out_of_scope(by.who, permissions::verb::create, made.record)) co_return std::move(*why);
  }
  const auto resolved = co_await resolve_references(lanes, by, made, nullptr, errors);
  if (!resolved) co_return resolved.error();
  if (parts_.rules != nullptr && errors.empty()) {
    parts_.rules->before_create(made.record, write_context{by.who, at}, errors);
  }
  if (!errors.empty()) {
    problem invalid = problems::validation(std::move(errors));
    co_return co_await first_answer_or(lanes, by, std::move(invalid));
  }
  if (has_derived_) {
    const auto derived = co_await derive(lanes, by, made.record);
    if (!derived) co_return derived.error();
  }
  if (by.once) co_await count_use_of_key(lanes, by);

  record_answer answered = answer(by, made);
  const std::string after_json = codec::to_stored_json(made.record);
  const change_note note{live::change_kind::created,
                         at,
                         by.who.user_id,
                         by.who.user_name,
                         by.origin,
                         by.reason,
                         by.trace_id,
                         std::nullopt,
                         after_json,
                         by.address};
  const auto outcome = co_await send_insert(lanes, by, made.record, note, answered);
  writes_.fetch_add(1, std::memory_order_release);
  if (!outcome) co_return outcome.error();
  if (outcome->refused) co_return refused(*outcome->refused);
  if (outcome->answered.affected() == 0) {
    co_return co_await first_answer_or(lanes, by, request_key_in_flight());
  }
  co_return answered;
}

asio::awaitable<result<db::write_outcome>> service::send_insert(db::lanes lanes, const caller& by,
                                                                const any_record& made,
                                                                const change_note& note,
                                                                const record_answer& answered) {
  if (!by.once) return repository_.insert(lanes.write, by.who.tenant_id, made, note);
  const request_key_use use{by.who.tenant_id, by.who.user_id, *by.once, note.at};
  return repository_.insert_once(lanes.write, use, {answered.id, answered.tag, answered.json}, made, note);
}

asio::awaitable<service::written> service::write(db::lanes lanes, const caller& by, const any_record& before,
                                                 any_record& changed, live::change_kind kind) {
  const std::string before_json = codec::to_stored_json(before);
  const std::string after_json = codec::to_stored_json(changed);
  const change_note note{kind,           changed.base().updated_at,
                         by.who.user_id, by.who.user_name,
                         by.origin,      by.reason,
                         by.trace_id,    before_json,
                         after_json,     by.address};
  const auto outcome = co_await repository_.update(lanes.write, by.who.tenant_id, before, changed, note);
  writes_.fetch_add(1, std::memory_order_release);
  if (!outcome) co_return outcome.error();
  if (outcome->refused) co_return refused(*outcome->refused);
  forget_names(by);
  co_return outcome->answered.affected() == 1;
}

asio::awaitable<result<record_answer>> service::patch(db::lanes lanes, const caller& by, uuid id,
                                                      const json::object& patch, const precondition& when) {
  if (auto why = refuse(by.who, permissions::verb::update, type_)) co_return std::move(*why);
  auto hidden = hidden_members(by.who, type_, patch);
  if (!hidden.empty()) co_return problems::validation(std::move(hidden));
  if (!by.keep) co_return co_await transact(lanes, by, update_operation(id, patch, when));
  for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
    auto current = co_await load(lanes, by, id);
    if (!current) co_return std::move(current).error();
    const any_record before = current->record;
    if (before.base().deleted_at) co_return not_found();
    if (auto why = refuse(by.who, permissions::verb::update, before)) co_return std::move(*why);
    if (!when.allows(before.base().version)) {
      auto conflicts = co_await overlap(lanes, by, before, patch, when);
      if (!conflicts) co_return std::move(conflicts).error();
      co_return problems::precondition_failed("The record was changed since the version named in If-Match",
                                              std::move(*conflicts));
    }
    std::vector<field_error> errors;
    codec::read_patch(patch, current->record, errors);
    if (errors.empty()) {
      if (auto why = out_of_scope(by.who, permissions::verb::update, current->record))
        co_return std::move(*why);
    }
    const auto resolved = co_await resolve_references(lanes, by, *current, &before, errors);
    if (!resolved) co_return resolved.error();
    const timestamp at = after(before.base().updated_at);
    if (parts_.rules != nullptr && errors.empty()) {
      parts_.rules->before_change(before, current->record, write_context{by.who, at}, errors);
    }
    if (!errors.empty()) co_return problems::validation(std::move(errors));
    if (codec::changed_fields(before, current->record).empty()) co_return answer(by, *current);
    if (names_others_) {
      const auto known = co_await knows_names(lanes, by, &before, current->record);
      if (!known) co_return known.error();
      if (!*known) co_return co_await transact(lanes, by, update_operation(id, patch, when));
    }
    if (has_derived_) {
      const auto derived = co_await derive(lanes, by, current->record);
      if (!derived) co_return derived.error();
    }

    describe::record_base& base = current->record.base();
    base.version += 1;
    base.updated_at = at;
    base.updated_by = by.who.user_id;
    const written done = co_await write(lanes, by, before, current->record, live::change_kind::updated);
    if (!done) co_return done.error();
    if (*done) co_return answer(by, *current);
  }
  co_return raced();
}

asio::awaitable<result<bool>> service::remove(db::lanes lanes, const caller& by, uuid id,
                                              const precondition& when) {
  if (auto why = refuse(by.who, permissions::verb::remove, type_)) co_return std::move(*why);
  if (!by.keep || by.once) {
    const auto done = co_await transact(lanes, by, operation_on(write_operation::kind::remove, id, when));
    if (!done) co_return done.error();
    co_return done->repeated;
  }
  for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
    auto current = co_await load(lanes, by, id);
    if (!current) co_return std::move(current).error();
    const any_record before = current->record;
    if (before.base().deleted_at) co_return not_found();
    if (auto why = refuse(by.who, permissions::verb::remove, before)) co_return std::move(*why);
    if (!when.allows(before.base().version)) {
      co_return problems::precondition_failed("The record was changed since the version named in If-Match",
                                              {});
    }
    describe::record_base& base = current->record.base();
    base.version += 1;
    base.updated_at = after(before.base().updated_at);
    base.updated_by = by.who.user_id;
    base.deleted_at = base.updated_at;
    const written done = co_await write(lanes, by, before, current->record, live::change_kind::deleted);
    if (!done) co_return done.error();
    if (*done) co_return false;
  }
  co_return raced();
}

asio::awaitable<result<record_answer>> service::undelete(db::lanes lanes, const caller& by, uuid id,
                                                         const precondition& when) {
  if (auto why = refuse(by.who, permissions::verb::remove, type_)) co_return std::move(*why);
  if (!by.keep || by.once) {
    co_return co_await transact(lanes, by, operation_on(write_operation::kind::restore, id, when));
  }
  for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
    auto current = co_await load(lanes, by, id);
    if (!current) co_return std::move(current).error();
    const any_record before = current->record;
    if (auto why = refuse(by.who, permissions::verb::remove, before)) co_return std::move(*why);
    if (!when.allows(before.base().version)) {
      co_return problems::precondition_failed("The record was changed since the version named in If-Match",
                                              {});
    }
    if (!before.base().deleted_at) co_return answer(by, *current);
    describe::record_base& base = current->record.base();
    base.version += 1;
    base.updated_at = after(before.base().updated_at);
    base.updated_by = by.who.user_id;
    base.deleted_at.reset();
    const written done = co_await write(lanes, by, before, current->record, live::change_kind::restored);
    if (!done) co_return done.error();
    if (*done) co_return answer(by, *current);
  }
  co_return raced();
}

asio::awaitable<result<std::vector<field_conflict>>> service::overlap(db::lanes lanes, const caller& by,
                                                                      const any_record& current,
                                                                      const json::object& patch,
                                                                      const precondition& when) const {
  std::optional<any_record> base;
  if (!when.versions.empty()) {
    const std::int64_t named = *std::max_element(when.versions.begin(), when.versions.end());
    const auto image = co_await repository_.image(lanes.read, by.who.tenant_id, current.base().id, named);
    if (!image) co_return image.error();
    if (!image->empty()) base = codec::read_stored(type_, image->text(0, 0));
  }
  co_return overlap_of(current, base, patch);
}

}  // namespace dossier::records
