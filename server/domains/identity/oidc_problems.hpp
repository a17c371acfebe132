#pragma once
#include <string>
#include <string_view>

#include "shared/core/result.hpp"

/// What a sign-in by a provider can end with. The last word of the type is what the sign-in page is told.
namespace dossier::identity::oidc {

inline constexpr std::string_view problem_types = "/problems/sign-in/";

[[nodiscard]] inline problem sign_in_problem(int status, std::string_view word, std::string_view title,
                                             std::string detail) {
  problem made;
  made.status = status;
  made.type = std::string(problem_types) + std::string(word);
  made.title = title;
  made.detail = std::move(detail);
  return made;
}
/// The browser brings back no sign-in that it began here, or one that is over.
[[nodiscard]] inline problem interrupted() {
  return sign_in_problem(400, "interrupted", "Sign-in interrupted",
                         "This sign-in was not begun here, took too long or is over. Begin it again.");
}
[[nodiscard]] inline problem away() {
  problem made = sign_in_problem(503, "away", "Provider not reachable",
                                 "The sign-in provider does not answer as it should. Try again in a moment.");
  made.retry_after = 5;
  return made;
}
[[nodiscard]] inline problem refused() {
  return sign_in_problem(403, "refused", "Sign-in refused", "The provider did not let you in.");
}
[[nodiscard]] inline problem unverified() {
  return sign_in_problem(403, "unverified", "Address not verified",
                         "The provider has not verified your e-mail address.");
}
[[nodiscard]] inline problem unknown() {
  return sign_in_problem(403, "unknown", "Nobody known",
                         "Nobody who may sign in here has your address. Ask for an invitation.");
}
[[nodiscard]] inline problem taken() {
  return sign_in_problem(403, "taken", "Somebody else",
                         "The person with your address signs in by another account at the provider.");
}

}  // namespace dossier::identity::oidc
