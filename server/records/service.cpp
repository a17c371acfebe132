#include "server/records/service.hpp"

#include "server/records/permission_check.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/codec/short_form.hpp"

namespace dossier::records {

using describe::field;

namespace {

/// 32-bit FNV-1a of the derived members: a short answer to "did they change?", not a protection.
std::string tag_of(std::int64_t version, std::string_view derived) {
  std::uint32_t hash = 2166136261U;
  for (const char c : derived) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  std::string tag = std::to_string(version) + "-";
  for (unsigned shift = 32; shift > 0; shift -= 4) tag += "0123456789abcdef"[(hash >> (shift - 4)) & 15U];
  return tag;
}

}  // namespace

std::optional<uuid> service::target_of(const field& reference, const void* record) {
  return codec::referenced_id(reference, record);
}

bool precondition::allows(std::int64_t version) const {
  return !given || any || std::find(versions.begin(), versions.end(), version) != versions.end();
}

service::service(const describe::record_type& type, service_parts parts)
    : type_(type),
      parts_(parts),
      repository_(type, parts.words),
      answers_(type, nullptr),
      searches_(type, parts.words) {
  for (const field& described : type.fields) {
    if (!described.references.empty()) references_.push_back(&described);
    has_derived_ = has_derived_ || described.is_derived;
    names_others_ = names_others_ || !described.names_of.empty();
  }
}

std::string service::short_forms(const stored& of) const {
  std::string out;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    codec::append_short_form(out, *references_[i], codec::referenced_id(*references_[i], of.record.data()),
                             of.names[i]);
  }
  return out;
}

record_answer service::answer(const caller& by, const stored& of) const {
  const std::string derived = short_forms(of);
  record_answer made;
  made.id = of.record.base().id;
  made.tag = tag_of(of.record.base().version, derived + derived_values(of.record));
  made.json.reserve(1024);
  codec::append_record_without(made.json, of.record, hidden_fields(by.who, type_), derived);
  return made;
}

problem service::not_found() const {
  return no_such_record(type_);
}

/// Where the caller may read some records only: the 404 of any other one.
boost::asio::awaitable<result<void>> service::check_readable(db::lanes lanes, const caller& by,
                                                             uuid id) const {
  if (auto why = refuse(by.who, permissions::verb::read, type_)) co_return std::move(*why);
  if (!permitted(by.who, permissions::verb::read, type_)) co_return result<void>();
  const auto found = co_await load(lanes, by, id);
  if (!found) co_return found.error();
  if (auto why = refuse(by.who, permissions::verb::read, found->record)) co_return std::move(*why);
  co_return result<void>();
}

boost::asio::awaitable<result<record_answer>> service::get(db::lanes lanes, const caller& by, uuid id,
                                                           const record_view& view) {
  const auto readable = co_await check_readable(lanes, by, id);
  if (!readable) co_return readable.error();
  const std::optional<row_fields> shown = view.fields ? view.fields : readable_fields(by.who, type_);
  const chosen_answers chosen(type_, shown, nullptr, answers_);
  auto finding = chosen.fields() != nullptr
                     ? repository_.find(lanes.read, by.who.tenant_id, id, *chosen.fields())
                     : repository_.find(lanes.read, by.who.tenant_id, id);
  const auto found = co_await std::move(finding);
  if (!found) co_return found.error();
  const row_answers& answers = chosen.rows();
  if (answers.none(*found)) co_return not_found();
  if (answers.is_deleted(*found, 0) && !view.show_deleted) co_return not_found();
  record_answer made;
  made.id = id;
  made.seq = answers.seq(*found);
  const std::string derived = answers.derived(*found, 0);
  made.tag = tag_of(answers.version(*found, 0),
                    has_derived_ ? derived + derived_values(answers.read(*found, 0)) : derived);
  made.json.reserve(1024);
  answers.append(made.json, *found, 0, derived);
  co_return made;
}

boost::asio::awaitable<result<service::stored>> service::load(db::lanes lanes, const caller& by,
                                                              uuid id) const {
  const auto found = co_await repository_.find(lanes.read, by.who.tenant_id, id);
  if (!found) co_return found.error();
  if (found->empty()) co_return not_found();
  co_return read_stored_row(*found, 0, 1);
}

service::stored service::read_stored_row(const db::rows& from, int row, int first_column) const {
  stored read{read_row(type_, from, row, first_column), {}};
  int column = first_column + static_cast<int>(type_.fields.size());
  for (std::size_t i = 0; i < references_.size(); ++i, ++column) {
    read.names.emplace_back();
    if (!from.is_null(row, column)) read.names.back() = std::string(from.text(row, column));
  }
  return read;
}

std::string service::derived_values(const describe::any_record& of) const {
  std::string text;
  if (!has_derived_) return text;
  for (const field& described : type_.fields) {
    if (!described.is_derived) continue;
    text += ',';
    codec::append_value(text, described, of.data());
  }
  return text;
}

boost::asio::awaitable<result<void>> service::resolve_references(db::lanes lanes, const caller& by,
                                                                 stored& of,
                                                                 const describe::any_record* before,
                                                                 std::vector<field_error>& errors) const {
  of.names.resize(references_.size());
  for (std::size_t i = 0; i < references_.size(); ++i) {
    const field& reference = *references_[i];
    if (before != nullptr && codec::same_value(reference, before->data(), of.record.data())) continue;
    of.names[i].reset();
    const auto id = codec::referenced_id(reference, of.record.data());
    if (!id || id->is_nil()) continue;
    const auto found = co_await repository_.name_of(lanes.read, by.who.tenant_id, i, *id);
    if (!found) co_return found.error();
    if (found->empty()) {
      errors.push_back({std::string(reference.name), "reference",
                        "does not name one of the " + std::string(reference.references)});
    } else if (!found->is_null(0, 0)) {
      of.names[i] = std::string(found->text(0, 0));
    }
  }
  co_return result<void>();
}

}  // namespace dossier::records
