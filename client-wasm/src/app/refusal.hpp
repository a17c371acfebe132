#pragma once
#include <string>

#include "client-wasm/src/net/api_client.hpp"
#include "client-wasm/src/net/status.hpp"
#include "shared/core/problem.hpp"

namespace dossier::app {

/// Why a write was refused, for people: what is wrong with the first field that is, else the problem's own
/// words.
[[nodiscard]] inline std::string refusal_text(const problem& why) {
  if (why.errors.empty()) return explanation(why);
  return why.errors.front().field + " " + why.errors.front().message;
}

/// Whether the same request may get another answer later: nobody answered, too much was asked, or the server
/// failed.
[[nodiscard]] inline bool is_passing(const problem& why) {
  return why.status == net::no_answer || why.status == net::status::too_many_requests ||
         why.status >= net::status::server_error;
}

}  // namespace dossier::app
