#pragma once
#include <optional>
#include <string_view>

namespace dossier::text {

/// Offset in bytes of the first thing that a stored text must not have: a byte that is not UTF-8 (RFC 3629:
/// no overlong forms, no surrogates, nothing above U+10FFFF) or the NUL character. nullopt when there is
/// none. Texts that reach us outside of JSON (query parameters, headers) are checked by it.
[[nodiscard]] std::optional<std::size_t> find_unstorable(std::string_view text);

}  // namespace dossier::text
