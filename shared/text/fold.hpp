#pragma once
#include <string>
#include <string_view>

namespace dossier::text {

/// The folded key that text is compared, sorted and kept unique by: lower case and without accents for Latin,
/// Greek and Cyrillic; other scripts stay as they are. Input is UTF-8; bytes that are not are copied. The
/// result orders by code point when compared bytewise (as PostgreSQL's COLLATE "C"). Folding a folded text
/// changes nothing.
[[nodiscard]] std::string fold(std::string_view utf8);

}  // namespace dossier::text
