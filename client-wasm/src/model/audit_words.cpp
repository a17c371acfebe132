#include "client-wasm/src/model/audit_words.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/describe/registry.hpp"
#include "shared/records/command_line_actor.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;

constexpr std::size_t patch_value_max = 120;  ///< bytes of a value in a line of a patch
constexpr std::size_t hash_ends = 8;          ///< digits shown of a hash at its beginning

bool is_sign_in(std::string_view resource) {
  return resource == "sessions" || resource == "sign_ins";
}

/// A value of a resource that is not described: texts as they are, the rest as JSON.
std::string plain_value(const json::value* value) {
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? codec::text_of(*value) : json::serialize(*value);
}

std::string shown_value(const describe::field* field, const json::value* value, const wall_time& now) {
  if (field == nullptr || value == nullptr) return plain_value(value);
  // What was cut is a text whatever the field is.
  if (value->is_string() && field->kind != describe::kind::timestamp && field->kind != describe::kind::choice)
    return codec::text_of(*value);
  return json_value_text(*field, json::serialize(*value), now);
}

std::string cut(std::string text) {
  if (text.size() <= patch_value_max) return text;
  std::size_t end = patch_value_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "\u2026";
}

std::string member_line(std::string_view name, const json::value& value) {
  std::string line;
  codec::append_json_string(line, name);
  return line + ": " + cut(json::serialize(value));
}

/// A value as JSON; a long text is cut and stays JSON.
std::string value_json(const json::value& value) {
  return value.is_string() ? json::serialize(json::value(cut(codec::text_of(value))))
                           : json::serialize(value);
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

audit_act act_of(const audit_entry& entry) {
  if (entry.resource == "sign_ins") return audit_act::refuse;
  if (entry.resource == "sessions")
    return entry.action == audit_action::created ? audit_act::sign_in : audit_act::sign_out;
  if (describe::find_record(entry.resource) == nullptr) return audit_act::access;
  switch (entry.action) {
    case audit_action::created:
      return audit_act::create;
    case audit_action::deleted:
      return audit_act::remove;
    case audit_action::restored:
      return audit_act::restore;
    case audit_action::updated:
      break;
  }
  return audit_act::update;
}

std::string_view act_word(audit_act act) {
  constexpr std::array<std::string_view, 8> words{"Create",  "Update",   "Delete",  "Restore",
                                                  "Sign in", "Sign out", "Refused", "Access"};
  return words.at(static_cast<std::size_t>(act));
}

std::vector<audit_change> changes_of(const audit_entry& entry, const wall_time& now) {
  const auto read = codec::parse_json_object("{\"all\":" + entry.changes + "}");
  if (!read) return {};
  const json::value* const all = read->if_contains("all");
  if (all == nullptr || !all->is_array()) return {};
  const describe::record_type* const type = describe::find_record(entry.resource);
  std::vector<audit_change> made;
  for (const json::value& item : all->get_array()) {
    const json::object* const change = item.if_object();
    if (change == nullptr) continue;
    audit_change one;
    one.name = codec::text_at(*change, "field");
    const describe::field* const field = type != nullptr ? type->find(one.name) : nullptr;
    one.label = field != nullptr ? std::string(field->label) : choice_text(one.name);
    one.before = shown_value(field, change->if_contains("before"), now);
    one.after = shown_value(field, change->if_contains("after"), now);
    made.push_back(std::move(one));
  }
  return made;
}

std::string object_kind(const audit_entry& entry) {
  if (is_sign_in(entry.resource)) return "Session";
  if (const describe::record_type* type = describe::find_record(entry.resource))
    return std::string(type->names.label);
  std::string word = choice_text(entry.resource);
  if (word.size() > 1 && word.back() == 's') word.pop_back();
  return word;
}

std::string object_text(const audit_entry& entry) {
  if (is_sign_in(entry.resource) || !entry.title || entry.title->empty()) return object_kind(entry);
  return *entry.title;
}

std::string change_summary(const audit_entry& entry, const std::vector<audit_change>& changes) {
  const auto more = [](std::size_t count) {
    return count == 0 ? std::string() : ", and " + std::to_string(count) + " more";
  };
  for (const audit_change& one : changes) {
    if (one.name == "outcome") return choice_text(one.after);
  }
  if (changes.empty()) return entry.reason.value_or("");
  if (entry.action == audit_action::created)
    return std::to_string(changes.size()) + (changes.size() == 1 ? " field set" : " fields set");
  const audit_change& first = changes.front();
  const auto value = [](const std::string& text) { return text.empty() ? std::string("empty") : text; };
  return first.label + " " + value(first.before) + " \u2192 " + value(first.after) + more(changes.size() - 1);
}

std::string utc_clock_text(timestamp at) {
  constexpr std::int64_t second = 1'000'000;
  constexpr std::int64_t day = 86'400;
  const std::int64_t seconds = ((at.micros / second) % day + day) % day;
  return two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
}

std::string utc_text(timestamp at, const formats& how) {
  std::string text = exact_time_text(at, {at.micros / 1000, 0, how});
  const std::string millis = std::to_string(1000 + at.micros / 1000 % 1000);
  return text + "." + millis.substr(1) + " UTC";
}

std::string short_hash(std::string_view hex) {
  if (hex.size() < 2 * hash_ends) return std::string(hex);
  return std::string(hex.substr(0, 4)) + " " + std::string(hex.substr(4, 4)) + " \u2026 " +
         std::string(hex.substr(hex.size() - 4));
}

bool is_by_key(const audit_entry& entry) {
  return entry.origin == "key";
}

std::string actor_text(const audit_entry& entry) {
  if (entry.actor_id.is_nil())
    return entry.actor == command_line_actor ? choice_text(entry.actor) : "Unknown";
  return entry.actor + (is_by_key(entry) ? ", API" : "");
}

std::string browser_of(std::string_view user_agent) {
  // In this order: most say of themselves that they are others as well.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{{"Edg/", "Edge"},
                                                                                {"EdgA/", "Edge"},
                                                                                {"OPR/", "Opera"},
                                                                                {"Firefox/", "Firefox"},
                                                                                {"FxiOS/", "Firefox"},
                                                                                {"CriOS/", "Chrome"},
                                                                                {"Chrome/", "Chrome"},
                                                                                {"Safari/", "Safari"}}};
  for (const auto& [mark, name] : known) {
    if (user_agent.find(mark) != std::string_view::npos) return std::string(name);
  }
  return {};
}

