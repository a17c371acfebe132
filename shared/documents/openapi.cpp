#include "shared/documents/openapi.hpp"

#include "shared/describe/registry.hpp"
#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/query/filter.hpp"
#include "shared/query/filter_grammar.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

constexpr std::string_view introduction =
    R"(Everything that Dossier's own dashboard does, it does by this API.

UTF-8 JSON with `snake_case` members. Times are RFC 3339 in UTC with microseconds, ids are UUIDs (version 7). A member that
is absent and one that is `null` differ. A request with an unknown, read-only or ill-typed member is refused, and every
offending member is named at once; nothing is ever dropped, cut or converted silently.

Errors are `application/problem+json` (RFC 9457). Records are versioned: send the `ETag` of what you read as `If-Match`, and a
write that would overwrite somebody else's is refused with the overlap. Answers say in `Change-Seq` up to where in the
change log they reach; the live connection (`/api/v1/asyncapi.json`) goes on from there.

## Filters

A dialect of AIP-160; `AND` binds tighter than `OR`. Text compares without regard to case and accents. Two-valued: a
comparison with an unset field is false but for `!=`, which is the negation of `=`.

```
)";

std::string description() {
  std::string made(introduction);
  made += query::filter_grammar;
  made += "```\n\nA filter has at most " + std::to_string(query::filter_max_length) + " bytes, " +
          std::to_string(query::filter_max_comparisons) + " comparisons, " +
          std::to_string(query::filter_max_values) + " values in one `IN` and is nested at most " +
          std::to_string(query::filter_max_depth) + " deep.\n";
  return made;
}

/// An operation that belongs to no resource: nobody's identity is needed.
json::object open_operation(std::string_view id, std::string_view tag, std::string_view summary,
                            json::object responses) {
  json::object made;
  made["operationId"] = id;
  made["tags"] = json::array{tag};
  made["summary"] = summary;
  made["security"] = json::array{json::object{}};
  responses["421"] = reference("responses", "Misdirected");
  responses["default"] = reference("responses", "Other");
  made["responses"] = std::move(responses);
  return made;
}

json::object flag_answer(std::string_view description, std::string_view name) {
  json::object members;
  members[name] = json::object{{"type", "boolean"}, {"const", true}};
  json::object schema{
      {"type", "object"}, {"properties", std::move(members)}, {"required", json::array{name}}};
  json::object made;
  made["description"] = description;
  made["content"] = json_content(std::move(schema));
  return made;
}

json::object document_operation(std::string_view id, std::string_view summary) {
  json::object ok;
  ok["description"] = "The document.";
  ok["headers"] = json::object{{"ETag", reference("headers", "ETag")}};
  ok["content"] = json_content({{"type", "object"}});
  json::object unchanged;
  unchanged["description"] = "Unchanged since the tag in `If-None-Match`.";
  json::object made =
      open_operation(id, "Documents", summary, {{"200", std::move(ok)}, {"304", std::move(unchanged)}});
  made["parameters"] = json::array{reference("parameters", "If-None-Match")};
  return made;
}

json::object live_operation() {
  json::object switched;
  switched["description"] = "The connection speaks `dossier.v1` from here on.";
  json::object refused;
  refused["description"] = "Not an upgrade to WebSocket.";
  refused["content"] =
      json::object{{"application/problem+json", json::object{{"schema", schema_reference("Problem")}}}};
  json::object made = open_operation("openLive", "Live", "Open a live connection",
                                     {{"101", std::move(switched)},
                                      {"426", std::move(refused)},
                                      {"403", reference("responses", "Forbidden")},
                                      {"503", reference("responses", "Unavailable")}});
  made["description"] =
      "WebSocket, sub-protocol `dossier.v1`. Its messages are described by `/api/v1/asyncapi.json`.";
  return made;
}

json::object page_operation(std::string_view id, std::string_view summary) {
  json::object ok;
  ok["description"] = "The page.";
  ok["content"] = json::object{{"text/html", json::object{{"schema", json::object{{"type", "string"}}}}}};
  return open_operation(id, "Documents", summary, {{"200", std::move(ok)}});
}

