#include "shared/core/problem.hpp"

#include <utility>

namespace dossier::problems {
namespace {

problem make(int status, std::string_view type, std::string_view title, std::string detail) {
  problem made;
  made.status = status;
  made.type = "/problems/";
  made.type += type;
  made.title = title;
  made.detail = std::move(detail);
  return made;
}

}  // namespace

problem malformed(std::string detail, std::optional<std::size_t> position) {
  problem made = make(400, "malformed", "Malformed request", std::move(detail));
  made.position = position;
  return made;
}

problem unauthenticated(std::string detail) {
  return make(401, "unauthenticated", "Sign-in needed", std::move(detail));
}

problem forbidden(std::string detail) {
  return make(403, "forbidden", "Not allowed", std::move(detail));
}

problem not_found(std::string detail) {
  return make(404, "not-found", "Not found", std::move(detail));
}

problem method_not_allowed(std::string detail) {
  return make(405, "method-not-allowed", "Method not allowed", std::move(detail));
}

problem duplicate(std::string detail, std::vector<field_error> errors) {
  problem made = make(409, "duplicate", "Already exists", std::move(detail));
  made.errors = std::move(errors);
  return made;
}

problem precondition_failed(std::string detail, std::vector<field_conflict> conflicts) {
  problem made = make(412, "precondition-failed", "Changed by someone else", std::move(detail));
  made.conflicts = std::move(conflicts);
  return made;
}

problem too_large(std::string detail) {
  return make(413, "too-large", "Too large", std::move(detail));
}

problem unsupported_media_type(std::string detail) {
  return make(415, "unsupported-media-type", "Unsupported media type", std::move(detail));
}

problem misdirected(std::string detail) {
  return make(421, "misdirected", "Unknown host name", std::move(detail));
}

problem validation(std::vector<field_error> errors) {
  problem made = make(422, "validation", "Some fields are not valid", {});
  made.detail =
      errors.size() == 1 ? "1 field is not valid" : std::to_string(errors.size()) + " fields are not valid";
  made.errors = std::move(errors);
  return made;
}

problem headers_too_large(std::string detail) {
  return make(431, "headers-too-large", "Request header too large", std::move(detail));
}

problem internal() {
  return make(500, "internal", "Internal error", "The error is logged under the trace id.");
}

problem unavailable(std::string detail, int retry_after_seconds) {
  problem made = make(503, "unavailable", "Not available now", std::move(detail));
  made.retry_after = retry_after_seconds;
  return made;
}

}  // namespace dossier::problems
