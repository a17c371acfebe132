#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace dossier::http {

/// The name in a `Host` field, without its port and trailing dot: "localhost", "[::1]". Empty when malformed.
[[nodiscard]] std::string_view host_name(std::string_view host);

/// Whether a `Host` field carries a loopback name or one of `configured` (names without port, any case).
/// Guards against DNS rebinding: a page of another site whose name suddenly resolves to 127.0.0.1 still
/// sends its own name.
[[nodiscard]] bool host_allowed(std::string_view host, const std::vector<std::string>& configured);

/// Whether `origin` (RFC 6454: "https://name:port") is the one that `host` names, or one of `configured`
/// (whole origins). `secure`: the request came by TLS, so that a page that did not is another origin; else
/// the scheme does not count, since a proxy may stand between.
[[nodiscard]] bool origin_is_ours(std::string_view origin, std::string_view host, bool secure,
                                  const std::vector<std::string>& configured);

}  // namespace dossier::http
