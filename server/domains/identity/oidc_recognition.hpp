#pragma once
#include <functional>
#include <pqxx/pqxx>

#include "server/domains/identity/identity_rows.hpp"
#include "server/domains/identity/oidc_settings.hpp"
#include "server/domains/identity/oidc_token.hpp"
#include "server/domains/identity/sign_in_service.hpp"

namespace dossier::identity {

/// By whom, for which tenant, and what is noted of it.
struct oidc_recognition {
  const oidc_settings& by;
  uuid tenant_id;
  const visitor& from;
  timestamp now;
  std::function<uuid()> next_id;
};

struct recognized {
  account who;
  membership in;
};

/// Finds the account of who signed in at a provider: by the subject, or, the first time, by the verified
/// address of somebody who belongs to the tenant; else makes one, where that is configured. Throws
/// db::job_refused with a problem of oidc_problems.hpp.
[[nodiscard]] recognized recognize(pqxx::work& work, const id_token_claims& claims,
                                   const oidc_recognition& as);

}  // namespace dossier::identity
