#pragma once
#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "shared/documents/openapi.hpp"

// What the files that write the OpenAPI document share.
namespace dossier::documents {

/// `{"$ref":"#/components/schemas/Brand"}`
[[nodiscard]] inline boost::json::object reference(std::string_view section, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(section) + "/" + std::string(name)}};
}
[[nodiscard]] inline boost::json::object schema_reference(std::string_view name) {
  return reference("schemas", name);
}

/// RFC 9457, with our field errors and conflicts.
[[nodiscard]] boost::json::object problem_schema();

/// `{"application/json":{"schema":…}}`
[[nodiscard]] boost::json::object json_content(boost::json::object schema);

/// Schemas, parameters, headers and responses that all resources share.
void add_shared_schemas(boost::json::object& to, const api_facts& facts);
[[nodiscard]] boost::json::object shared_parameters(const api_facts& facts);
[[nodiscard]] boost::json::object shared_headers();
[[nodiscard]] boost::json::object shared_responses();

/// One resource: its schemas and its paths.
void add_resource_schemas(boost::json::object& to, const describe::record_type& type, const api_facts& facts);
void add_resource_paths(boost::json::object& to, const describe::record_type& type, const api_facts& facts);

/// Paths that belong to no resource: live connection, documents, health.
void add_other_paths(boost::json::object& to);

}  // namespace dossier::documents
