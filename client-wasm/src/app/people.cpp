#include "client-wasm/src/app/people.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "client-wasm/src/model/audit_words.hpp"
#include "shared/codec/json_members.hpp"

namespace dossier::app {
namespace {

namespace json = boost::json;
using codec::text_at;

std::optional<timestamp> time_in(const json::object& from, const char* name) {
  return parse_timestamp(text_at(from, name));
}

const json::object& object_in(const json::object& from, const char* name) {
  static const json::object none;
  const json::value* found = from.if_contains(name);
  const json::object* object = found != nullptr ? found->if_object() : nullptr;
  return object != nullptr ? *object : none;
}

}  // namespace

std::optional<person_facts> read_person(const json::object& from) {
  person_facts read;
  read.email = text_at(from, "email");
  const json::value* all = from.if_contains("memberships");
  if (all == nullptr || !all->is_array()) return std::nullopt;
  for (const json::value& each : all->get_array()) {
    const json::object* one = each.if_object();
    const auto as = one != nullptr ? parse_role(text_at(*one, "role")) : std::nullopt;
    if (!as) continue;
    const json::object& tenant = object_in(*one, "tenant");
    read.memberships.push_back({text_at(tenant, "id"), text_at(tenant, "name"), *as});
  }
  return read;
}

std::optional<person_session> read_session(const json::object& from) {
  person_session read;
  read.id = text_at(from, "id");
  read.person = text_at(object_in(from, "user"), "name");
  read.person_id = text_at(object_in(from, "user"), "id");
  read.tenant = text_at(object_in(from, "tenant"), "name");
  read.address = text_at(from, "address");
  read.user_agent = text_at(from, "user_agent");
  const auto created = time_in(from, "created_at");
  if (read.id.empty() || !created) return std::nullopt;
  read.created_at = *created;
  read.last_used_at = time_in(from, "last_used_at").value_or(*created);
  const json::value* current = from.if_contains("current");
  read.current = current != nullptr && current->is_bool() && current->get_bool();
  return read;
}

std::optional<api_key> read_api_key(const json::object& from) {
  api_key read;
  read.id = text_at(from, "id");
  read.name = text_at(from, "name");
  read.prefix = text_at(from, "prefix");
  read.person = text_at(object_in(from, "user"), "name");
  read.may_write = text_at(from, "scope") == "write";
  const auto created = time_in(from, "created_at");
  if (read.id.empty() || !created) return std::nullopt;
  read.created_at = *created;
  read.expires_at = time_in(from, "expires_at");
  read.last_used_at = time_in(from, "last_used_at");
  return read;
}

std::optional<linked_provider> read_provider(const json::object& from) {
  linked_provider read;
  read.id = text_at(from, "id");
  read.issuer = text_at(from, "issuer");
  read.label = text_at(from, "label");
  const auto linked = time_in(from, "linked_at");
  if (read.id.empty() || !linked) return std::nullopt;
  read.linked_at = *linked;
  read.last_used_at = time_in(from, "last_used_at").value_or(*linked);
  return read;
}

std::optional<member> read_member(const json::object& from) {
  member read;
  read.id = text_at(object_in(from, "user"), "id");
  read.name = text_at(object_in(from, "user"), "name");
  read.email = text_at(from, "email");
  const auto as = parse_role(text_at(from, "role"));
  if (read.id.empty() || !as) return std::nullopt;
  read.as = *as;
  read.joined_at = time_in(from, "joined_at");
  read.last_seen_at = time_in(from, "last_seen_at");
  read.brand_id = text_at(from, "brand_id");
  return read;
}

std::optional<invitation> read_invitation(const json::object& from) {
  invitation read;
  read.id = text_at(from, "id");
  read.name = text_at(from, "name");
  read.email = text_at(from, "email");
  const auto as = parse_role(text_at(from, "role"));
  const auto created = time_in(from, "created_at");
  if (read.id.empty() || !as || !created) return std::nullopt;
  read.as = *as;
  read.created_at = *created;
  read.expires_at = time_in(from, "expires_at");
  read.brand_id = text_at(from, "brand_id");
  return read;
}

std::string browser_text(std::string_view user_agent) {
  const std::string browser = model::browser_of(user_agent);
  if (browser.empty()) return std::string(user_agent.empty() ? "Unknown program" : user_agent);
  using mark = std::pair<std::string_view, std::string_view>;
  // In this order: the first ones name others as well.
  constexpr std::array<mark, 6> systems{{{"Android", "Android"},
                                         {"iPhone", "iPhone"},
                                         {"iPad", "iPad"},
                                         {"Windows", "Windows"},
                                         {"Mac OS", "Mac"},
                                         {"Linux", "Linux"}}};
  for (const auto& [part, system] : systems) {
    if (user_agent.find(part) != std::string_view::npos) return browser + " on " + std::string(system);
  }
  return browser;
}

}  // namespace dossier::app
