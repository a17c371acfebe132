#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace dossier::text {

/// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF); nullopt when all of it is. NUL is well-formed.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Offset of the first thing that a stored text must not have: a byte that is not UTF-8, or the NUL
/// character. nullopt when there is none. Texts that reach us outside of JSON (query parameters, headers) are
/// checked by it.
[[nodiscard]] std::optional<std::size_t> find_unstorable(std::string_view text);

}  // namespace dossier::text
