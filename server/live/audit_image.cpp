#include "server/live/audit_image.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/core/hex.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::live {
namespace {

namespace json = boost::json;
using describe::field;
using describe::record_type;

/// Where the character `count` (from 0) of a UTF-8 text begins; its end where it has fewer.
std::size_t offset_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    --count;
  }
  return at;
}

/// The JSON of a value, its text cut where it is long.
void append_cut(std::string& out, const json::value& value) {
  if (value.is_string()) {
    const std::string_view text = value.get_string();
    const std::size_t end = offset_of(text, audit_value_max);
    codec::append_json_string(out,
                              end < text.size() ? std::string(text.substr(0, end)) + "…" : std::string(text));
    return;
  }
  const std::string whole = json::serialize(value);
  if (whole.size() <= audit_value_max) {
    out += whole;
  } else {
    codec::append_json_string(out, whole.substr(0, offset_of(whole, audit_value_max)) + "…");
  }
}

/// `[{"field":…,"before":…,"after":…},…]` as it grows.
class change_list {
 public:
  void add(std::string_view name, const json::value& before, const json::value& after) {
    if (count_ == audit_changes_max) return;
    if (count_++ != 0) made_ += ',';
    made_ += "{\"field\":";
    codec::append_json_string(made_, name);
    made_ += ",\"before\":";
    append_cut(made_, before);
    made_ += ",\"after\":";
    append_cut(made_, after);
    made_ += '}';
  }
  [[nodiscard]] std::string done() && { return std::move(made_) + "]"; }

 private:
  std::string made_ = "[";
  std::size_t count_ = 0;
};

json::object object_of(std::string_view text) {
  boost::system::error_code wrong;
  json::value read = json::parse(text, wrong);
  return !wrong && read.is_object() ? std::move(read.get_object()) : json::object();
}

json::value member_of(const json::object& from, std::string_view name) {
  const json::value* const found = from.if_contains(name);
  return found == nullptr ? json::value() : *found;
}

/// Whether a list of changes shows the field: not what every record has, nor what follows from others.
bool is_told(const field& described) {
  return !described.is_common && !described.is_derived;
}

/// Of a record that this server describes: in the order of its fields.
std::string described_changes(const record_type& type, const json::object& before,
                              const json::object& after) {
  change_list made;
  for (const field& each : type.fields) {
    if (!is_told(each)) continue;
    const json::value old_value = member_of(before, each.name);
    const json::value new_value = member_of(after, each.name);
    const bool unset = new_value.is_null() || (new_value.is_array() && new_value.get_array().empty());
    if (old_value == new_value || (before.empty() && unset)) continue;
    made.add(each.name, old_value, new_value);
  }
  return std::move(made).done();
}

/// Of anything else: sign-ins and what belongs to them.
std::string plain_changes(const json::object& before, const json::object& after) {
  change_list made;
  for (const auto& [name, value] : after) {
    if (const json::value old_value = member_of(before, name); old_value != value)
      made.add(name, old_value, value);
  }
  for (const auto& [name, value] : before) {
    if (after.if_contains(name) == nullptr) made.add(name, value, json::value());
  }
  return std::move(made).done();
}

std::optional<std::string> title_of(const record_type* type, const json::object& after) {
  // What belongs to signing in is called by a person's address, or by its own name.
  for (const std::string_view name :
       {type == nullptr ? std::string_view("email") : type->names.title_field, std::string_view("name")}) {
    const json::value* const found = after.if_contains(name);
    if (found != nullptr && found->is_string()) return std::string(found->get_string());
    if (type != nullptr) break;
  }
  return std::nullopt;
}

audit_action action_of(std::string_view kind) {
  const auto found = std::find(audit_action_names.begin(), audit_action_names.end(), kind);
  return static_cast<audit_action>(found - audit_action_names.begin());
}

std::optional<std::string> text_of(const std::optional<std::string_view>& from) {
  return from ? std::optional<std::string>(*from) : std::nullopt;
}

}  // namespace

audit_entry entry_of(const logged_change& from) {
  const record_type* const type = describe::find_record(from.resource);
  const json::object before = from.before ? object_of(*from.before) : json::object();
  const json::object after = object_of(from.after);
  audit_entry made;
  made.id = audit_entry_id(from.seq);
  made.created_at = made.updated_at = made.at = from.at;
  made.created_by = made.updated_by = made.actor_id = from.actor_id;
  made.seq = from.seq;
  made.actor = from.actor_name;
  made.action = action_of(from.kind);
  made.resource = from.resource;
  made.record_id = from.record_id;
  made.title = title_of(type, after);
  made.changes = type != nullptr ? described_changes(*type, before, after) : plain_changes(before, after);
  made.origin = from.origin;
  made.address = text_of(from.address);
  made.reason = text_of(from.reason);
  made.trace_id = from.trace_id;
  made.hash = to_hex(from.hash);
  return made;
}

}  // namespace dossier::live
