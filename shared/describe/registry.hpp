#pragma once
#include <span>
#include <string>
#include <string_view>

#include "shared/describe/record_type.hpp"

namespace dossier::describe {

/// Every described record that people write, in the order a person would list them.
[[nodiscard]] std::span<const record_type* const> all_records();

/// The record whose resource is `resource` ("brands", or "audit": the change log's entries), or nullptr.
[[nodiscard]] const record_type* find_record(std::string_view resource);

/// 16 hexadecimal digits over everything that both sides must agree on: resources, fields, kinds, limits.
/// Client and server exchange it when a live connection opens.
[[nodiscard]] const std::string& contract_hash();

/// The same over any descriptions: what contract_hash() is for all_records(). The log's entries, which there
/// are always, are part of it.
[[nodiscard]] std::string contract_hash_of(std::span<const record_type* const> described);

}  // namespace dossier::describe
