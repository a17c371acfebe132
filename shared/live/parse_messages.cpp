#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/problem_json.hpp"
#include "shared/live/messages.hpp"

namespace dossier::live {
namespace {

namespace json = boost::json;
using codec::number_at;
using codec::text_at;

/// Reads members of one message by name and remembers what was wrong and which names were asked for.
class reader {
 public:
  explicit reader(const json::object& object) : object_(object) {}

  std::string text(std::string_view name, bool required) {
    const json::value* found = take(name);
    if (found == nullptr || found->is_null()) {
      if (required) add(name, "required", "is required");
      return {};
    }
    if (const json::string* value = found->if_string()) return {value->data(), value->size()};
    add(name, "type", "must be a string");
    return {};
  }
  std::optional<std::int64_t> number(std::string_view name) {
    const json::value* found = take(name);
    if (found == nullptr || found->is_null()) return std::nullopt;
    if (const std::int64_t* value = found->if_int64(); value != nullptr && *value >= 0) return *value;
    add(name, "type", "must be a whole number, 0 or more");
    return std::nullopt;
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> list;
    const json::value* found = take(name);
    if (found == nullptr || found->is_null()) return list;
    const auto is_text = [](const json::value& item) { return item.is_string(); };
    if (!found->is_array() || !std::all_of(found->get_array().begin(), found->get_array().end(), is_text)) {
      add(name, "type", "must be a list of strings");
      return list;
    }
    for (const json::value& item : found->get_array())
      list.emplace_back(item.get_string().data(), item.get_string().size());
    return list;
  }
  std::optional<uuid> id_or_null(std::string_view name) {
    const std::string given = text(name, false);
    if (given.empty()) return std::nullopt;
    const auto id = parse_uuid(given);
    if (!id) add(name, "format", "must be an id or null");
    return id;
  }
  std::optional<std::vector<uuid>> ids_or_null(std::string_view name, std::size_t most) {
    const json::value* found = object_.if_contains(name);
    const std::vector<std::string> given = texts(name);
    if (found == nullptr || found->is_null()) return std::nullopt;
    if (given.size() > most) add(name, "too_many", "must be at most " + std::to_string(most));
    std::vector<uuid> ids;
    for (const std::string& each : given) {
      const auto id = parse_uuid(each);
      if (id) {
        ids.push_back(*id);
      } else if (errors_.empty()) {
        add(name, "format", "must be ids");
      }
    }
    return ids;
  }
  std::string subscription_id() { return name("id", true, max_subscription_id_length); }
  /// Letters, digits, `-`, `_` and `.`, at most so many.
  std::string name(std::string_view member, bool required, std::size_t most) {
    std::string given = text(member, required);
    const auto allowed = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
             c == '_' || c == '.';
    };
    if (given.size() > most || !std::all_of(given.begin(), given.end(), allowed))
      add(member, "format", "must be at most " + std::to_string(most) + " letters, digits, '-', '_' or '.'");
    return given;
  }
  template <class Message>
  result<client_message> finish(Message message) {
    for (const auto& member : object_) {
      const auto same = [&](std::string_view name) { return name == std::string_view(member.key()); };
      if (std::none_of(taken_.begin(), taken_.end(), same))
        add(member.key(), "unknown", "is not a member of this message");
    }
    if (!errors_.empty()) return problems::validation(std::move(errors_));
    return client_message(std::move(message));
  }

 private:
  const json::value* take(std::string_view name) {
    taken_.push_back(name);
    return object_.if_contains(name);
  }
  void add(std::string_view name, std::string code, std::string message) {
    errors_.push_back({std::string(name), std::move(code), std::move(message)});
  }

  const json::object& object_;
  std::vector<std::string_view> taken_{"op"};
  std::vector<field_error> errors_;
};

std::pair<std::string, std::string> identified(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_object()) return {};
  return {text_at(found->get_object(), "id"), text_at(found->get_object(), "name")};
}

std::vector<std::string> texts_at(const json::object& object, std::string_view name) {
  std::vector<std::string> list;
  const json::value* found = object.if_contains(name);
  if (found == nullptr || !found->is_array()) return list;
  for (const json::value& item : found->get_array()) {
    if (item.is_string()) list.emplace_back(item.get_string().data(), item.get_string().size());
  }
  return list;
}

result<server_message> read_change(const json::object& object) {
  change read;
  read.subs = texts_at(object, "subs");
  read.seq = number_at(object, "seq");
  read.resource = text_at(object, "resource");
  const auto id = parse_uuid(text_at(object, "id"));
  const auto kind = parse_change_kind(text_at(object, "kind"));
  const auto at = parse_timestamp(text_at(object, "at"));
  const std::string match = text_at(object, "match");
  if (!id || !kind || !at) return problems::malformed("A change message lacks its id, kind or time");
  read.id = *id;
  read.kind = *kind;
  read.at = *at;
  if (match == "stay")
    read.match = match_kind::stay;
  else if (match == "leave")
    read.match = match_kind::leave;
  else if (match != "enter")
    return problems::malformed("A change message has an unknown match");
  read.version = number_at(object, "version");
  read.changed = texts_at(object, "changed");
  if (const json::value* record = object.if_contains("record"); record != nullptr && record->is_object()) {
    read.record = json::serialize(*record);
  }
  const auto [actor_id, actor_name] = identified(object, "actor");
  read.actor = {actor_id, actor_name};
  return server_message(std::move(read));
}

