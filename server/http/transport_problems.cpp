#include "server/http/transport_problems.hpp"

namespace dossier::problems {

namespace {
problem make(int status, const char* type, const char* title, std::string detail) {
  problem made;
  made.status = status;
  made.type = type;
  made.title = title;
  made.detail = std::move(detail);
  return made;
}
}  // namespace

problem request_timeout(std::string detail) {
  return make(408, "/problems/request-timeout", "The request took too long", std::move(detail));
}
problem uri_too_long(std::string detail) {
  return make(414, "/problems/uri-too-long", "Address too long", std::move(detail));
}
problem expectation_failed(std::string detail) {
  return make(417, "/problems/expectation-failed", "Expectation failed", std::move(detail));
}
problem upgrade_required(std::string detail) {
  return make(426, "/problems/upgrade-required", "Upgrade required", std::move(detail));
}
problem too_many_requests(std::string detail, int retry_after_seconds) {
  problem made = make(429, "/problems/too-many-requests", "Too many requests", std::move(detail));
  made.retry_after = retry_after_seconds;
  return made;
}
problem not_implemented(std::string detail) {
  return make(501, "/problems/not-implemented", "Not implemented", std::move(detail));
}
problem version_not_supported(std::string detail) {
  return make(505, "/problems/version-not-supported", "HTTP version not supported", std::move(detail));
}

}  // namespace dossier::problems
