#include <algorithm>
#include <initializer_list>

#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::documents {

namespace json = boost::json;
using describe::field;
using describe::record_type;

namespace {

/// "brands"; for sentences.
std::string plural(const record_type& type) {
  return std::string(type.names.resource);
}

/// "a brand", "an insight"; "the workspace" where there is one.
std::string singular(const record_type& type) {
  std::string word(type.names.label);
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (type.names.is_single) return "the " + word;
  const bool vowel = word.find_first_of("aeiou") == 0;
  return (vowel ? "an " : "a ") + word;
}

json::object list_of(std::string_view item) {
  json::object members;
  members["items"] = json::object{{"type", "array"}, {"items", schema_reference(item)}};
  members["next_page_token"] = schema_reference("NextPageToken");
  members["page_size"] = schema_reference("PageSize");
  return {{"type", "object"},
          {"properties", std::move(members)},
          {"required", json::array{"items", "next_page_token", "page_size"}}};
}

json::object list_schema(const record_type& type) {
  json::object made = list_of(schema_name(type) + "Item");
  json::object& members = made["properties"].as_object();
  members["total"] = schema_reference("Total");
  members["searched_for"] = json::object{
      {"type", "string"},
      {"description", "Where nothing had the words of `q`: what was searched for in their place."}};
  members["ordered_by"] = json::object{
      {"type", "string"}, {"description", "In answers to a search: what the items are ordered by."}};
  made["required"].as_array().emplace_back("total");
  return made;
}

json::object history_schema(const record_type& type) {
  json::array fields;
  for (const field& described : type.fields) {
    if (!described.is_common || described.name == "deleted_at") fields.emplace_back(described.name);
  }
  const json::object change{
      {"type", "object"},
      {"properties",
       {{"field", {{"type", "string"}, {"enum", std::move(fields)}}},
        {"before", {{"description", "As in the record; null in the entry of the creation."}}},
        {"after", {{"description", "As in the record."}}}}},
      {"required", json::array{"field", "before", "after"}}};
  const json::object members{
      {"seq",
       {{"type", "integer"}, {"format", "int64"}, {"description", "Position in the tenant's change log."}}},
      {"at", {{"type", "string"}, {"format", "date-time"}}},
      {"kind", {{"type", "string"}, {"enum", json::array{"created", "updated", "deleted", "restored"}}}},
      {"version", {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}}},
      {"actor", schema_reference("Actor")},
      {"reason", {{"type", json::array{"string", "null"}}, {"description", "`Change-Reason` of the write."}}},
      {"changes", {{"type", "array"}, {"items", change}}}};
  return {{"type", "object"},
          {"properties", members},
          {"required", json::array{"seq", "at", "kind", "version", "actor", "reason", "changes"}}};
}

json::object list_operation(const record_type& type) {
  json::object made = operation(type, "list" + plural_name(type), "List " + plural(type));
  made["description"] = "A page of the live records that match, such as `filter=" + filter_example(type) +
                        "` ordered by `" + order_example(type) +
                        "`. Pages hold under concurrent writes: no record that did not move stands on two "
                        "of them or on none.";
  made["parameters"] =
      parameters({"filter", "q", "order_by", "page_size", "page_token", "skip", "fields", "show_deleted"});
  json::object responses;
  responses["200"] =
      answer("A page.", {"Change-Seq"}, json_content(schema_reference(schema_name(type) + "List")));
  add_refusals(responses, {});
  made["responses"] = std::move(responses);
  return made;
}

json::object create_operation(const record_type& type) {
  const std::string name = schema_name(type);
  json::object made = operation(type, "create" + name, "Create " + singular(type));
  made["parameters"] = parameters({"Idempotency-Key", "Prefer", "Change-Reason"});
  made["requestBody"] = body_of("application/json", schema_reference(name + "Create"), create_example(type));
  json::object responses;
  responses["201"] = answer("Created.", {"ETag", "Location", "Preference-Applied", "Idempotency-Replayed"},
                            json_content(schema_reference(name)));
  add_refusals(responses, {"409", "413", "415", "422"});
  made["responses"] = std::move(responses);
  return made;
}

