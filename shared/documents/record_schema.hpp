#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "shared/describe/record_type.hpp"

/// Described records as JSON Schema (draft 2020-12, which OpenAPI 3.1 and AsyncAPI 3 use), and examples that
/// hold against it.
namespace dossier::documents {

/// What a schema is of: an answer, an item of a list (which may have been asked for in part), or the body of
/// a create or a merge patch.
enum class schema_use { answer, item, create, patch };

/// The schema of one field's value. Beside the standard keywords it carries what the field may be used for:
/// `x-filterable`, `x-sortable`, `x-searchable`, `x-unique`, `x-references`.
[[nodiscard]] boost::json::object field_schema(const describe::field& described, schema_use use);

/// The short form that stands beside a reference, `"brand":{"id":"…","name":"…"}` beside `brand_id`.
[[nodiscard]] boost::json::object short_form_schema(const describe::field& reference);

/// The schema of a whole record or body. Bodies take no other members than those named.
[[nodiscard]] boost::json::object record_schema(const describe::record_type& type, schema_use use);

/// What a record is called as a schema and inside operation ids: "Brand", "SavedView".
[[nodiscard]] std::string schema_name(const describe::record_type& type);
/// The same of all of them: "Brands".
[[nodiscard]] std::string plural_name(const describe::record_type& type);

/// A value that the field takes.
[[nodiscard]] boost::json::value field_example(const describe::field& described);

/// A body that creates a record (a reference names an id that may not exist), and the record it could become.
[[nodiscard]] boost::json::object create_example(const describe::record_type& type);
[[nodiscard]] boost::json::object answer_example(const describe::record_type& type);

/// A filter and an order that the resource takes: `name = "Castellan Freight"`, `updated_at desc`.
[[nodiscard]] std::string filter_example(const describe::record_type& type);
[[nodiscard]] std::string order_example(const describe::record_type& type);

}  // namespace dossier::documents
