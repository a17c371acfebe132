#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <vector>

#include "server/http/principal.hpp"
#include "server/records/row_mapping.hpp"
#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"
#include "shared/permissions/permission_table.hpp"
#include "shared/permissions/scope_filter.hpp"

namespace dossier::records {

/// The 403 where `who` may do that to no record of the type; nullopt where they may, to some at least.
[[nodiscard]] std::optional<problem> refuse(const http::principal& who, permissions::verb what,
                                            const describe::record_type& type);

/// Why they may not do it to this one: 404 where they may not even read it, else 403.
[[nodiscard]] std::optional<problem> refuse(const http::principal& who, permissions::verb what,
                                            const describe::any_record& record);

/// The 403 alone, of a record that `who` is about to make or has changed so.
[[nodiscard]] std::optional<problem> out_of_scope(const http::principal& who, permissions::verb what,
                                                  const describe::any_record& record);

/// The records of the type that `who` may do that to, as a filter; nullopt: all of them.
[[nodiscard]] std::optional<query::filter> permitted(const http::principal& who, permissions::verb what,
                                                     const describe::record_type& type);

/// Whether this is one of them.
[[nodiscard]] bool may(const http::principal& who, permissions::verb what,
                       const describe::any_record& record);

/// There is no such record, or none that the caller may know of.
[[nodiscard]] problem no_such_record(const describe::record_type& type);

/// The fields of a type that `who` may not read.
[[nodiscard]] row_fields hidden_fields(const http::principal& who, const describe::record_type& type);
/// Those that they may; nullopt: all.
[[nodiscard]] std::optional<row_fields> readable_fields(const http::principal& who,
                                                        const describe::record_type& type);

/// The members of a request's body that `who` may not know of, as errors: to them they are none of the
/// record's.
[[nodiscard]] std::vector<field_error> hidden_members(const http::principal& who,
                                                      const describe::record_type& type,
                                                      const boost::json::object& body);

/// The 400 for a filter or an order by such a field; nullopt where there is none.
[[nodiscard]] std::optional<problem> refuse_hidden(const http::principal& who, const query::filter& where);
[[nodiscard]] std::optional<problem> refuse_hidden(const http::principal& who,
                                                   const describe::record_type& type,
                                                   const describe::field* described,
                                                   std::string_view parameter);

}  // namespace dossier::records
