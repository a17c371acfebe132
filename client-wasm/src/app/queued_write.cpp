#include "client-wasm/src/app/queued_write.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/describe/registry.hpp"

namespace dossier::app {
namespace {

namespace json = boost::json;
using codec::number_at;
using codec::text_at;
using codec::text_of;
using kind = queued_write::kind;

std::vector<std::string> texts_of(const json::object& from, const char* name) {
  std::vector<std::string> out;
  const json::value* list = from.if_contains(name);
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& one : list->get_array()) out.push_back(text_of(one));
  return out;
}

/// Whether it is about as many records as its kind needs.
bool is_whole(const queued_write& write) {
  if (write.key.empty() || describe::find_record(write.resource) == nullptr) return false;
  if (write.what == kind::create) return write.ids.empty();
  if (write.what != kind::batch) return write.ids.size() == 1;
  return !write.ids.empty() && (write.bodies.empty() || write.bodies.size() == write.ids.size());
}

std::optional<queued_write> read_write(const json::value& value) {
  const json::object* from = value.if_object();
  if (from == nullptr) return std::nullopt;
  queued_write out;
  const std::int64_t what = number_at(*from, "what");
  if (what < 0 || what > static_cast<std::int64_t>(kind::batch)) return std::nullopt;
  out.what = static_cast<kind>(what);
  out.resource = text_at(*from, "resource");
  for (const std::string& text : texts_of(*from, "ids")) {
    const auto id = parse_uuid(text);
    if (!id) return std::nullopt;
    out.ids.push_back(*id);
  }
  out.version = number_at(*from, "version");
  out.body = text_at(*from, "body");
  out.bodies = texts_of(*from, "bodies");
  out.before = text_at(*from, "before");
  out.key = text_at(*from, "key");
  out.title = text_at(*from, "title");
  out.since_ms = number_at(*from, "since");
  out.from_draft = number_at(*from, "draft") != 0;
  out.reason = text_at(*from, "reason");
  out.contested = number_at(*from, "contested") != 0;
  out.at = out.reason.empty() ? queued_write::stage::waiting : queued_write::stage::refused;
  out.lost = 1;  // whether it arrived before the page went is not known
  if (!is_whole(out)) return std::nullopt;
  return out;
}

json::object json_of(const queued_write& w) {
  json::object one;
  one["what"] = static_cast<std::int64_t>(w.what);
  one["resource"] = w.resource;
  one["key"] = w.key;
  one["since"] = w.since_ms;
  json::array ids;
  for (const uuid& id : w.ids) ids.emplace_back(to_string(id));
  one["ids"] = std::move(ids);
  if (w.version != 0) one["version"] = w.version;
  if (!w.body.empty()) one["body"] = w.body;
  if (!w.bodies.empty()) one["bodies"] = json::array(w.bodies.begin(), w.bodies.end());
  if (!w.before.empty()) one["before"] = w.before;
  if (!w.title.empty()) one["title"] = w.title;
  if (w.from_draft) one["draft"] = 1;
  if (!w.reason.empty()) one["reason"] = w.reason;
  if (w.contested) one["contested"] = 1;
  return one;
}

}  // namespace

const describe::record_type& queued_write::type() const {
  return *describe::find_record(resource);
}

bool queued_write::concerns(const uuid& id) const {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool queued_write::overlaps(const queued_write& other) const {
  return std::any_of(ids.begin(), ids.end(), [&](const uuid& id) { return other.concerns(id); });
}

bool queued_write::removes() const {
  return what == kind::remove || (what == kind::batch && body.empty() && bodies.empty());
}

std::set<std::string, std::less<>> queued_write::set_fields() const {
  std::set<std::string, std::less<>> out;
  const auto patch = what != kind::create ? codec::parse_json_object(bodies.empty() ? body : bodies.front())
                                          : result<json::object>(problem{});
  if (!patch) return out;
  for (const auto& member : *patch) out.emplace(member.key().data(), member.key().size());
  return out;
}

net::batch queued_write::operations() const {
  net::batch operations;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string& patch = bodies.empty() ? body : bodies[i];
    if (patch.empty()) {
      operations.remove(ids[i]);
    } else {
      operations.update(ids[i], 0, patch);
    }
  }
  return operations;
}

void apply_patch(const std::string& patch, describe::any_record& record) {
  std::vector<field_error> errors;
  if (const auto members = codec::parse_json_object(patch)) codec::read_patch(*members, record, errors);
}

std::string values_before(const std::string& patch, const describe::any_record& record) {
  std::string out = "{";
  const auto members = codec::parse_json_object(patch);
  if (!members) return "{}";
  for (const auto& [name, value] : *members) {
    const describe::field* field = record.type().find({name.data(), name.size()});
    if (field == nullptr) continue;
    if (out.size() > 1) out += ',';
    codec::append_json_string(out, field->name);
    out += ':';
    codec::append_value(out, *field, record.data());
  }
  return out + "}";
}

meeting meet(const queued_write& patch, const describe::any_record& stored) {
  describe::any_record mine = stored;
  describe::any_record old = stored;
  apply_patch(patch.body, mine);
  apply_patch(patch.before, old);
  bool done = true;
  const auto members = codec::parse_json_object(patch.body);
  if (!members) return meeting::contested;
  for (const auto& [name, value] : *members) {
    const describe::field* field = stored.type().find({name.data(), name.size()});
    if (field == nullptr || codec::same_value(*field, mine.data(), stored.data())) continue;
    if (!codec::same_value(*field, old.data(), stored.data())) return meeting::contested;
    done = false;
  }
  return done ? meeting::done : meeting::clear;
}

std::string to_json(const std::vector<queued_write>& writes,
                    const std::map<std::string, std::string>& beside) {
  json::array out;
  for (const queued_write& w : writes) out.push_back(json_of(w));
  json::object all{{"writes", std::move(out)}};
  json::object texts;
  for (const auto& [name, text] : beside) texts[name] = text;
  if (!texts.empty()) all["beside"] = std::move(texts);
  return json::serialize(all);
}

std::map<std::string, std::string> read_beside(std::string_view text) {
  std::map<std::string, std::string> out;
  const auto object = codec::parse_json_object(text);
  const json::value* texts = object ? object->if_contains("beside") : nullptr;
  if (texts == nullptr || !texts->is_object()) return out;
  for (const auto& [name, value] : texts->get_object()) {
    if (value.is_string()) out.emplace(std::string(name.data(), name.size()), text_of(value));
  }
  return out;
}

std::vector<queued_write> read_writes(std::string_view text) {
  std::vector<queued_write> out;
  const auto object = codec::parse_json_object(text);
  const json::value* list = object ? object->if_contains("writes") : nullptr;
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& value : list->get_array()) {
    if (auto write = read_write(value)) out.push_back(*std::move(write));
  }
  return out;
}

}  // namespace dossier::app
