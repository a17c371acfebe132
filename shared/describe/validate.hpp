#pragma once
#include <string_view>
#include <vector>

#include "shared/core/problem.hpp"
#include "shared/describe/record_type.hpp"

namespace dossier::describe {

/// Appends to `errors` everything that is wrong with one field of `record`; nothing when it is fine. Codes:
/// `required`, `too_long`, `too_small`, `too_large`, `too_many`, `format`, `duplicate`.
void validate_field(const field& described, const void* record, std::vector<field_error>& errors);

/// The same for every field that a request may set, in the order of description.
void validate(const record_type& type, const void* record, std::vector<field_error>& errors);

/// Characters (code points) of a UTF-8 text.
[[nodiscard]] std::size_t count_characters(std::string_view utf8);

}  // namespace dossier::describe