std::string from_text(const audit_entry& entry) {
  std::string text = choice_text(entry.origin);
  if (entry.origin == "api") text = "API";
  if (is_by_key(entry)) text = "API key";
  if (entry.address) text += ", " + *entry.address;
  if (describe::find_record(entry.resource) != nullptr) return text;
  // What belongs to signing in keeps what the browser called itself.
  for (const audit_change& one : changes_of(entry, {})) {
    if (one.name != "user_agent") continue;
    if (const std::string browser = browser_of(one.after); !browser.empty()) text += ", " + browser;
  }
  return text;
}

std::vector<unchanged_field> unchanged_fields(const audit_entry& entry, const entry_patch& patch,
                                              const wall_time& now) {
  const describe::record_type* const type = describe::find_record(entry.resource);
  std::vector<unchanged_field> made;
  for (const entry_patch::member& each : patch.unchanged) {
    const describe::field* const field = type != nullptr ? type->find(each.name) : nullptr;
    const auto read = codec::parse_json_object("{\"value\":" + each.json + "}");
    std::string value = shown_value(field, read ? read->if_contains("value") : nullptr, now);
    std::replace(value.begin(), value.end(), '\n', ' ');
    made.push_back(
        {each.name, field != nullptr ? std::string(field->label) : choice_text(each.name), std::move(value)});
  }
  return made;
}

entry_patch patch_of(std::string_view before_json, std::string_view after_json) {
  const auto before = codec::parse_json_object(before_json);
  const auto after = codec::parse_json_object(after_json);
  entry_patch made;
  const json::object none;
  const json::object& old_members = before ? *before : none;
  const json::object& new_members = after ? *after : none;
  for (const auto& member : old_members) {
    const json::value* const now = new_members.if_contains(member.key());
    if (now != nullptr && *now == member.value()) {
      made.unchanged.push_back({std::string(member.key()), value_json(member.value())});
      continue;
    }
    made.lines.push_back({patch_line::side::before, member_line(member.key(), member.value())});
    if (now != nullptr) made.lines.push_back({patch_line::side::after, member_line(member.key(), *now)});
  }
  for (const auto& member : new_members) {
    if (old_members.if_contains(member.key()) == nullptr)
      made.lines.push_back({patch_line::side::after, member_line(member.key(), member.value())});
  }
  return made;
}

}  // namespace dossier::model
