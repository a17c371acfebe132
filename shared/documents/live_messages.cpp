#include "shared/documents/live_messages.hpp"

#include <initializer_list>

#include "shared/core/role.hpp"
#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/live/messages.hpp"
#include "shared/query/filter.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

constexpr std::string_view some_id = "019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30";
constexpr std::string_view some_time = "2026-11-20T21:22:03.123456Z";

json::object text(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}
json::object id_schema(std::string_view description) {
  return {{"type", "string"}, {"format", "uuid"}, {"description", description}};
}
json::object seq_schema(std::string_view description) {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}, {"description", description}};
}
json::object time_schema(std::string_view description) {
  return {{"type", "string"}, {"format", "date-time"}, {"description", description}};
}
json::object nullable(json::object schema) {
  schema["type"] = json::array{schema["type"], "null"};
  return schema;
}
json::object list_of_texts(std::string_view description) {
  return {{"type", "array"}, {"items", json::object{{"type", "string"}}}, {"description", description}};
}
json::object subscription_id() {
  return {{"type", "string"},
          {"pattern", "^[A-Za-z0-9._-]*$"},
          {"maxLength", static_cast<std::int64_t>(live::max_subscription_id_length)},
          {"description", "The subscription, as the client called it."}};
}

json::object session_schema(std::string_view description) {
  return {{"type", "string"},
          {"pattern", "^[A-Za-z0-9._-]*$"},
          {"maxLength", static_cast<std::int64_t>(live::max_session_length)},
          {"description", description}};
}

