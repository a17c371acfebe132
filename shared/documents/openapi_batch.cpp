#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"

namespace dossier::documents {

namespace json = boost::json;
using describe::record_type;

namespace {

json::object id_schema() {
  return {{"type", "string"}, {"format", "uuid"}};
}

/// `version` beside an `id`: what If-Match is to a single write.
json::object version_schema() {
  return {{"type", "integer"},
          {"format", "int64"},
          {"minimum", 1},
          {"description", "The version that the write is meant for; absent: whichever there is."}};
}

json::object update_schema(const record_type& type) {
  json::object made = record_schema(type, schema_use::patch);
  json::object members{{"id", id_schema()}, {"version", version_schema()}};
  for (const auto& member : made["properties"].as_object()) members[member.key()] = member.value();
  made["properties"] = std::move(members);
  made["required"] = json::array{"id"};
  return made;
}

json::object batch_example(const record_type& type) {
  const json::object answer = answer_example(type);
  const json::value id = answer.at("id");
  json::object changed{{"id", id}, {"version", 4}};
  changed[type.names.title_field] = answer.at(type.names.title_field);
  json::object made;
  made["operations"] = json::array{json::object{{"create", create_example(type)}},
                                   json::object{{"update", std::move(changed)}},
                                   json::object{{"delete", json::object{{"id", id}}}}};
  return made;
}

}  // namespace

void add_batch_schemas(json::object& to, const record_type& type, const api_facts& facts) {
  const std::string name = schema_name(type);
  to[name + "Update"] = update_schema(type);
  const json::object removal{{"type", "object"},
                             {"properties", {{"id", id_schema()}, {"version", version_schema()}}},
                             {"required", json::array{"id"}},
                             {"additionalProperties", false}};
  to[name + "Operation"] = json::object{{"type", "object"},
                                        {"description", "One of the three."},
                                        {"properties",
                                         {{"create", schema_reference(name + "Create")},
                                          {"update", schema_reference(name + "Update")},
                                          {"delete", removal}}},
                                        {"minProperties", 1},
                                        {"maxProperties", 1},
                                        {"additionalProperties", false}};
  const json::object operations{
      {"type", "array"}, {"items", schema_reference(name + "Operation")}, {"maxItems", facts.batch_max}};
  to[name + "Batch"] = json::object{{"type", "object"},
                                    {"properties", {{"operations", operations}}},
                                    {"required", json::array{"operations"}},
                                    {"additionalProperties", false}};
  const json::object results{
      {"type", "array"},
      {"items", schema_reference(name)},
      {"description", "The records, in the order of the operations; deleted ones, too."}};
  to[name + "BatchResult"] = json::object{
      {"type", "object"}, {"properties", {{"results", results}}}, {"required", json::array{"results"}}};
}

json::object batch_operation(const record_type& type, const api_facts& facts) {
  const std::string name = schema_name(type);
  json::object made = operation(type, "batch" + plural_name(type), "Write several at once");
  made["description"] =
      "All or nothing, in one transaction, in the order given: at most " + std::to_string(facts.batch_max) +
      " operations. What is wrong is named by operation, all at once: `operations[3].update.name`.";
  made["parameters"] = parameters({"Idempotency-Key", "Prefer", "Change-Reason"});
  made["requestBody"] = body_of("application/json", schema_reference(name + "Batch"), batch_example(type));
  json::object responses;
  responses["200"] = answer("Done.", {"Preference-Applied", "Idempotency-Replayed"},
                            json_content(schema_reference(name + "BatchResult")));
  add_refusals(responses, {"404", "409", "412", "413", "415", "422"});
  made["responses"] = std::move(responses);
  return made;
}

}  // namespace dossier::documents
