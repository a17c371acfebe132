#include "server/domains/identity/request_parts.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/http/field_text.hpp"
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

std::string cookie_of(const http::request& from, std::string_view name) {
  std::string_view rest = from.header("cookie").value_or(std::string_view{});
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view pair = http::trimmed(rest.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return std::string(pair.substr(name.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
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
