#include "server/http/access_log.hpp"

#include <fmt/format.h>
#include <array>

#include "shared/codec/json_text.hpp"

namespace dossier::http {

namespace {

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  codec::append_json_string(out, text);
}

void append_request(std::string& out, const exchange& what) {
  append_member(out, "method", to_string(what.request.method));
  append_member(out, "route", what.route_name);
  append_member(out, "path", what.request.path);
  append_member(out, "trace_id", what.request.trace_id);
  append_member(out, "remote", what.request.remote_address);
  if (what.tenant_counted) append_member(out, "tenant_id", to_string(what.counted_tenant));
}

}  // namespace

std::string_view to_string(method which) {
  constexpr std::array<std::string_view, 8> names = {"GET",   "HEAD",   "POST",    "PUT",
                                                     "PATCH", "DELETE", "OPTIONS", "other"};
  return names[static_cast<std::size_t>(which)];
}

void append_access_line(std::string& out, const exchange& what, int status, std::chrono::nanoseconds took,
                        std::size_t body_bytes_sent) {
  const double milliseconds = std::chrono::duration<double, std::milli>(took).count();
  fmt::format_to(std::back_inserter(out), R"({{"event":"request","status":{},"ms":{:.3f},"bytes":{})", status,
                 milliseconds, body_bytes_sent);
  append_request(out, what);
  out += '}';
}

void append_failure_line(std::string& out, const exchange& what, std::string_view why) {
  out += R"({"event":"request_failed")";
  append_request(out, what);
  append_member(out, "error", why);
  out += '}';
}

}  // namespace dossier::http
