#pragma once
#include <string_view>

/// What values of header fields have in common (RFC 9110, 5.6).
namespace dossier::http {

/// Without the blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Whether two tokens are one: ASCII letters of either case are the same.
[[nodiscard]] bool same_without_case(std::string_view left, std::string_view right);

}  // namespace dossier::http
