#include "shared/documents/openapi_parts.hpp"
#include "shared/documents/record_schema.hpp"

namespace dossier::documents {

namespace json = boost::json;
using describe::field;
using describe::record_type;

namespace {

/// How often one value stands: `{"value":"draft","count":12}`; a reference has its short form beside it.
json::object value_schema(const field& described) {
  json::object value;
  const std::string_view type = described.kind == describe::kind::boolean ? "boolean" : "string";
  value["type"] = json::array{type, "null"};
  value["description"] = "null counts the records without one.";
  json::object members;
  members["value"] = std::move(value);
  json::array required{"value", "count"};
  if (!described.references.empty()) {
    json::object short_form = short_form_schema(described);
    short_form["type"] = json::array{"object", "null"};
    members[described.short_form_name()] = std::move(short_form);
    required.emplace_back(described.short_form_name());
  }
  members["count"] = json::object{{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
  return {{"type", "object"}, {"properties", std::move(members)}, {"required", std::move(required)}};
}

json::object facet_schema(const field& described, const api_facts& facts) {
  const json::object values{{"type", "array"},
                            {"items", value_schema(described)},
                            {"maxItems", facts.facet_values_max},
                            {"description", "The most frequent first."}};
  const json::object members{
      {"values", values},
      {"distinct",
       {{"type", "integer"},
        {"format", "int64"},
        {"minimum", 0},
        {"description", "Values there are; none counts as one."}}},
      {"exact",
       {{"type", "boolean"}, {"description", "false: an estimate, since counting all takes longer."}}}};
  return {{"type", "object"},
          {"title", described.label},
          {"properties", members},
          {"required", json::array{"values", "distinct", "exact"}}};
}

}  // namespace

void add_facet_schemas(json::object& to, const record_type& type, const api_facts& facts) {
  json::object members;
  for (const field& described : type.fields) {
    if (facts.has_facet(described)) members[described.name] = facet_schema(described, facts);
  }
  const json::object by_field{{"type", "object"}, {"properties", std::move(members)}};
  to[schema_name(type) + "Facets"] = json::object{
      {"type", "object"}, {"properties", {{"facets", by_field}}}, {"required", json::array{"facets"}}};
}

json::object facets_operation(const record_type& type, const api_facts& facts) {
  std::string names;
  std::string first;
  for (const field& described : type.fields) {
    if (!facts.has_facet(described)) continue;
    names += (names.empty() ? "`" : ", `") + std::string(described.name) + "`";
    if (first.empty()) first = described.name;
  }
  json::object fields;
  fields["name"] = "fields";
  fields["in"] = "query";
  fields["required"] = true;
  fields["description"] = "The fields to count, at most " + std::to_string(facts.facet_fields_max) +
                          ", separated by commas: of " + names + ".";
  fields["schema"] = json::object{{"type", "string"}, {"minLength", 1}};
  fields["example"] = first;
  json::object made = operation(type, "facetsOf" + plural_name(type), "Count values");
  made["description"] =
      "How many of the live records that match have each value, for each field under the filter without the "
      "conditions on that field itself.";
  made["parameters"] = parameters({"filter", "q"});
  json::array& all = made["parameters"].as_array();
  all.insert(all.begin(), std::move(fields));
  json::object responses;
  responses["200"] =
      answer("The counts.", {"Change-Seq"}, json_content(schema_reference(schema_name(type) + "Facets")));
  add_refusals(responses, {});
  made["responses"] = std::move(responses);
  return made;
}

}  // namespace dossier::documents
