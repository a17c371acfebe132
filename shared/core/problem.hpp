#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dossier {

/// One thing wrong with one member of a request. `field` is a path (`name`, `tags[3]`, or empty for the whole
/// body); `code` is stable and meant for programs, `message` for people: a sentence's end ("must be an e-mail
/// address").
struct field_error {
  std::string field;
  std::string code;
  std::string message;
  bool operator==(const field_error&) const = default;
};

/// One member on which a refused write and the stored record disagree. Both values are JSON texts.
struct field_conflict {
  std::string field;
  std::string yours;
  std::string current;
  bool operator==(const field_conflict&) const = default;
};

/// What went wrong, as RFC 9457 problem details. `type` is a path of ours (`/problems/validation`); `detail`
/// never carries a database's or a program's internals.
struct problem {
  int status = 500;
  std::string type = "/problems/internal";
  std::string title = "Internal error";
  std::string detail;
  std::vector<field_error> errors;
  std::vector<field_conflict> conflicts;
  /// Seconds after which trying again makes sense; answered as `Retry-After`. 0 = not said.
  int retry_after = 0;
  /// Offset in bytes into the offending text (JSON body, filter, token), where one can be named.
  std::optional<std::size_t> position;
};

/// What to tell people: the detail, or the title where there is none. As long as the problem lives.
[[nodiscard]] inline const std::string& explanation(const problem& why) {
  return why.detail.empty() ? why.title : why.detail;
}

/// The problems this product answers with; each names its HTTP status. `detail` is a sentence.
namespace problems {
[[nodiscard]] problem malformed(std::string detail,
                                std::optional<std::size_t> position = std::nullopt);                   // 400
[[nodiscard]] problem unauthenticated(std::string detail);                                             // 401
[[nodiscard]] problem forbidden(std::string detail);                                                   // 403
[[nodiscard]] problem not_found(std::string detail);                                                   // 404
[[nodiscard]] problem method_not_allowed(std::string detail);                                          // 405
[[nodiscard]] problem duplicate(std::string detail, std::vector<field_error> errors);                  // 409
[[nodiscard]] problem precondition_failed(std::string detail, std::vector<field_conflict> conflicts);  // 412
[[nodiscard]] problem too_large(std::string detail);                                                   // 413
[[nodiscard]] problem unsupported_media_type(std::string detail);                                      // 415
[[nodiscard]] problem misdirected(std::string detail);                                                 // 421
[[nodiscard]] problem validation(std::vector<field_error> errors);                                     // 422
[[nodiscard]] problem headers_too_large(std::string detail);                                           // 431
[[nodiscard]] problem internal();                                                                      // 500
[[nodiscard]] problem unavailable(std::string detail, int retry_after_seconds);                        // 503
}  // namespace problems

}  // namespace dossier
