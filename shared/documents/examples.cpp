#include <boost/json.hpp>
#include <limits>

#include "shared/codec/json_text.hpp"
#include "shared/codec/record_json.hpp"
#include "shared/documents/record_schema.hpp"

namespace dossier::documents {
namespace {

namespace json = boost::json;
using describe::field;
using describe::kind;
using describe::record_type;

constexpr std::string_view some_id = "019aa35c-7e00-7c3a-9c41-5f0e6a1d2b30";
constexpr std::string_view some_person = "019aa35c-0000-7b11-8a55-0c9d3e4f5a60";
constexpr std::string_view some_time = "2026-11-20T21:22:03.123456Z";

struct known_example {
  std::string_view field;
  std::string_view text;
};

/// Texts that read well, for names that records share; any other field gets a text made from its description.
constexpr known_example known_examples[] = {
    {"name", "Castellan Freight"},
    {"domain", "castellan.example"},
    {"industry", "Logistics"},
    {"sub_industry", "Road freight"},
    {"headquarters", "Vienna"},
    {"city", "Vienna"},
    {"country", "AT"},
    {"ticker", "CSTL"},
    {"description", "Moves pallets overnight between **twelve** hubs."},
    {"title", "Second hub opens in spring"},
    {"body", "The lease is signed; *hiring* begins in January."},
    {"source", "Annual report"},
    {"color", "blue"},
    {"first_name", "Mara"},
    {"last_name", "Lindqvist"},
    {"company", "Castellan Freight"},
    {"email", "mara@castellan.example"},
    {"phone", "+431234567"},
};

std::string cut(std::string_view text, const field& described) {
  const auto most =
      static_cast<std::size_t>(std::min<std::int64_t>(described.max, static_cast<std::int64_t>(text.size())));
  return std::string(text.substr(0, most));
}

std::string text_example(const field& described) {
  switch (described.format) {
    case describe::text_format::domain:
      return "castellan.example";
    case describe::text_format::country:
      return "AT";
    default:
      break;
  }
  for (const known_example& known : known_examples) {
    if (known.field == described.name) return cut(known.text, described);
  }
  return cut(described.label, described);
}

std::int64_t whole_example(const field& described) {
  constexpr std::int64_t usual = 1284;
  if (described.name == "founded") return 1987;
  if (described.name == "version") return 4;
  return std::max(described.min, std::min(described.max, usual));
}

}  // namespace

json::value field_example(const field& described) {
  switch (described.kind) {
    case kind::text:
      return json::value(text_example(described));
    case kind::integer:
      return whole_example(described);
    case kind::number:
      return described.min >= 1 ? static_cast<double>(described.min) : 0.5;
    case kind::boolean:
      return false;
    case kind::uuid:
      return json::value(described.is_common && described.name != "id" ? some_person : some_id);
    case kind::timestamp:
      return json::value(some_time);
    case kind::choice:
      return json::value(described.choices.empty() ? std::string_view{} : described.choices.front());
    case kind::text_list:
      break;
  }
  return json::array{"renewal", "key account"};
}

json::object create_example(const record_type& type) {
  json::object made;
  for (const field& described : type.fields) {
    if (!described.is_read_only) made[described.name] = field_example(described);
  }
  return made;
}

json::object answer_example(const record_type& type) {
  json::object made;
  for (const field& described : type.fields) {
    if (described.name == "deleted_at") continue;
    made[described.name] = field_example(described);
    if (described.references.empty()) continue;
    json::object short_form;
    short_form["id"] = field_example(described);
    short_form[described.reference_label] = "Castellan Freight";
    made[described.short_form_name()] = std::move(short_form);
  }
  return made;
}

std::string filter_example(const record_type& type) {
  std::string made;
  for (const field& described : type.fields) {
    std::string one(described.name);
    if (!described.is_filterable || described.is_common) continue;
    if (described.kind == kind::text || described.kind == kind::choice) {
      one += " = ";
      codec::append_json_string(one, field_example(described).as_string());
    } else if (described.kind == kind::integer) {
      one += " >= " + std::to_string(whole_example(described));
    } else {
      continue;
    }
    if (!made.empty()) return made + " AND " + one;
    made = std::move(one);
  }
  return made.empty() ? "created_at > \"2026-01-01\"" : made;
}

std::string order_example(const record_type& type) {
  for (const field& described : type.fields) {
    if (described.is_sortable && !described.is_common) return std::string(described.name) + " desc";
  }
  return "updated_at desc";
}

}  // namespace dossier::documents
