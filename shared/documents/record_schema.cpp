#include "shared/documents/record_schema.hpp"

#include <boost/json.hpp>
#include <limits>

#include "shared/codec/record_json.hpp"

namespace dossier::documents {
namespace {

namespace json = boost::json;
using describe::field;
using describe::kind;
using describe::record_type;

std::string_view type_name(kind of) {
  switch (of) {
    case kind::integer:
      return "integer";
    case kind::number:
      return "number";
    case kind::boolean:
      return "boolean";
    case kind::text_list:
      return "array";
    default:
      return "string";
  }
}

void add_text_look(json::object& to, const field& described) {
  switch (described.format) {
    case describe::text_format::any:
    case describe::text_format::markdown:
      break;
    case describe::text_format::line:
      to["pattern"] = "^[^\\u0000-\\u001F\\u007F]*$";
      break;
    case describe::text_format::domain:
      to["pattern"] = "^[^.\\s]+(\\.[^.\\s]+)+$";
      break;
    case describe::text_format::country:
      to["pattern"] = "^[A-Z]{2}$";
      break;
  }
}

/// Length and look of a text, or of a list's items.
void add_text_limits(json::object& to, const field& described) {
  if (described.max != std::numeric_limits<std::int64_t>::max()) to["maxLength"] = described.max;
  add_text_look(to, described);
}

void add_range(json::object& to, const field& described) {
  if (described.min != std::numeric_limits<std::int64_t>::min()) to["minimum"] = described.min;
  if (described.max != std::numeric_limits<std::int64_t>::max()) to["maximum"] = described.max;
}

void add_limits(json::object& to, const field& described) {
  switch (described.kind) {
    case kind::text:
      if (described.is_required) to["minLength"] = 1;
      add_text_limits(to, described);
      break;
    case kind::integer:
      to["format"] = "int64";
      add_range(to, described);
      break;
    case kind::number:
      to["format"] = "double";
      add_range(to, described);
      break;
    case kind::uuid:
      to["format"] = "uuid";
      break;
    case kind::timestamp:
      to["format"] = "date-time";
      break;
    case kind::choice:
      to["enum"] = json::array(described.choices.begin(), described.choices.end());
      break;
    case kind::text_list: {
      json::object item{{"type", "string"}, {"minLength", 1}};
      add_text_limits(item, described);
      to["items"] = std::move(item);
      to["maxItems"] = described.max_items;
      to["uniqueItems"] = true;
      break;
    }
    case kind::boolean:
      break;
  }
}

/// What cannot be said by keywords.
std::string description_of(const field& described) {
  std::string text;
  const auto say = [&](const std::string& sentence) {
    if (!text.empty()) text += ' ';
    text += sentence;
  };
  if (!described.references.empty()) {
    say("The id of one of the " + std::string(described.references) + ".");
  }
  if (described.format == describe::text_format::markdown) say("A subset of Markdown.");
  if (described.format == describe::text_format::country) say("ISO 3166-1 alpha-2.");
  if (described.format == describe::text_format::domain) say("A host name of at least two labels.");
  if (described.is_unique) say("Unique among live records, without regard to case and accents.");
  if (described.kind == kind::text_list) say("Without repetitions, without regard to case and accents.");
  return text;
}

void add_uses(json::object& to, const field& described) {
  if (described.is_filterable) to["x-filterable"] = true;
  if (described.is_sortable) to["x-sortable"] = true;
  if (described.is_searchable) to["x-searchable"] = true;
  if (described.is_unique) to["x-unique"] = true;
  if (described.is_sensitive) to["x-sensitive"] = true;
  if (!described.references.empty()) to["x-references"] = described.references;
}

/// What a body leaves out; nothing for what it must name or what would be null.
void add_default(json::object& to, const field& described, const describe::any_record& fresh) {
  if (described.is_required || described.nullable) return;
  std::string text;
  codec::append_value(text, described, fresh.data());
  to["default"] = json::parse(text);
}

json::object highlights_schema(const record_type& type) {
  const json::object range{
      {"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}, {"minItems", 2}, {"maxItems", 2}};
  const json::object ranges{{"type", "array"}, {"items", range}};
  const json::object of_items{{"type", "array"}, {"items", ranges}};
  json::object fields;
  for (const field& described : type.fields) {
    if (!described.is_searchable) continue;
    fields[described.name] = described.kind == describe::kind::text_list ? of_items : ranges;
  }
  return {
      {"type", "object"},
      {"title", "Highlights"},
      {"description",
       "In lists that were searched (`q`): of each searchable field that was hit, where the hits stand, as "
       "half-open ranges of characters (code points); of a list, item by item."},
      {"readOnly", true},
      {"properties", std::move(fields)}};
}

std::string joined(std::string_view words) {
  std::string made;
  bool upper = true;
  for (const char c : words) {
    if (c == ' ' || c == '-') {
      upper = true;
    } else {
      made += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  return made;
}

bool is_answer(schema_use use) {
  return use == schema_use::answer || use == schema_use::item;
}

}  // namespace

json::object field_schema(const field& described, schema_use use) {
  json::object made;
  const std::string_view type = type_name(described.kind);
  // A merge patch empties a list with null.
  const bool takes_null =
      described.nullable || (use == schema_use::patch && described.kind == kind::text_list);
  made["type"] = takes_null ? json::value(json::array{type, "null"}) : json::value(type);
  made["title"] = described.label;
  if (std::string text = description_of(described); !text.empty()) made["description"] = std::move(text);
  add_limits(made, described);
  if (takes_null && described.kind == kind::choice) made["enum"].as_array().emplace_back(nullptr);
  if (is_answer(use) && described.is_read_only) made["readOnly"] = true;
  if (is_answer(use)) add_uses(made, described);
  made["examples"] = json::array{field_example(described)};
  return made;
}

json::object short_form_schema(const field& reference) {
  json::object made{
      {"type", reference.nullable ? json::value(json::array{"object", "null"}) : json::value("object")},
      {"title", reference.label},
      {"description", "The record that `" + std::string(reference.name) + "` names, in short."},
      {"readOnly", true}};
  json::object members;
  members["id"] = json::object{{"type", "string"}, {"format", "uuid"}};
  members[reference.reference_label] = json::object{{"type", json::array{"string", "null"}}};
  made["properties"] = std::move(members);
  made["required"] = json::array{"id", reference.reference_label};
  return made;
}

json::object record_schema(const record_type& type, schema_use use) {
  const describe::any_record fresh(type);
  json::object members;
  json::array required;
  for (const field& described : type.fields) {
    if (!is_answer(use) && described.is_read_only) continue;
    json::object schema = field_schema(described, use);
    if (use == schema_use::create) add_default(schema, described, fresh);
    members[described.name] = std::move(schema);
    const bool always =
        use == schema_use::answer && described.name != "deleted_at" && !described.is_sensitive;
    const bool must = use == schema_use::create && described.is_required;
    if (always || must) required.emplace_back(described.name);
    if (is_answer(use) && !described.references.empty()) {
      members[described.short_form_name()] = short_form_schema(described);
      if (use == schema_use::answer) required.emplace_back(described.short_form_name());
    }
  }
  if (use == schema_use::item) members["highlights"] = highlights_schema(type);
  json::object made{{"type", "object"}, {"properties", std::move(members)}};
  if (!required.empty()) made["required"] = std::move(required);
  if (!is_answer(use)) made["additionalProperties"] = false;
  if (use == schema_use::patch) made["minProperties"] = 0;
  return made;
}

std::string schema_name(const record_type& type) {
  return joined(type.names.label);
}

std::string plural_name(const record_type& type) {
  return joined(type.names.plural_label);
}

}  // namespace dossier::documents