json::object metrics_operation() {
  json::object ok;
  ok["description"] = "Figures in Prometheus' text format.";
  ok["content"] = json::object{{"text/plain", json::object{{"schema", json::object{{"type", "string"}}}}}};
  json::object made = open_operation("getMetrics", "Health", "Figures for Prometheus",
                                     {{"200", std::move(ok)}, {"404", reference("responses", "NotFound")}});
  made["description"] = "Answered to programs on the same machine alone.";
  return made;
}

json::object tag(std::string_view name, std::string_view text) {
  json::object made;
  made["name"] = name;
  made["description"] = text;
  return made;
}

json::array tags(std::span<const describe::record_type* const> types) {
  json::array made;
  for (const describe::record_type* type : types) {
    made.push_back(tag(type->names.plural_label, "`/api/v1/" + std::string(type->names.resource) + "`"));
  }
  made.push_back(tag("Activity", "What happened last, whatever it happened to."));
  made.push_back(tag("Audit", "Who did what, when and from where."));
  made.push_back(tag("Sign-in", "Who one is, and for how long."));
  made.push_back(tag("Live", "Changes as they happen."));
  made.push_back(tag("Documents", "What the API says about itself."));
  made.push_back(tag("Health", "For load balancers and people who look after the server."));
  return made;
}

}  // namespace

void add_other_paths(json::object& to) {
  to["/api/v1/live"] = json::object{{"get", live_operation()}};
  to["/api/v1/openapi.json"] =
      json::object{{"get", document_operation("getOpenapi", "This document (OpenAPI 3.1)")}};
  to["/api/v1/asyncapi.json"] =
      json::object{{"get", document_operation("getAsyncapi", "The live connection's messages (AsyncAPI 3)")}};
  to["/docs"] = json::object{{"get", page_operation("readReference", "This reference, to read")}};
  to["/sign-in"] = json::object{{"get", page_operation("openSignIn", "The page to sign in on")}};
  to["/metrics"] = json::object{{"get", metrics_operation()}};
  to["/healthz"] =
      json::object{{"get", open_operation("isAlive", "Health", "Whether the program answers at all",
                                          {{"200", flag_answer("It does.", "alive")}})}};
  to["/readyz"] =
      json::object{{"get", open_operation("isReady", "Health", "Whether the program can serve, and why not",
                                          {{"200", flag_answer("It can.", "ready")},
                                           {"503", reference("responses", "Unavailable")}})}};
}

json::object openapi(std::span<const describe::record_type* const> types, const api_facts& facts) {
  json::object paths;
  json::object schemas;
  add_shared_schemas(schemas, facts);
  for (const describe::record_type* type : types) {
    add_resource_schemas(schemas, *type, facts);
    add_resource_paths(paths, *type, facts);
  }
  add_activity_schemas(schemas);
  paths["/api/v1/activity"] = json::object{{"get", activity_operation(types, facts)}};
  add_audit_schemas(schemas);
  add_audit_paths(paths);
  add_auth_schemas(schemas);
  add_auth_paths(paths);
  add_other_paths(paths);

  json::object bearer{{"type", "http"},
                      {"scheme", "bearer"},
                      {"description",
                       "An access token, or an API key (`dsk_…`). An installation on one's own "
                       "machine needs neither."}};
  json::object made;
  made["openapi"] = "3.1.0";
  made["info"] = json::object{{"title", "Dossier"},
                              {"version", facts.version},
                              {"summary", "A live book of business."},
                              {"description", description()},
                              {"x-contract", describe::contract_hash_of(types)}};
  made["servers"] =
      json::array{json::object{{"url", "/"}, {"description", "Where this document came from."}}};
  made["security"] = json::array{json::object{}, json::object{{"bearer", json::array{}}}};
  made["tags"] = tags(types);
  made["paths"] = std::move(paths);
  made["components"] = json::object{{"schemas", std::move(schemas)},
                                    {"parameters", shared_parameters(facts)},
                                    {"headers", shared_headers()},
                                    {"responses", shared_responses()},
                                    {"securitySchemes", {{"bearer", std::move(bearer)}}}};
  return made;
}

}  // namespace dossier::documents
