#pragma once

/// The statuses that the dashboard tells apart (RFC 9110 and RFC 6585). What got no answer has
/// `net::no_answer`.
namespace dossier::net::status {

inline constexpr int bad_request = 400;  ///< the first of the errors, too
inline constexpr int unauthenticated = 401;
inline constexpr int not_found = 404;
inline constexpr int conflict = 409;
inline constexpr int precondition_failed = 412;
inline constexpr int too_many_requests = 429;
inline constexpr int server_error = 500;  ///< and all above it
inline constexpr int unavailable = 503;

}  // namespace dossier::net::status
