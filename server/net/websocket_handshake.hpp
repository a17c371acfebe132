#pragma once
#include <string>
#include <string_view>

#include "server/http/pipeline.hpp"
#include "shared/live/messages.hpp"

namespace dossier::net {

inline constexpr std::string_view live_subprotocol = live::subprotocol;

/// Checks a live upgrade (RFC 6455, 4.2.1), its origin and its sub-protocol; answers `Sec-WebSocket-Accept`.
/// Problems: 426 when it is no WebSocket request of version 13, 400 when it is a bad one or offers another
/// sub-protocol, 403 for another site's page, 404 when live connections are not served here.
[[nodiscard]] result<std::string> check_upgrade(const http::request& of, const http::pipeline& pipeline,
                                                bool served);

/// `Sec-WebSocket-Accept` of a key.
[[nodiscard]] std::string accept_of(std::string_view key);

}  // namespace dossier::net
