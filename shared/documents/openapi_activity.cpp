#include "shared/documents/openapi_parts.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

json::object integer(std::int64_t least, std::string_view description) {
  json::object made{{"type", "integer"}, {"format", "int64"}, {"minimum", least}};
  if (!description.empty()) made["description"] = description;
  return made;
}

json::object text(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}

json::object resource_schema(std::span<const describe::record_type* const> types) {
  json::array names;
  for (const describe::record_type* type : types) names.emplace_back(type->names.resource);
  return {{"type", "string"}, {"enum", std::move(names)}};
}

json::object entry_schema() {
  json::object members;
  members["seq"] = integer(1, "Position in the tenant's change log.");
  members["at"] = json::object{{"type", "string"}, {"format", "date-time"}};
  members["kind"] =
      json::object{{"type", "string"}, {"enum", json::array{"created", "updated", "deleted", "restored"}}};
  members["resource"] = text("What kind of record: the name in its address.");
  members["record_id"] = json::object{{"type", "string"}, {"format", "uuid"}};
  members["version"] = integer(1, "Of the record, once the change was made.");
  members["actor"] = schema_reference("Actor");
  members["reason"] =
      json::object{{"type", json::array{"string", "null"}}, {"description", "`Change-Reason` of the write."}};
  members["title"] = json::object{{"type", json::array{"string", "null"}},
                                  {"description", "What the record was called then."}};
  members["changed"] = json::object{{"type", "array"},
                                    {"items", {{"type", "string"}}},
                                    {"description", "The fields that changed; none at a creation."}};
  members["state"] =
      json::object{{"type", "object"},
                   {"additionalProperties", {{"type", json::array{"string", "null"}}}},
                   {"description", "The record's choices as they were then, by their fields."}};
  json::array required;
  for (const auto& member : members) required.emplace_back(member.key());
  return {{"type", "object"}, {"properties", std::move(members)}, {"required", std::move(required)}};
}

json::object page_schema() {
  json::object members;
  members["items"] = json::object{{"type", "array"}, {"items", schema_reference("ActivityEntry")}};
  json::object next = integer(1, "Sent as `before`, it goes on; null where the log begins.");
  next["type"] = json::array{"integer", "null"};
  members["next_before"] = std::move(next);
  members["page_size"] = schema_reference("PageSize");
  return {{"type", "object"},
          {"properties", std::move(members)},
          {"required", json::array{"items", "next_before", "page_size"}}};
}

json::object query_parameter(std::string_view name, std::string_view description, json::object schema) {
  json::object made;
  made["name"] = name;
  made["in"] = "query";
  made["description"] = description;
  made["schema"] = std::move(schema);
  return made;
}

}  // namespace

void add_activity_schemas(json::object& to) {
  to["ActivityEntry"] = entry_schema();
  to["ActivityPage"] = page_schema();
}

json::object activity_operation(std::span<const describe::record_type* const> types, const api_facts& facts) {
  json::object made;
  made["operationId"] = "listActivity";
  made["tags"] = json::array{"Activity"};
  made["summary"] = "What happened last";
  made["description"] =
      "The newest entries of the change log, of all records: who changed what and when, and which fields, "
      "without their values. A live subscription `after` the answer's `Change-Seq` goes on without a gap. "
      "Of one resource, a page looks at " +
      std::to_string(facts.activity_walk_max) +
      " entries at most: it may have fewer items than asked for, and go on all the same.";
  json::array all = parameters({"page_size"});
  all.insert(all.begin(),
             query_parameter("resource", "Entries of these records only.", resource_schema(types)));
  all.insert(all.begin(), query_parameter("before", "Entries older than this position; absent: the newest.",
                                          integer(1, {})));
  made["parameters"] = std::move(all);
  json::object responses;
  responses["200"] =
      answer("A page, newest first.", {"Change-Seq"}, json_content(schema_reference("ActivityPage")));
  add_refusals(responses, {});
  made["responses"] = std::move(responses);
  return for_whom(std::move(made), "activity", permissions::verb::read);
}

}  // namespace dossier::documents
