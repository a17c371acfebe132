#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace dossier::http {

/// The text as one brotli stream (RFC 7932), at a quality that costs about what gzip's fastest does; nullopt
/// when there is no memory for it.
[[nodiscard]] std::optional<std::string> compress_brotli(std::string_view text);

}  // namespace dossier::http
