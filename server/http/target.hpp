#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

namespace dossier::http {

/// Takes an origin-form target (RFC 9112, 3.2.1) apart: path and query, percent-decoded strictly. In the
/// query a `+` is a space, as curl, browsers and HTTP libraries write it (URL Standard, 5.1); a plus is
/// `%2B`. A 400 with the position in the target for: another form, a fragment, a bad escape, NUL, bytes that
/// are not UTF-8 after decoding, an encoded slash in the path (it would change the path's segments), a
/// parameter without a name or one that stands twice (one of them would be dropped silently).
[[nodiscard]] result<void> parse_target(std::string_view target, std::string& path,
                                        std::vector<query_parameter>& query);

/// Decodes one component. `offset` is its place in the target, for the problem's position.
[[nodiscard]] result<void> percent_decode(std::string_view text, std::size_t offset, std::string& out);

}  // namespace dossier::http