result<server_message> read_welcome(const json::object& object) {
  welcome read;
  read.seq = number_at(object, "seq");
  read.contract = text_at(object, "contract");
  if (const json::value* stale = object.if_contains("stale"))
    read.stale = stale->is_bool() && stale->get_bool();
  std::tie(read.tenant_id, read.tenant_name) = identified(object, "tenant");
  std::tie(read.user_id, read.user_name) = identified(object, "user");
  const json::value* workspace = object.if_contains("workspace");
  if (workspace != nullptr && workspace->is_object()) read.workspace = json::serialize(*workspace);
  read.session = text_at(object, "session");
  read.role = text_at(object, "role");
  return server_message(std::move(read));
}

result<server_message> read_presence(const json::object& object) {
  presence read;
  read.connection = text_at(object, "connection");
  read.session = text_at(object, "session");
  const auto [id, name] = identified(object, "who");
  read.who = {id, name};
  read.resource = text_at(object, "resource");
  read.record_id = parse_uuid(text_at(object, "record_id"));
  read.field = text_at(object, "field");
  const auto at = parse_timestamp(text_at(object, "at"));
  if (read.connection.empty() || !at) return problems::malformed("A presence lacks its connection or time");
  read.at = *at;
  return server_message(std::move(read));
}

result<server_message> read_auth_ok(const json::object& object) {
  const auto at = parse_timestamp(text_at(object, "expires_at"));
  if (!at) return problems::malformed("An auth_ok lacks its time");
  return server_message(auth_ok{*at});
}

result<server_message> read_error(const json::object& object) {
  error read;
  read.id = text_at(object, "id");
  if (const json::value* what = object.if_contains("problem"); what != nullptr && what->is_object()) {
    read.what = codec::read_problem(static_cast<int>(number_at(what->get_object(), "status")),
                                    json::serialize(*what));
  }
  return server_message(std::move(read));
}

}  // namespace

result<client_message> parse_client_message(std::string_view text) {
  auto object = codec::parse_json_object(text);
  if (!object) return std::move(object).error();
  reader read(*object);
  const std::string op = text_at(*object, "op");
  if (op == "hello") {
    hello message;
    message.token = read.text("token", false);
    message.contract = read.text("contract", false);
    message.session = read.name("session", false, max_session_length);
    return read.finish(std::move(message));
  }
  if (op == "subscribe") {
    subscribe message;
    message.id = read.subscription_id();
    message.resource = read.text("resource", true);
    message.filter = read.text("filter", false);
    message.after = read.number("after");
    message.fields = read.texts("fields");
    return read.finish(std::move(message));
  }
  if (op == "unsubscribe") return read.finish(unsubscribe{read.subscription_id()});
  if (op == "ping") return read.finish(ping{read.text("id", false)});
  if (op == "auth") return read.finish(auth{read.text("token", true)});
  if (op == "digest") {
    digest_request message;
    message.id = read.subscription_id();
    message.ids = read.ids_or_null("ids", max_digest_ids);
    return read.finish(std::move(message));
  }
  if (op == "presence") {
    announce message;
    message.resource = read.text("resource", true);
    message.record_id = read.id_or_null("record_id");
    message.field = read.text("field", false);
    return read.finish(std::move(message));
  }
  return problems::malformed(op.empty() ? "The message has no \"op\""
                                        : "Unknown op \"" + op.substr(0, 40) + "\"");
}

result<server_message> parse_server_message(std::string_view text) {
  auto object = codec::parse_json_object(text);
  if (!object) return std::move(object).error();
  const std::string op = text_at(*object, "op");
  if (op == "change") return read_change(*object);
  if (op == "welcome") return read_welcome(*object);
  if (op == "subscribed")
    return server_message(subscribed{text_at(*object, "id"), number_at(*object, "seq")});
  if (op == "unsubscribed") return server_message(unsubscribed{text_at(*object, "id")});
  if (op == "reset") return server_message(reset{text_at(*object, "id"), number_at(*object, "seq")});
  if (op == "pong") return server_message(pong{text_at(*object, "id")});
  if (op == "error") return read_error(*object);
  if (op == "auth_ok") return read_auth_ok(*object);
  if (op == "role") return server_message(role_changed{text_at(*object, "role")});
  if (op == "presence") return read_presence(*object);
  if (op == "digest")
    return server_message(digest{text_at(*object, "id"), number_at(*object, "seq"),
                                 number_at(*object, "count"), text_at(*object, "checksum")});
  return problems::malformed("Unknown op \"" + op.substr(0, 40) + "\"");
}

}  // namespace dossier::live
