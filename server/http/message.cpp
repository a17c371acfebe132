#include "server/http/message.hpp"

#include "shared/codec/problem_json.hpp"

namespace dossier::http {

std::optional<std::string_view> request::header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> request::parameter(std::string_view name) const {
  for (const query_parameter& one : query) {
    if (one.name == name) return one.value;
  }
  return std::nullopt;
}

response json_response(int status, std::string json) {
  response made;
  made.status = status;
  made.content_type = "application/json";
  made.body = std::move(json);
  return made;
}

response problem_response(const problem& what, const request& of) {
  response made;
  made.status = what.status;
  made.content_type = "application/problem+json";
  made.body = codec::to_json(what, of.path, of.trace_id);
  if (what.retry_after > 0) made.with("Retry-After", std::to_string(what.retry_after));
  return made;
}

}  // namespace dossier::http
