#include <vector>

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

json::object count_schema() {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}};
}

/// `[{"value":"2026-09-28","count":12}]`
json::object buckets_schema(const api_facts& facts) {
  const json::object begins{
      {"type", json::array{"string", "null"}},
      {"format", "date"},
      {"description", "The first day, in UTC; null counts the records without a time."}};
  const json::object bucket{{"type", "object"},
                            {"properties", {{"value", begins}, {"count", count_schema()}}},
                            {"required", json::array{"value", "count"}}};
  return {{"type", "array"},
          {"items", bucket},
          {"maxItems", facts.facet_buckets_max + 1},
          {"description", "In the order of time, null last: the newest " +
                              std::to_string(facts.facet_buckets_max) +
                              ". Those without a record are left out."}};
}

json::object bucket_facet_schema(const field& described, std::string_view unit, const api_facts& facts) {
  const json::object members{
      {"values", buckets_schema(facts)}, {"distinct", count_schema()}, {"exact", {{"type", "boolean"}}}};
  return {{"type", "object"},
          {"title", std::string(described.label) + " per " + std::string(unit)},
          {"properties", members},
          {"required", json::array{"values", "distinct", "exact"}}};
}

/// Buckets for each of another field's most frequent values.
json::object series_facet_schema(const record_type& type, const api_facts& facts) {
  const json::object value{{"type", json::array{"string", "boolean", "null"}},
                           {"description", "Of the other field; a reference has its short form beside it."}};
  json::object members{{"value", value}, {"count", count_schema()}, {"values", buckets_schema(facts)}};
  for (const field& described : type.fields) {
    if (described.references.empty() || !facts.has_facet(described)) continue;
    json::object short_form = short_form_schema(described);
    short_form["type"] = json::array{"object", "null"};
    members[described.short_form_name()] = std::move(short_form);
  }
  const json::object one{{"type", "object"},
                         {"properties", std::move(members)},
                         {"required", json::array{"value", "count", "values"}}};
  const json::object series{{"type", "array"},
                            {"items", one},
                            {"maxItems", facts.facet_series_max},
                            {"description", "The most frequent first."}};
  const json::object facet{
      {"series", series}, {"distinct", count_schema()}, {"exact", {{"type", "boolean"}}}};
  return {
      {"type", "object"}, {"properties", facet}, {"required", json::array{"series", "distinct", "exact"}}};
}

/// `names` with `between` in between.
std::string joined(const std::vector<std::string_view>& names, std::string_view between) {
  std::string text;
  for (const std::string_view name : names)
    text += (text.empty() ? "" : std::string(between)) + std::string(name);
  return text;
}

std::vector<std::string_view> names_of(const record_type& type, bool (*which)(const field&)) {
  std::vector<std::string_view> names;
  for (const field& described : type.fields) {
    if (which(described)) names.push_back(described.name);
  }
  return names;
}

/// A field whose values can be counted, for examples; empty where there is none.
std::string_view first_counted(const record_type& type, const api_facts& facts) {
  const std::vector<std::string_view> names = names_of(type, facts.has_facet);
  return names.empty() ? std::string_view() : names.front();
}

std::string units(const api_facts& facts, std::string_view between) {
  return joined({facts.time_units.begin(), facts.time_units.end()}, between);
}

std::string fields_description(const record_type& type, const api_facts& facts) {
  return "What to count, at most " + std::to_string(facts.facet_fields_max) + ", separated by commas: of `" +
         joined(names_of(type, facts.has_facet), "`, `") + "`. Of a time (`" +
         joined(names_of(type, facts.has_buckets), "`, `") + "`) the " + units(facts, "s, ") +
         "s, such as `created_at:week` (ISO 8601, from Monday; UTC), and these for each of the " +
         std::to_string(facts.facet_series_max) +
         " most frequent values of another field: `created_at:week*" +
         std::string(first_counted(type, facts)) + "`.";
}

}  // namespace

void add_facet_schemas(json::object& to, const record_type& type, const api_facts& facts) {
  json::object members;
  for (const field& described : type.fields) {
    if (facts.has_facet(described)) members[described.name] = facet_schema(described, facts);
    if (!facts.has_buckets(described)) continue;
    for (const std::string_view unit : facts.time_units) {
      members[std::string(described.name) + ":" + std::string(unit)] =
          bucket_facet_schema(described, unit, facts);
    }
  }
  const std::string two_fields = "^(" + joined(names_of(type, facts.has_buckets), "|") + "):(" +
                                 units(facts, "|") + ")[*](" + joined(names_of(type, facts.has_facet), "|") +
                                 ")$";
  json::object patterns;
  patterns[two_fields] = series_facet_schema(type, facts);
  const json::object by_field{
      {"type", "object"}, {"properties", std::move(members)}, {"patternProperties", std::move(patterns)}};
  to[schema_name(type) + "Facets"] = json::object{
      {"type", "object"}, {"properties", {{"facets", by_field}}}, {"required", json::array{"facets"}}};
}

json::object facets_operation(const record_type& type, const api_facts& facts) {
  json::object fields;
  fields["name"] = "fields";
  fields["in"] = "query";
  fields["required"] = true;
  fields["description"] = fields_description(type, facts);
  fields["schema"] = json::object{{"type", "string"}, {"minLength", 1}};
  fields["example"] = first_counted(type, facts);
  json::object made = operation(type, "facetsOf" + plural_name(type), "Count values");
  made["description"] =
      "How many of the live records that match have each value, for each field under the filter without the "
      "conditions on that field itself; how many are of each day, week or month, under the whole filter.";
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
