#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "shared/describe/record_type.hpp"

namespace dossier::codec {

/// What a reference field of `record` points to; nothing where it is unset.
[[nodiscard]] std::optional<uuid> referenced_id(const describe::field& reference, const void* record);

/// Appends the short form of a reference as a member, after a comma unless it is the first: `"brand":{"id":…,
/// "name":…}`, `"brand":null` without an id. The label is null where the referenced record has none or is
/// not there.
void append_short_form(std::string& out, const describe::field& reference, const std::optional<uuid>& id,
                       std::optional<std::string_view> label);

}  // namespace dossier::codec
