#include "server/records/service.hpp"

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"

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

void append_short_form(std::string& out, const field& reference, const std::optional<uuid>& id,
                       std::optional<std::string_view> name) {
  if (!out.empty()) out += ',';
  codec::append_json_string(out, reference.short_form_name());
  if (!id) {
    out += ":null";
    return;
  }
  out += ":{\"id\":\"";
  append_uuid(out, *id);
  out += "\",";
  codec::append_json_string(out, reference.reference_label);
  out += ':';
  if (name) {
    codec::append_json_string(out, *name);
  } else {
    out += "null";
  }
  out += '}';
}

/// What a reference points to; nullopt when it is not set.
std::optional<uuid> target_of(const field& reference, const void* record) {
  if (reference.nullable) return *static_cast<const std::optional<uuid>*>(reference.read(record));
  return *static_cast<const uuid*>(reference.read(record));
}

int column_of(const describe::record_type& type, std::string_view name) {
  return static_cast<int>(type.index_of(*type.find(name)));
}

}  // namespace

bool precondition::allows(std::int64_t version) const {
  return !given || any || std::find(versions.begin(), versions.end(), version) != versions.end();
}

service::service(const describe::record_type& type, service_parts parts)
    : type_(type),
      parts_(parts),
      version_(column_of(type, "version")),
      deleted_at_(column_of(type, "deleted_at")),
      repository_(type),
      writer_(type) {
  for (const field& described : type.fields) {
    if (!described.references.empty()) references_.push_back(&described);
  }
}

std::string service::short_forms(const db::rows& from, int row, int first_column) const {
  std::string out;
  int column = first_column + static_cast<int>(type_.fields.size());
  for (const field* reference : references_) {
    const int id_column = first_column + static_cast<int>(type_.index_of(*reference));
    std::optional<uuid> id;
    if (!from.is_null(row, id_column)) id = from.id(row, id_column);
    std::optional<std::string_view> name;
    if (!from.is_null(row, column)) name = from.text(row, column);
    append_short_form(out, *reference, id, name);
    ++column;
  }
  return out;
}

std::string service::short_forms(const stored& of) const {
  std::string out;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    append_short_form(out, *references_[i], target_of(*references_[i], of.record.data()), of.names[i]);
  }
  return out;
}

record_answer service::answer(const stored& of) const {
  const std::string derived = short_forms(of);
  record_answer made;
  made.id = of.record.base().id;
  made.tag = tag_of(of.record.base().version, derived);
  made.json.reserve(1024);
  codec::append_record(made.json, of.record, derived);
  return made;
}

problem service::not_found() const {
  return problems::not_found("There is no such record in " + std::string(type_.names.resource));
}

boost::asio::awaitable<result<record_answer>> service::get(db::lanes lanes, const caller& by, uuid id) {
  const auto found = co_await repository_.find(lanes.read, by.who.tenant_id, id);
  if (!found) co_return found.error();
  constexpr int first_column = 1;
  if (found->empty() || !found->is_null(0, first_column + deleted_at_)) co_return not_found();
  record_answer made;
  made.id = id;
  made.seq = found->is_null(0, 0) ? 0 : found->integer(0, 0);
  const std::string derived = short_forms(*found, 0, first_column);
  made.tag = tag_of(found->integer(0, first_column + version_), derived);
  made.json.reserve(1024);
  writer_.append(made.json, *found, 0, first_column, derived);
  co_return made;
}

boost::asio::awaitable<result<service::stored>> service::load(db::lanes lanes, const caller& by,
                                                              uuid id) const {
  const auto found = co_await repository_.find(lanes.read, by.who.tenant_id, id);
  if (!found) co_return found.error();
  if (found->empty()) co_return not_found();
  stored read{read_row(type_, *found, 0, 1), {}};
  int column = 1 + static_cast<int>(type_.fields.size());
  for (std::size_t i = 0; i < references_.size(); ++i, ++column) {
    read.names.emplace_back();
    if (!found->is_null(0, column)) read.names.back() = std::string(found->text(0, column));
  }
  co_return read;
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
    const auto id = target_of(reference, of.record.data());
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
