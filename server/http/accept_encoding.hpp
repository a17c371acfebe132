#pragma once
#include <string_view>

namespace dossier::http {

/// The coding a client prefers (RFC 9110, 12.5.3) among identity and those offered. With equal weights the
/// order is br, gzip, identity. An absent field (empty here) means identity.
enum class content_coding { identity, gzip, brotli };
[[nodiscard]] content_coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli);

}  // namespace dossier::http
