#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::codec {

/// Appends the value of one field as JSON.
void append_value(std::string& out, const describe::field& field, const void* record);

/// Appends the record as a JSON object, all members in the order of description; `deleted_at` only where it
/// is set. `extra` are members already written (`"brand":{…}`), put at the end; empty for none.
void append_record(std::string& out, const describe::any_record& record, std::string_view extra = {});
/// The same without the members that `hidden` names.
void append_record_without(std::string& out, const describe::any_record& record,
                           const std::vector<const describe::field*>& hidden, std::string_view extra = {});
[[nodiscard]] std::string to_json(const describe::any_record& record);

/// The record as the change log keeps it: without its derived members.
[[nodiscard]] std::string to_stored_json(const describe::any_record& record);

/// Reads the body of a create into `record` (a fresh one, so that absent members keep their defaults).
/// Unknown, read-only, ill-typed and invalid members are all named in `errors`, with the codes `unknown`,
/// `read_only`, `type` and those of validation. The record may be used only when nothing was added.
void read_create(const boost::json::object& body, describe::any_record& record,
                 std::vector<field_error>& errors);

/// Applies an RFC 7396 merge patch: a member sets its field, `null` empties a nullable one (and a list), an
/// absent one leaves it. Errors as in read_create; only fields that the patch names are validated.
void read_patch(const boost::json::object& patch, describe::any_record& record,
                std::vector<field_error>& errors);

/// Reads what append_record or to_stored_json wrote, read-only members included, and ignores members it does
/// not know (a newer server's). nullopt when a member has another type than described.
[[nodiscard]] std::optional<describe::any_record> read_stored(const describe::record_type& type,
                                                              const boost::json::object& stored);

/// The same from a text.
[[nodiscard]] std::optional<describe::any_record> read_stored(const describe::record_type& type,
                                                              std::string_view text);

/// Whether a field has the same value in both records of one type.
[[nodiscard]] bool same_value(const describe::field& field, const void* left, const void* right);

/// The fields whose values differ, in the order of description; derived ones and the common members
/// (`version`, `updated_at`, …) are left out, but for `deleted_at`.
[[nodiscard]] std::vector<const describe::field*> changed_fields(const describe::any_record& before,
                                                                 const describe::any_record& after);

}  // namespace dossier::codec
