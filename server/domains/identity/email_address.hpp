#pragma once
#include <string_view>

namespace dossier::identity {

/// Octets of an address at most (RFC 5321, 4.5.3.1.3, less the angle brackets).
inline constexpr std::size_t email_max_bytes = 254;

/// Whether a text has the form of an e-mail address, as far as that can be told without sending to it: one
/// "@", something on either side, neither spaces nor control characters. Its length is for callers to bound.
[[nodiscard]] bool looks_like_email(std::string_view text);

}  // namespace dossier::identity
