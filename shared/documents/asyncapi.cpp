#include "shared/documents/asyncapi.hpp"

#include <initializer_list>

#include "shared/describe/registry.hpp"
#include "shared/documents/live_messages.hpp"
#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/live/messages.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

constexpr std::string_view introduction =
    R"(One WebSocket carries everything that happens to the records one may see. Each message is one JSON object whose `op` says
what it is.

A client says `hello` first, within 10 seconds; it gives a token there unless the upgrade request carried one. The `welcome`
tells whether the client's contract is another one than the server's (`stale`).

A subscription names a resource and a filter, in the language of the API's lists. `after` is its resume point: the `Change-Seq` of
the list that the client holds, or the seq of the last message that named the subscription. Everything missed comes first, in
order; where that cannot be told any more the answer is `reset`, and the client loads its list again.

Changes come in the order of `seq`, each once a connection, with every subscription that it touches in `subs`. `enter` and `stay` put
the record into the set unless a newer version is there already, `leave` takes it out and carries no record.
)";

constexpr std::string_view closing =
    R"(
The server closes with 1012 when it restarts, 1013 when a consumer was too slow for too long, 4401 when a token is refused or
ended, 4408 when no `hello` came and 4409 below the oldest contract still served. It pings every 20 seconds. Messages over
)";

std::string description() {
  std::string made(introduction);
  made += closing;
  made.pop_back();
  made += " " + std::to_string(live::max_message_bytes / 1024) +
          " KiB, unknown ops and bad filters are answered `error`, and the connection stays.\n";
  return made;
}

json::object channel_reference(std::string_view message) {
  return {{"$ref", "#/channels/live/messages/" + std::string(message)}};
}

json::array channel_references(std::initializer_list<std::string_view> names) {
  json::array made;
  for (const std::string_view name : names) made.push_back(channel_reference(name));
  return made;
}

/// What the server does when `message` comes, and with what it may answer.
json::object receiving(std::string_view message, std::string_view summary,
                       std::initializer_list<std::string_view> replies) {
  json::object made;
  made["action"] = "receive";
  made["channel"] = json::object{{"$ref", "#/channels/live"}};
  made["summary"] = summary;
  made["messages"] = json::array{channel_reference(message)};
  if (replies.size() > 0) {
    made["reply"] = json::object{{"channel", json::object{{"$ref", "#/channels/live"}}},
                                 {"messages", channel_references(replies)}};
  }
  return made;
}

json::object sending(std::string_view summary, std::initializer_list<std::string_view> messages) {
  json::object made;
  made["action"] = "send";
  made["channel"] = json::object{{"$ref", "#/channels/live"}};
  made["summary"] = summary;
  made["messages"] = channel_references(messages);
  return made;
}

json::object operations() {
  json::object made;
  made["hello"] = receiving("hello", "Begin", {"welcome"});
  made["auth"] = receiving("auth", "Go on with a new token", {"authOk", "error"});
  made["subscribe"] = receiving("subscribe", "Follow a set of records", {"subscribed", "reset", "error"});
  made["unsubscribe"] = receiving("unsubscribe", "Stop following it", {"unsubscribed", "error"});
  made["digest"] = receiving("digest", "Prove what a subscription should hold", {"digestAnswer", "error"});
  made["announce"] = receiving("announce", "Say where one is", {"error"});
  made["ping"] = receiving("ping", "Ask for a sign of life", {"pong"});
  made["changes"] = sending("What happens to the records that are followed", {"change", "reset"});
  made["presence"] = sending("Where others are", {"presence"});
  made["roles"] = sending("What the person is made", {"role"});
  return made;
}

}  // namespace

json::object asyncapi(std::span<const describe::record_type* const> types, std::string_view version) {
  json::object schemas;
  add_live_schemas(schemas, types);
  json::object messages = live_messages(types);
  json::object channel_messages;
  for (const auto& message : messages) {
    channel_messages[message.key()] =
        json::object{{"$ref", "#/components/messages/" + std::string(message.key())}};
  }
  json::object host_variable{{"default", "localhost:8080"}, {"description", "Where the API is."}};
  json::object server{
      {"host", "{host}"},
      {"protocol", "ws"},
      {"description", "Sub-protocol `dossier.v1`; with TLS the protocol is wss."},
      {"variables", {{"host", std::move(host_variable)}}},
      {"security", json::array{json::object{{"$ref", "#/components/securitySchemes/bearer"}}}}};
  json::object channel;
  channel["address"] = "/api/v1/live";
  channel["title"] = "The live connection";
  channel["servers"] = json::array{json::object{{"$ref", "#/servers/here"}}};
  channel["messages"] = std::move(channel_messages);
  channel["bindings"] = json::object{{"ws", {{"method", "GET"}, {"bindingVersion", "0.1.0"}}}};

  json::object made;
  made["asyncapi"] = "3.0.0";
  made["info"] = json::object{{"title", "Dossier live"},
                              {"version", version},
                              {"description", description()},
                              {"tags", json::array{json::object{{"name", "live"}}}},
                              {"x-contract", describe::contract_hash_of(types)}};
  made["defaultContentType"] = "application/json";
  made["servers"] = json::object{{"here", std::move(server)}};
  made["channels"] = json::object{{"live", std::move(channel)}};
  made["operations"] = operations();
  json::object bearer{{"type", "http"},
                      {"scheme", "bearer"},
                      {"description", "On the upgrade request, or as `token` of `hello`."}};
  made["components"] = json::object{{"messages", std::move(messages)},
                                    {"schemas", std::move(schemas)},
                                    {"securitySchemes", {{"bearer", std::move(bearer)}}}};
  return made;
}

}  // namespace dossier::documents