json::object get_operation(const record_type& type) {
  const std::string name = schema_name(type);
  json::object made = operation(type, "get" + name, "Get " + singular(type));
  made["parameters"] = type.names.is_single ? parameters({"fields", "If-None-Match"})
                                            : parameters({"fields", "show_deleted", "If-None-Match"});
  json::object whole_or_part{{"anyOf", json::array{schema_reference(name), schema_reference(name + "Item")}},
                             {"description", "The record; with `fields`, those of its members."}};
  json::object responses;
  responses["200"] = answer("The record.", {"ETag", "Change-Seq"}, json_content(std::move(whole_or_part)));
  responses["304"] = answer("Unchanged since the tag in `If-None-Match`.", {"ETag", "Change-Seq"}, {});
  add_refusals(responses, {"404"});
  made["responses"] = std::move(responses);
  return made;
}

json::object patch_operation(const record_type& type) {
  const std::string name = schema_name(type);
  json::object made = operation(type, "update" + name, "Change " + singular(type));
  made["description"] =
      "A merge patch (RFC 7396): a member sets its field, null empties it, an absent one leaves it.";
  made["parameters"] = parameters({"If-Match", "Prefer", "Change-Reason"});
  json::object body = body_of("application/merge-patch+json", schema_reference(name + "Patch"), {});
  body["content"].as_object()["application/json"] =
      json::object{{"schema", schema_reference(name + "Patch")}};
  made["requestBody"] = std::move(body);
  json::object responses;
  responses["200"] = answer("The record as it is now.", {"ETag", "Preference-Applied"},
                            json_content(schema_reference(name)));
  add_refusals(responses, {"404", "409", "412", "413", "415", "422"});
  made["responses"] = std::move(responses);
  return made;
}

json::object delete_operation(const record_type& type) {
  json::object made = operation(type, "delete" + schema_name(type), "Delete " + singular(type));
  made["description"] = "Softly: the record is in no list any more, and `:undelete` brings it back.";
  made["parameters"] = parameters({"If-Match", "Idempotency-Key", "Prefer", "Change-Reason"});
  json::object responses;
  responses["204"] = answer("Deleted.", {"Preference-Applied", "Idempotency-Replayed"}, {});
  add_refusals(responses, {"404", "409", "412", "422"});
  made["responses"] = std::move(responses);
  return made;
}

json::object undelete_operation(const record_type& type) {
  const std::string name = schema_name(type);
  json::object made = operation(type, "undelete" + name, "Bring " + singular(type) + " back");
  made["parameters"] = parameters({"If-Match", "Idempotency-Key", "Prefer", "Change-Reason"});
  json::object responses;
  responses["200"] =
      answer("The record as it is now; a live one is answered as it is.",
             {"ETag", "Preference-Applied", "Idempotency-Replayed"}, json_content(schema_reference(name)));
  add_refusals(responses, {"404", "409", "412", "413", "415", "422"});
  made["responses"] = std::move(responses);
  return made;
}

json::object history_operation(const record_type& type) {
  json::object made = operation(type, "historyOf" + schema_name(type), "History of " + singular(type));
  made["description"] = "The record's changes, newest first, those of a softly deleted one included.";
  made["parameters"] = parameters({"page_size", "page_token"});
  json::object responses;
  responses["200"] =
      answer("A page.", {"Change-Seq"}, json_content(schema_reference(schema_name(type) + "History")));
  add_refusals(responses, {"404"});
  made["responses"] = std::move(responses);
  return made;
}

}  // namespace

json::array parameters(std::initializer_list<std::string_view> names) {
  json::array made;
  for (const std::string_view name : names) made.push_back(reference("parameters", name));
  made.push_back(reference("parameters", "traceparent"));
  return made;
}

