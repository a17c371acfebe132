#include "server/domains/identity/request_parts.hpp"

#include <boost/json.hpp>

#include "server/records/request_reading.hpp"

namespace dossier::identity {
namespace {

constexpr std::size_t user_agent_max = 300;
constexpr std::size_t address_max = 64;

/// Of the bytes of a header, those that may be kept as text.
std::string printable(std::string_view text, std::size_t max) {
  std::string made;
  for (const char c : text.substr(0, max)) made += c >= ' ' && c <= '~' ? c : '?';
  return made;
}

}  // namespace

visitor visitor_of(const http::request& from) {
  return {printable(from.remote_address, address_max),
          printable(from.header("user-agent").value_or(std::string_view{}), user_agent_max), from.trace_id};
}

result<body_reader> read_members(const http::request& from) {
  auto body = records::read_body(from, {"application/json"});
  if (!body) return std::move(body).error();
  return body_reader(std::move(*body));
}

http::response private_json(int status, const boost::json::object& what) {
  http::response made = http::json_response(status, boost::json::serialize(what));
  return made.with("Cache-Control", "no-store");
}

http::response nothing() {
  http::response made;
  made.status = 204;
  return made.with("Cache-Control", "no-store");
}

http::response refused(const problem& why, const http::request& of) {
  http::response made = http::problem_response(why, of);
  if (why.status == 401) made.with("WWW-Authenticate", "Bearer");
  return made.with("Cache-Control", "no-store");
}

http::response nobody_signs_in(const http::request& of) {
  return refused(problems::forbidden("This installation asks nobody to sign in."), of);
}

boost::json::object named(const uuid& id, std::string_view name) {
  return {{"id", to_string(id)}, {"name", name}};
}

}  // namespace dossier::identity
