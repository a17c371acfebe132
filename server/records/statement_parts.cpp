#include "server/records/statement_parts.hpp"

namespace dossier::records {

using describe::field;
using describe::record_type;

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::string table_columns(const record_type& type, std::string_view alias) {
  return table_columns(type, all_fields(type), alias);
}

std::string table_columns(const record_type& type, const row_fields& fields, std::string_view alias) {
  const std::string from = std::string(alias) + ".";
  std::vector<std::string> columns;
  for (const field* described : fields) {
    const std::string name(described->name);
    if (described->is_derived) {
      columns.push_back(named(type, name) + "(" + from + std::string(described->source) + "_key) AS " + name);
    } else {
      columns.push_back(from + name);
    }
  }
  return join(columns, ", ");
}

std::string record_columns(const row_fields& fields, std::string_view alias) {
  std::vector<std::string> columns;
  for (const field* described : fields)
    columns.push_back(std::string(alias) + "." + std::string(described->name));
  return join(columns, ", ");
}

std::string short_form_columns(const row_fields& fields, std::string_view alias) {
  std::string text;
  for (const field* described : fields) {
    if (described->references.empty()) continue;
    text += ", (SELECT ref.";
    text += described->reference_label;
    text += " FROM ";
    text += described->references;
    text += " ref WHERE /*tenant*/ AND ref.tenant_id = $1::uuid AND ref.id = ";
    text += alias;
    text += ".";
    text += described->name;
    text += ")";
  }
  return text;
}

std::string short_form_columns(const record_type& type, std::string_view alias) {
  return short_form_columns(all_fields(type), alias);
}

std::string named(const record_type& type, std::string_view what) {
  return std::string(type.names.resource) + "_" + std::string(what);
}

}  // namespace dossier::records
