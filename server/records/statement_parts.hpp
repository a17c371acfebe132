#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/records/row_mapping.hpp"
#include "shared/describe/record_type.hpp"

/// Pieces of SQL that the statements of a record have in common.
namespace dossier::records {

/// Position in the tenant's log that the statement's snapshot includes at least; null before the first
/// change.
inline constexpr std::string_view seq_column =
    "(SELECT head.seq FROM change_heads head WHERE /*tenant*/ AND head.tenant_id = $1::uuid)";

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view between);

/// A statement's name: `brands_get`.
[[nodiscard]] std::string named(const describe::record_type& type, std::string_view what);

/// A record's columns in the order of description, read from its table: `r.id, r.version, …`; a derived one
/// is found out, and called as its field.
[[nodiscard]] std::string table_columns(const describe::record_type& type, std::string_view alias);
/// The same of some fields.
[[nodiscard]] std::string table_columns(const describe::record_type& type, const row_fields& fields,
                                        std::string_view alias);

/// The same columns from a query that has read the table.
[[nodiscard]] std::string record_columns(const row_fields& fields, std::string_view alias);

/// `, (SELECT …)` for each field that refers to another record: what that one is called. A scalar sub-select
/// is one index lookup a row, and no join that could change the rows' order.
[[nodiscard]] std::string short_form_columns(const row_fields& fields, std::string_view alias);
[[nodiscard]] std::string short_form_columns(const describe::record_type& type, std::string_view alias);

}  // namespace dossier::records
