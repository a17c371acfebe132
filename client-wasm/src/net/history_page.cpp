#include "client-wasm/src/net/history_page.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::net {
namespace {

namespace json = boost::json;
using codec::number_at;
using codec::text_at;

std::string json_at(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr ? "null" : json::serialize(*found);
}

history_entry read_entry(const json::object& object) {
  history_entry entry;
  entry.seq = number_at(object, "seq");
  entry.version = number_at(object, "version");
  entry.at = parse_timestamp(text_at(object, "at")).value_or(timestamp{});
  entry.kind = text_at(object, "kind");
  entry.reason = text_at(object, "reason");
  if (const json::value* actor = object.if_contains("actor"); actor != nullptr && actor->is_object()) {
    entry.actor_id = text_at(actor->get_object(), "id");
    entry.actor_name = text_at(actor->get_object(), "name");
  }
  const json::value* changes = object.if_contains("changes");
  if (changes == nullptr || !changes->is_array()) return entry;
  for (const json::value& item : changes->get_array()) {
    if (const json::object* change = item.if_object()) {
      entry.changes.push_back(
          {text_at(*change, "field"), json_at(*change, "before"), json_at(*change, "after")});
    }
  }
  return entry;
}

}  // namespace

std::optional<history_page> read_history(std::string_view body) {
  const auto value = codec::parse_json_object(body);
  if (!value) return std::nullopt;
  const json::value* items = value->if_contains("items");
  if (items == nullptr || !items->is_array()) return std::nullopt;
  history_page page;
  for (const json::value& item : items->get_array()) {
    if (const json::object* object = item.if_object()) page.items.push_back(read_entry(*object));
  }
  const auto newer = [](const history_entry& a, const history_entry& b) { return a.version > b.version; };
  std::stable_sort(page.items.begin(), page.items.end(), newer);
  if (std::string token = text_at(*value, "next_page_token"); !token.empty()) {
    page.next_page_token = std::move(token);
  }
  return page;
}

}  // namespace dossier::net
