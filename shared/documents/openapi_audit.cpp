#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"
#include "shared/records/audit_entry.hpp"

namespace dossier::documents {

namespace json = boost::json;

namespace {

const describe::record_type& type() {
  return describe::type_of<audit_entry>();
}

json::object page_schema() {
  json::object members;
  members["items"] = json::object{{"type", "array"}, {"items", schema_reference("AuditEntry")}};
  members["next_page_token"] = json::object{{"type", json::array{"string", "null"}}};
  members["page_size"] = schema_reference("PageSize");
  members["total"] = schema_reference("Total");
  return {{"type", "object"},
          {"properties", std::move(members)},
          {"required", json::array{"items", "next_page_token", "page_size", "total"}}};
}

/// What one entry tells beside what a list shows of it.
json::object detail_schema() {
  const auto image = [](std::string_view description) {
    return json::object{{"type", json::array{"object", "null"}}, {"description", description}};
  };
  json::object made = record_schema(type(), schema_use::answer);
  json::object& members = made["properties"].as_object();
  members["record_version"] = json::object{{"type", "integer"}, {"format", "int64"}, {"minimum", 1}};
  members["before"] = image("The record as it was; null at a creation.");
  members["after"] = image("The record as it became.");
  members["previous_hash"] =
      json::object{{"type", json::array{"string", "null"}},
                   {"description", "Of the entry before; null of the first, and where it is missing."}};
  members["intact"] = json::object{
      {"type", "boolean"},
      {"description",
       "Whether its hash follows from the one before; false, too, where that entry is missing."}};
  json::array& required = made["required"].as_array();
  for (const char* name : {"record_version", "before", "after", "previous_hash", "intact"})
    required.emplace_back(name);
  return made;
}

json::object audit_operation(std::string_view id, std::string_view summary, std::string_view description) {
  json::object made;
  made["operationId"] = id;
  made["tags"] = json::array{"Audit"};
  made["summary"] = summary;
  made["description"] = description;
  return made;
}

json::object list_operation() {
  json::object made = audit_operation(
      "listAuditEntries", "Who did what",
      "The entries of the change log that match, such as `filter=at > now-1d AND resource != \"sessions\"`, "
      "the "
      "newest first; `order_by=seq` begins with the oldest. For the owner, admins and auditors. `changes` is "
      "a JSON "
      "text. A live subscription to `audit`, `after` the answer's `Change-Seq`, goes on without a gap.");
  made["parameters"] = parameters({"filter", "order_by", "page_size", "page_token", "skip"});
  json::object responses;
  responses["200"] = answer("A page.", {"Change-Seq"}, json_content(schema_reference("AuditPage")));
  add_refusals(responses, {});
  made["responses"] = std::move(responses);
  return made;
}

json::object get_operation() {
  json::object made =
      audit_operation("getAuditEntry", "One entry, whole",
                      "With the record before and after it, and the hash that its own covers.");
  json::object entry{{"name", "entry"},
                     {"in", "path"},
                     {"required", true},
                     {"description", "The entry's `seq`, or its `id`."},
                     {"schema", {{"type", "string"}}}};
  json::array all = parameters({});
  all.insert(all.begin(), std::move(entry));
  made["parameters"] = std::move(all);
  json::object responses;
  responses["200"] = answer("The entry.", {"Change-Seq"}, json_content(schema_reference("AuditEntryWhole")));
  add_refusals(responses, {"404"});
  made["responses"] = std::move(responses);
  return made;
}

json::object seal_schema() {
  json::object members;
  members["seq"] = json::object{{"type", "integer"}, {"format", "int64"}, {"minimum", 1}};
  members["hash"] = json::object{{"type", "string"}, {"description", "Of the entry `seq`, hexadecimal."}};
  members["at"] = json::object{{"type", "string"}, {"format", "date-time"}};
  json::object sealed{{"type", json::array{"object", "null"}},
                      {"description", "The last head that was exported; null where none was."},
                      {"properties", std::move(members)},
                      {"required", json::array{"seq", "hash", "at"}}};
  return {{"type", "object"},
          {"properties", {{"sealed", std::move(sealed)}}},
          {"required", json::array{"sealed"}}};
}

json::object seal_operation() {
  json::object made = audit_operation(
      "getAuditSeal", "How far the log is sealed",
      "Up to which entry the log's signed heads were exported (`--audit-heads-file`). Where that "
      "file lies out of reach of whoever has the server, nobody rewrites what is before that "
      "without `dossier audit verify --heads FILE` telling.");
  made["parameters"] = parameters({});
  json::object responses;
  responses["200"] = answer("The seal.", {}, json_content(schema_reference("AuditSeal")));
  add_refusals(responses, {});
  made["responses"] = std::move(responses);
  return made;
}

}  // namespace

void add_audit_schemas(json::object& to) {
  to["AuditEntry"] = record_schema(type(), schema_use::answer);
  to["AuditEntryWhole"] = detail_schema();
  to["AuditPage"] = page_schema();
  to["AuditSeal"] = seal_schema();
}

void add_audit_paths(json::object& to) {
  using permissions::verb;
  to["/api/v1/audit"] = json::object{{"get", for_whom(list_operation(), "audit", verb::read)}};
  to["/api/v1/audit/{entry}"] = json::object{{"get", for_whom(get_operation(), "audit", verb::read)}};
  to["/api/v1/audit:seal"] = json::object{{"get", for_whom(seal_operation(), "audit", verb::read)}};
}

}  // namespace dossier::documents