json::object resource_schema(std::span<const describe::record_type* const> types) {
  json::array names;
  for (const describe::record_type* type : types) names.emplace_back(type->names.resource);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

struct member {
  std::string_view name;
  json::object schema;
  bool required = true;
};

/// One message: its payload takes `op` and the members given, from clients no others.
json::object message(std::string_view op, std::string_view summary, bool from_client,
                     std::initializer_list<member> members, json::object example) {
  json::object properties;
  json::array required{"op"};
  properties["op"] = json::object{{"type", "string"}, {"const", op}};
  for (const member& one : members) {
    properties[one.name] = one.schema;
    if (one.required) required.emplace_back(one.name);
  }
  json::object payload{{"type", "object"}, {"properties", std::move(properties)}, {"required", required}};
  if (from_client) payload["additionalProperties"] = false;
  json::object full{{"op", op}};
  for (const auto& given : example) full[given.key()] = given.value();
  json::object made;
  made["name"] = op;
  made["title"] = op;
  made["summary"] = summary;
  made["tags"] = json::array{json::object{{"name", from_client ? "from the client" : "from the server"}}};
  made["payload"] = std::move(payload);
  made["examples"] = json::array{json::object{{"payload", std::move(full)}}};
  return made;
}

void add_client_messages(json::object& to, const json::object& resource) {
  to["hello"] =
      message("hello", "The first message; within 10 seconds.", true,
              {{"token", text("Not needed when the upgrade request carried one."), false},
               {"contract", text("`x-contract` of the document that the client was made for."), false},
               {"session",
                session_schema("The same for all tabs of a browser, so that they are not taken for other "
                               "people; absent: the connection is a session of its own."),
                false}},
              {{"contract", "0f1e2d3c4b5a6978"}, {"session", "5d0c81f2a6b94e37"}});
  to["auth"] = message("auth", "A token for the time after the present one ends, of the same user.", true,
                       {{"token", text("An access token.")}}, {{"token", "eyJ…"}});
  to["subscribe"] = message(
      "subscribe", "Follow the records of a resource that match a filter.", true,
      {{"id", subscription_id()},
       {"resource", resource},
       {"filter",
        {{"type", "string"},
         {"maxLength", static_cast<std::int64_t>(query::filter_max_length)},
         {"description", "As in lists; absent: every record."}},
        false},
       {"fields", list_of_texts("Members that records are to carry beside `id` and `version`; absent: all."),
        false},
       {"after",
        nullable(seq_schema("Up to where the client knows everything; absent or null: from now on.")),
        false}},
      {{"id", "s1"}, {"resource", resource.at("enum").as_array().front()}, {"after", 812}});
  to["unsubscribe"] = message("unsubscribe", "Stop.", true, {{"id", subscription_id()}}, {{"id", "s1"}});
  to["digest"] = message("digest", "Ask for a checksum over the matching set.", true,
                         {{"id", subscription_id()},
                          {"ids",
                           {{"type", "array"},
                            {"items", json::object{{"type", "string"}, {"format", "uuid"}}},
                            {"maxItems", static_cast<std::int64_t>(live::max_digest_ids)},
                            {"description", "Only over those of them that match."}},
                           false}},
                         {{"id", "s1"}});
  to["announce"] = message(
      "presence", "Where the user is; said again every 20 seconds for as long as it holds.", true,
      {{"resource", resource},
       {"record_id", nullable(id_schema("Absent or null: nowhere any more.")), false},
       {"field", nullable(text("In which field; absent or null: at the record as a whole.")), false}},
      {{"resource", resource.at("enum").as_array().front()}, {"record_id", some_id}, {"field", "name"}});
  to["ping"] =
      message("ping", "Answered by `pong`.", true, {{"id", text("Comes back."), false}}, {{"id", "7"}});
}

json::object role_schema() {
  json::array names;
  for (const role each : all_roles) names.emplace_back(to_string(each));
  return {
      {"type", "string"}, {"enum", std::move(names)}, {"description", "What the person is in the tenant."}};
}

void add_answers(json::object& to) {
  const json::object identity{{"$ref", "#/components/schemas/Identity"}};
  to["welcome"] = message(
      "welcome", "The answer to `hello`.", false,
      {{"seq", seq_schema("The newest of the tenant's log.")},
       {"contract", text("The server's.")},
       {"stale",
        {{"type", "boolean"}, {"description", "The client's contract is another one: offer a reload."}}},
       {"tenant", identity},
       {"user", identity},
       {"workspace",
        {{"type", "object"},
         {"description", "The record at `/api/v1/workspace`. Subscribe to the resource for its changes."}},
        false},
       {"session", session_schema("This connection's: the one given, or one of its own.")},
       {"role", role_schema()}},
      {{"seq", 812},
       {"contract", "0f1e2d3c4b5a6978"},
       {"stale", false},
       {"tenant", {{"id", some_id}, {"name", "Castellan"}}},
       {"user", {{"id", some_id}, {"name", "Mara Lindqvist"}}},
       {"session", "5d0c81f2a6b94e37"},
       {"role", "analyst"},
       {"workspace", {{"id", some_id}, {"version", 3}, {"number_format", "point_comma"}}}});
  to["authOk"] = message("auth_ok", "The new token holds.", false,
                         {{"expires_at", time_schema("When it ends.")}}, {{"expires_at", some_time}});
  to["role"] = message(
      "role",
      "What the person is in the tenant is something else now; a `reset` of every subscription follows.",
      false, {{"role", role_schema()}}, {{"role", "intern"}});
  to["subscribed"] = message("subscribed", "The first that a subscription hears.", false,
                             {{"id", subscription_id()}, {"seq", seq_schema("What it begins after.")}},
                             {{"id", "s1"}, {"seq", 812}});
  to["unsubscribed"] = message("unsubscribed", "Nothing more comes for it.", false,
                               {{"id", subscription_id()}}, {{"id", "s1"}});
  to["reset"] = message(
      "reset", "What the client holds is no longer a base for changes: load again, go on after `seq`.", false,
      {{"id", subscription_id()}, {"seq", seq_schema("What comes from here on.")}},
      {{"id", "s1"}, {"seq", 812}});
  to["digestAnswer"] = message("digest", "Count and checksum of the matching set as it was at `seq`.", false,
                               {{"id", subscription_id()},
                                {"seq", seq_schema("The position in the log that they hold for, exactly.")},
                                {"count", seq_schema("Records that match.")},
                                {"checksum", text("Over (id, version) of each of them.")}},
                               {{"id", "s1"}, {"seq", 812}, {"count", 31}, {"checksum", "9f86d081884c7d65"}});
  to["pong"] = message("pong", "The answer to `ping`.", false, {{"id", text("As it came.")}}, {{"id", "7"}});
  to["error"] = message(
      "error", "A message was refused; the connection stays.", false,
      {{"id", text("Of the message that was refused."), false}, {"problem", schema_reference("Problem")}},
      {{"id", "s1"},
       {"problem",
        {{"type", "/problems/malformed"},
         {"title", "Malformed request"},
         {"status", 400},
         {"detail", "A value is expected after `=`"},
         {"position", 9}}}});
}

void add_news(json::object& to, const json::object& resource,
              std::span<const describe::record_type* const> types) {
  const json::object identity{{"$ref", "#/components/schemas/Identity"}};
  json::array records;
  for (const describe::record_type* type : types) records.push_back(schema_reference(schema_name(*type)));
  records.push_back(json::object{{"type", "null"}});
  json::object subs{{"type", "array"},
                    {"items", json::object{{"type", "string"}}},
                    {"minItems", 1},
                    {"description", "The subscriptions that it touches."}};
  const describe::record_type& first = *types.front();
  to["change"] = message(
      "change", "A record changed.", false,
      {{"subs", std::move(subs)},
       {"seq", seq_schema("Its place in the tenant's log.")},
       {"resource", resource},
       {"id", id_schema("The record.")},
       {"kind", {{"type", "string"}, {"enum", json::array{"created", "updated", "deleted", "restored"}}}},
       {"match",
        {{"type", "string"},
         {"enum", json::array{"enter", "stay", "leave"}},
         {"description", "Decided on the record before and after the change."}}},
       {"version", seq_schema("Of the record, after the change.")},
       {"changed", list_of_texts("The members that changed.")},
       {"record", {{"anyOf", std::move(records)}, {"description", "After the change; null for a `leave`."}}},
       {"actor", identity},
       {"at", time_schema("When.")}},
      {{"subs", json::array{"s1"}},
       {"seq", 813},
       {"resource", first.names.resource},
       {"id", some_id},
       {"kind", "updated"},
       {"match", "stay"},
       {"version", 4},
       {"changed", json::array{first.names.title_field}},
       {"record", answer_example(first)},
       {"actor", {{"id", some_id}, {"name", "Mara Lindqvist"}}},
       {"at", some_time}});
  to["presence"] =
      message("presence", "Where somebody is; forgotten after 60 seconds without another.", false,
              {{"connection", text("Tells one person's connections apart.")},
               {"session", session_schema("The connection's: with one's own, it is oneself.")},
               {"who", identity},
               {"resource", resource},
               {"record_id", nullable(id_schema("null: nowhere any more."))},
               {"field", nullable(text("null: at the record as a whole."))},
               {"at", time_schema("When they said so.")}},
              {{"connection", "c41"},
               {"session", "9a7e55d01c3b4f28"},
               {"who", {{"id", some_id}, {"name", "Tomas Keller"}}},
               {"resource", first.names.resource},
               {"record_id", some_id},
               {"field", "name"},
               {"at", some_time}});
}

}  // namespace

json::object live_messages(std::span<const describe::record_type* const> types) {
  json::object made;
  const json::object resource = resource_schema(types);
  add_client_messages(made, resource);
  add_answers(made);
  add_news(made, resource, types);
  return made;
}

void add_live_schemas(json::object& to, std::span<const describe::record_type* const> types) {
  to["Problem"] = problem_schema();
  to["Identity"] =
      json::object{{"type", "object"},
                   {"properties", {{"id", {{"type", "string"}}}, {"name", {{"type", "string"}}}}},
                   {"required", json::array{"id", "name"}}};
  for (const describe::record_type* type : types) {
    json::object record = record_schema(*type, schema_use::item);
    record["properties"].as_object().erase("highlights");
    to[schema_name(*type)] = std::move(record);
  }
}

}  // namespace dossier::documents
