#include "server/records/write_transaction.hpp"

#include <algorithm>

#include "server/records/permission_check.hpp"
#include "shared/codec/record_json.hpp"

namespace dossier::records {

using describe::any_record;
using describe::field;

namespace {

using kind = write_operation::kind;

/// Puts the operation's path before what its errors name.
void add_path(std::vector<field_error>& errors, const std::string& path) {
  if (path.empty()) return;
  for (field_error& error : errors) {
    error.field = error.field.empty() ? path.substr(0, path.size() - 1) : path + error.field;
  }
}

constexpr std::string_view other_version = "The record was changed since the version named in If-Match";

permissions::verb verb_of(write_operation::kind what) {
  switch (what) {
    case write_operation::kind::create:
      return permissions::verb::create;
    case write_operation::kind::update:
      return permissions::verb::update;
    case write_operation::kind::remove:
    case write_operation::kind::restore:
      break;
  }
  return permissions::verb::remove;
}

}  // namespace

std::vector<record_answer> write_transaction::run(std::vector<write_operation>& operations) {
  alone_ = operations.size() == 1 && operations.front().path.empty();
  load(operations);
  for (write_operation& operation : operations) prepare(operation);
  refuse_errors(operations);
  make_names();
  for (const step& one : steps_) write(one);
  std::vector<record_answer> answers;
  answers.reserve(answers_.size());
  for (const stored& one : answers_) answers.push_back(answer(one));
  return answers;
}

/// In the order of ids, so that two transactions cannot wait for each other.
void write_transaction::load(const std::vector<write_operation>& operations) {
  std::vector<uuid> ids;
  for (const write_operation& operation : operations) {
    if (operation.what != kind::create) ids.push_back(operation.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return;
  const db::rows found = service_.repository_.lock(in_, by_.who.tenant_id, ids);
  for (int row = 0; row < found.size(); ++row) {
    stored read = service_.read_stored_row(found, row, 0);
    const uuid id = read.record.base().id;
    records_.emplace(id, std::move(read));
  }
}

void write_transaction::prepare(write_operation& operation) {
  const permissions::verb what = verb_of(operation.what);
  if (auto why = refuse(by_.who, what, service_.type_)) throw db::job_refused{std::move(*why)};
  if (operation.what == kind::create) {
    prepare_create(operation);
  } else {
    const auto found = records_.find(operation.id);
    const bool live = found != records_.end() && !found->second.record.base().deleted_at;
    const bool known = found != records_.end() && may(by_.who, permissions::verb::read, found->second.record);
    if (!known || (!live && operation.what != kind::restore)) {
      if (alone_) throw db::job_refused{service_.not_found()};
      operation.errors.push_back({"id", "not_found", "names no record"});
    } else if (auto why = refuse(by_.who, what, found->second.record)) {
      throw db::job_refused{std::move(*why)};
    } else if (check_version(operation, found->second)) {
      prepare_change(operation, found->second);
    }
  }
  const auto is_version = [](const field_error& error) { return error.code == "version"; };
  only_versions_ =
      only_versions_ && std::all_of(operation.errors.begin(), operation.errors.end(), is_version);
  add_path(operation.errors, operation.path);
}

void write_transaction::prepare_create(write_operation& operation) {
  stored made{std::move(*operation.made), {}};
  const timestamp at = service_.parts_.time.now();
  service_.begin_record(made.record, by_, at);
  if (operation.errors.empty()) {
    if (auto why = out_of_scope(by_.who, permissions::verb::create, made.record))
      throw db::job_refused{std::move(*why)};
  }
  resolve_references(made, nullptr, operation.errors);
  if (service_.parts_.rules != nullptr && operation.errors.empty()) {
    service_.parts_.rules->before_create(made.record, write_context{by_.who, at}, operation.errors);
  }
  if (!operation.errors.empty()) return;
  const uuid id = made.record.base().id;
  answers_.push_back(made);
  steps_.push_back({&operation, std::nullopt, made.record, live::change_kind::created});
  records_.emplace(id, std::move(made));
}

bool write_transaction::check_version(write_operation& operation, const stored& current) {
  const any_record& record = current.record;
  if (operation.when.allows(record.base().version)) return true;
  if (alone_) refuse_version(operation, record);
  operation.errors.push_back(
      {"version", "version", "is not the record's, which is " + std::to_string(record.base().version)});
  return false;
}

void write_transaction::refuse_version(const write_operation& operation, const any_record& current) {
  std::vector<field_conflict> conflicts;
  if (operation.what == kind::update) {
    std::optional<any_record> base;
    if (!operation.when.versions.empty()) {
      const auto named = *std::max_element(operation.when.versions.begin(), operation.when.versions.end());
      const db::rows image = service_.repository_.image(in_, by_.who.tenant_id, current.base().id, named);
      if (!image.empty()) base = codec::read_stored(service_.type_, image.text(0, 0));
    }
    conflicts = overlap_of(current, base, operation.patch);
  }
  throw db::job_refused{problems::precondition_failed(std::string(other_version), std::move(conflicts))};
}

void write_transaction::prepare_change(write_operation& operation, stored& current) {
  const any_record before = current.record;
  stored changed = current;
  describe::record_base& base = changed.record.base();
  const timestamp at = service_.after(before.base().updated_at);
  live::change_kind what = live::change_kind::updated;
  if (operation.what == kind::update) {
    codec::read_patch(operation.patch, changed.record, operation.errors);
    if (operation.errors.empty()) {
      if (auto why = out_of_scope(by_.who, permissions::verb::update, changed.record))
        throw db::job_refused{std::move(*why)};
    }
    resolve_references(changed, &before, operation.errors);
    if (service_.parts_.rules != nullptr && operation.errors.empty()) {
      service_.parts_.rules->before_change(before, changed.record, write_context{by_.who, at},
                                           operation.errors);
    }
  } else if (operation.what == kind::remove) {
    what = live::change_kind::deleted;
    base.deleted_at = at;
  } else {
    what = live::change_kind::restored;
    base.deleted_at.reset();
  }
  if (!operation.errors.empty()) return;
  if (codec::changed_fields(before, changed.record).empty()) {
    answers_.push_back(current);
    return;
  }
  base.version += 1;
  base.updated_at = at;
  base.updated_by = by_.who.user_id;
  steps_.push_back({&operation, before, changed.record, what});
  answers_.push_back(changed);
  current = std::move(changed);
}

void write_transaction::resolve_references(stored& of, const any_record* before,
                                           std::vector<field_error>& errors) {
  const auto& references = service_.references_;
  of.names.resize(references.size());
  for (std::size_t i = 0; i < references.size(); ++i) {
    const field& reference = *references[i];
    if (before != nullptr && codec::same_value(reference, before->data(), of.record.data())) continue;
    of.names[i].reset();
    const auto id = service::target_of(reference, of.record.data());
    if (!id || id->is_nil()) continue;
    const auto [known, is_new] = names_.try_emplace({i, *id});
    if (is_new) {
      const db::rows found = service_.repository_.name_of(in_, by_.who.tenant_id, i, *id);
      if (!found.empty()) {
        known->second.emplace();
        if (!found.is_null(0, 0)) known->second->emplace(found.text(0, 0));
      }
    }
    if (known->second) {
      of.names[i] = *known->second;
    } else {
      errors.push_back({std::string(reference.name), "reference",
                        "does not name one of the " + std::string(reference.references)});
    }
  }
}

void write_transaction::refuse_errors(const std::vector<write_operation>& operations) const {
  std::vector<field_error> all;
  for (const write_operation& operation : operations) {
    all.insert(all.end(), operation.errors.begin(), operation.errors.end());
  }
  if (all.empty()) return;
  if (!only_versions_) throw db::job_refused{problems::validation(std::move(all))};
  problem why =
      problems::precondition_failed("Records were changed since the versions that the operations name", {});
  why.errors = std::move(all);
  throw db::job_refused{std::move(why)};
}

change_note write_transaction::note_of(live::change_kind what, timestamp at) const {
  change_note note{what,       at,           by_.who.user_id, by_.who.user_name,
                   by_.origin, std::nullopt, by_.trace_id,    std::nullopt,
                   {},         by_.address};
  if (by_.reason) note.reason = *by_.reason;
  return note;
}

void write_transaction::make_names() {
  for (const auto& book : service_.parts_.names) {
    std::vector<std::string> added;
    for (const step& one : steps_) {
      const void* before = one.before ? one.before->data() : nullptr;
      const auto more = names_added(service_.type_, book->type().names.resource, before, one.after.data());
      added.insert(added.end(), more.begin(), more.end());
    }
    if (added.empty()) continue;
    if (auto why = refuse(by_.who, permissions::verb::create, book->type()))
      throw db::job_refused{std::move(*why)};
    const timestamp at = steps_.front().after.base().updated_at;
    book->make_missing(in_, {by_.who.tenant_id, note_of(live::change_kind::created, at)}, added);
  }
}

void write_transaction::write(const step& one) {
  const uuid& tenant = by_.who.tenant_id;
  const std::string after_json = codec::to_stored_json(one.after);
  const std::string before_json = one.before ? codec::to_stored_json(*one.before) : std::string();
  change_note note = note_of(one.kind, one.after.base().updated_at);
  note.after = after_json;
  if (one.before) note.before = before_json;
  const bound_write bound = one.before
                                ? service_.repository_.bind_update(tenant, *one.before, one.after, note)
                                : service_.repository_.bind_insert(tenant, one.after, note);
  try {
    const db::rows done = in_.run(*bound.what, bound.with);
    if (done.affected() != 1) throw std::logic_error("a locked record was changed by somebody else");
  } catch (const db::statement_failed& failed) {
    if (failed.why().what != db::postgres_error::kind::refused) throw;
    problem why = service_.refused(failed.why().as_refusal());
    add_path(why.errors, one.of->path);
    throw db::job_refused{std::move(why)};
  }
}

record_answer write_transaction::answer(const stored& of) {
  if (!service_.has_derived_) return service_.answer(by_, of);
  stored complete = of;
  service_.set_derived(complete.record,
                       service_.repository_.derived(in_, by_.who.tenant_id, complete.record));
  return service_.answer(by_, complete);
}

std::vector<field_conflict> overlap_of(const any_record& current, const std::optional<any_record>& base,
                                       const boost::json::object& patch) {
  any_record wanted = current;
  std::vector<field_error> ignored;
  codec::read_patch(patch, wanted, ignored);
  std::vector<field_conflict> conflicts;
  for (const field& described : current.type().fields) {
    if (described.is_read_only || !patch.contains(described.name)) continue;
    if (codec::same_value(described, wanted.data(), current.data())) continue;
    if (base && codec::same_value(described, base->data(), current.data())) continue;
    field_conflict conflict{std::string(described.name), {}, {}};
    codec::append_value(conflict.yours, described, wanted.data());
    codec::append_value(conflict.current, described, current.data());
    conflicts.push_back(std::move(conflict));
  }
  return conflicts;
}

}  // namespace dossier::records