void add_refusals(json::object& to, std::initializer_list<std::string_view> more) {
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"400", "Malformed"},       {"401", "Unauthenticated"},
      {"403", "Forbidden"},       {"404", "NotFound"},
      {"409", "Conflict"},        {"412", "PreconditionFailed"},
      {"413", "TooLarge"},        {"415", "UnsupportedMediaType"},
      {"421", "Misdirected"},     {"422", "Invalid"},
      {"429", "TooManyRequests"}, {"500", "Internal"},
      {"503", "Unavailable"}};
  constexpr std::string_view any_call = "400 401 403 421 429 500 503";
  for (const auto& [status, name] : names) {
    const bool named = std::find(more.begin(), more.end(), status) != more.end();
    if (named || any_call.find(status) != std::string_view::npos) to[status] = reference("responses", name);
  }
  to["default"] = reference("responses", "Other");
}

json::object answer(std::string_view description, std::initializer_list<std::string_view> headers,
                    json::object content) {
  json::object named;
  for (const std::string_view name : headers) named[name] = reference("headers", name);
  named["traceresponse"] = reference("headers", "traceresponse");
  json::object made;
  made["description"] = description;
  made["headers"] = std::move(named);
  if (!content.empty()) made["content"] = std::move(content);
  return made;
}

json::object operation(const record_type& type, std::string_view id, std::string_view summary) {
  json::object made;
  made["operationId"] = id;
  made["tags"] = json::array{type.names.plural_label};
  made["summary"] = summary;
  return made;
}

json::object body_of(std::string_view media_type, json::object schema, json::object example) {
  json::object content{{"schema", std::move(schema)}};
  if (!example.empty()) content["example"] = std::move(example);
  return {{"required", true}, {"content", {{media_type, std::move(content)}}}};
}

void add_resource_schemas(json::object& to, const record_type& type, const api_facts& facts) {
  const std::string name = schema_name(type);
  json::object record = record_schema(type, schema_use::answer);
  record["examples"] = json::array{answer_example(type)};
  to[name] = std::move(record);
  to[name + "Item"] = record_schema(type, schema_use::item);
  to[name + "Patch"] = record_schema(type, schema_use::patch);
  to[name + "Change"] = history_schema(type);
  to[name + "History"] = list_of(name + "Change");
  if (type.names.is_single) return;
  to[name + "Create"] = record_schema(type, schema_use::create);
  to[name + "List"] = list_schema(type);
  add_batch_schemas(to, type, facts);
  add_facet_schemas(to, type, facts);
}

void add_resource_paths(json::object& to, const record_type& type, const api_facts& facts) {
  using permissions::verb;
  const std::string_view resource = type.names.resource;
  const std::string base = "/api/v1/" + std::string(resource);
  if (type.names.is_single) {
    to[base] = json::object{{"get", for_whom(get_operation(type), resource, verb::read)},
                            {"patch", for_whom(patch_operation(type), resource, verb::update)}};
    to[base + "/history"] = json::object{{"get", for_whom(history_operation(type), resource, verb::read)}};
    return;
  }
  const json::array id{reference("parameters", "id")};
  to[base] = json::object{{"get", for_whom(list_operation(type), resource, verb::read)},
                          {"post", for_whom(create_operation(type), resource, verb::create)}};
  to[base + "/{id}"] = json::object{{"parameters", id},
                                    {"get", for_whom(get_operation(type), resource, verb::read)},
                                    {"patch", for_whom(patch_operation(type), resource, verb::update)},
                                    {"delete", for_whom(delete_operation(type), resource, verb::remove)}};
  to[base + "/{id}:undelete"] =
      json::object{{"parameters", id}, {"post", for_whom(undelete_operation(type), resource, verb::remove)}};
  to[base + ":facets"] = json::object{{"get", for_whom(facets_operation(type, facts), resource, verb::read)}};
  to[base + ":batch"] = json::object{{"post", for_whom_each(batch_operation(type, facts), resource)}};
  to[base + "/{id}/history"] =
      json::object{{"parameters", id}, {"get", for_whom(history_operation(type), resource, verb::read)}};
}

}  // namespace dossier::documents
