#pragma once
#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "shared/documents/openapi.hpp"
#include "shared/permissions/permission_table.hpp"

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

/// `POST /R:batch` of one resource.
void add_batch_schemas(boost::json::object& to, const describe::record_type& type, const api_facts& facts);
[[nodiscard]] boost::json::object batch_operation(const describe::record_type& type, const api_facts& facts);

/// `GET /R:facets` of one resource.
void add_facet_schemas(boost::json::object& to, const describe::record_type& type, const api_facts& facts);
[[nodiscard]] boost::json::object facets_operation(const describe::record_type& type, const api_facts& facts);

/// What operations are put together from. Parameters and headers are named as in components; `traceparent`
/// and `traceresponse` are always among them.
[[nodiscard]] boost::json::object operation(const describe::record_type& type, std::string_view id,
                                            std::string_view summary);
[[nodiscard]] boost::json::array parameters(std::initializer_list<std::string_view> names);
[[nodiscard]] boost::json::object body_of(std::string_view media_type, boost::json::object schema,
                                          boost::json::object example);
[[nodiscard]] boost::json::object answer(std::string_view description,
                                         std::initializer_list<std::string_view> headers,
                                         boost::json::object content);
/// Refusals that any call may be answered with, and those of the statuses named.
void add_refusals(boost::json::object& to, std::initializer_list<std::string_view> more);

/// The call with who may make it, and to which of the resource: the table's line (`x-permission`), for people
/// and for the test that walks it.
[[nodiscard]] boost::json::object for_whom(boost::json::object call, std::string_view resource,
                                           permissions::verb what);
/// The same of a batch, whose operations differ.
[[nodiscard]] boost::json::object for_whom_each(boost::json::object batch, std::string_view resource);

/// `GET /api/v1/activity` and what it answers.
void add_activity_schemas(boost::json::object& to);
[[nodiscard]] boost::json::object activity_operation(std::span<const describe::record_type* const> types,
                                                     const api_facts& facts);

/// `/api/v1/audit` and what it answers.
void add_audit_schemas(boost::json::object& to);
void add_audit_paths(boost::json::object& to);

/// `/api/v1/auth` and what it answers.
void add_auth_schemas(boost::json::object& to);
void add_auth_paths(boost::json::object& to);

/// Paths that belong to no resource: live connection, documents, health.
void add_other_paths(boost::json::object& to);

}  // namespace dossier::documents
