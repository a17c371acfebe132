#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "server/domains/identity/body_reader.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/message.hpp"

/// What the controllers of this folder have in common.
namespace dossier::identity {

/// Bytes of a body of these routes.
inline constexpr std::size_t sign_in_body_max_bytes = 8 * 1024;
inline constexpr std::size_t email_max = 254;

[[nodiscard]] visitor visitor_of(const http::request& from);
[[nodiscard]] result<body_reader> read_members(const http::request& from);

/// The cookie of that name; empty: none was sent.
[[nodiscard]] std::string cookie_of(const http::request& from, std::string_view name);

/// Answers that nobody may keep.
[[nodiscard]] http::response private_json(int status, const boost::json::object& what);
[[nodiscard]] http::response nothing();
/// The problem, with `WWW-Authenticate` where it is a 401.
[[nodiscard]] http::response refused(const problem& why, const http::request& of);
[[nodiscard]] http::response nobody_signs_in(const http::request& of);

/// `{"id":…,"name":…}`
[[nodiscard]] boost::json::object named(const uuid& id, std::string_view name);

}  // namespace dossier::identity
