#pragma once
#include <string_view>

#include "server/domains/identity/identity_rows.hpp"
#include "server/domains/identity/sign_in_service.hpp"
#include "server/http/principal.hpp"

namespace dossier::identity {

/// What somebody who is signed in did, for the change log. `before` and `after` are the caller's to fill in.
[[nodiscard]] inline audit_entry entry_of(const http::principal& who, std::string_view resource,
                                          const uuid& about, std::string_view kind, const visitor& from,
                                          timestamp at) {
  return {.tenant_id = who.tenant_id,
          .actor_id = who.user_id,
          .actor_name = who.user_name,
          .resource = resource,
          .record_id = about,
          .kind = kind,
          .before = {},
          .after = {},
          .trace_id = from.trace_id,
          .at = at,
          .address = from.address};
}

}  // namespace dossier::identity
