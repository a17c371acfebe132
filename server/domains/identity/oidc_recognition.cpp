#include "server/domains/identity/oidc_recognition.hpp"

#include <algorithm>

#include "server/db/lanes.hpp"
#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/oidc_problems.hpp"
#include "server/domains/identity/oidc_repository.hpp"
#include "server/http/field_text.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

/// Behind the `@`, in lower case.
std::string domain_of(std::string_view email) {
  std::string made(email.substr(email.find('@') + 1));
  std::transform(made.begin(), made.end(), made.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return made;
}

/// Whether people with that address are let in without having been asked.
bool provisions(const oidc_settings& of, const id_token_claims& who) {
  const auto& domains = of.provision_domains;
  return of.provision_role && who.email_verified &&
         std::find(domains.begin(), domains.end(), domain_of(who.email)) != domains.end();
}

std::optional<membership> membership_in(pqxx::work& work, const uuid& account_id, const uuid& tenant_id) {
  const auto all = memberships_of(work, account_id);
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const membership& one) { return one.tenant_id == tenant_id; });
  if (found == all.end()) return std::nullopt;
  return *found;
}

/// Into the change log of the provider's tenant, as done by the person.
void note(pqxx::work& work, const account& who, std::string_view resource, std::string_view kind,
          audit_text facts, const oidc_recognition& as) {
  facts.add("provider", as.by.name).add("address", as.from.address);
  audit(work, {as.tenant_id,
               who.id,
               who.name,
               resource,
               who.id,
               kind,
               {},
               facts.done(),
               as.from.trace_id,
               as.now,
               as.from.address});
}

/// Somebody else was faster with the same; the next try finds what they made.
problem try_again() {
  return problems::unavailable("Try again.", 1);
}

/// Makes somebody of a listed domain one of the tenant's, with an account if they have none. Who was one of
/// it and is not any more stays outside.
std::optional<membership> let_in(pqxx::work& work, const id_token_claims& claims, std::optional<account>& who,
                                 const oidc_recognition& as) {
  if (!provisions(as.by, claims)) return std::nullopt;
  const std::string name = claims.name.empty() ? claims.email.substr(0, claims.email.find('@')) : claims.name;
  if (!who) {
    who = account{as.next_id(), claims.email, name, {}, true};
    if (!add_account(work, *who, as.now)) throw db::job_refused{try_again()};
  }
  if (!who->active || has_been_member(work, as.tenant_id, who->id)) return std::nullopt;
  const role what = *as.by.provision_role;
  // Here as the provider calls them, whatever other tenants do.
  put_membership(work, as.tenant_id, who->id, name, what, as.now);
  note(work, *who, "memberships", "created",
       audit_text()
           .add("outcome", "let in by a provider")
           .add("email", claims.email)
           .add("role", to_string(what)),
       as);
  return membership_in(work, who->id, as.tenant_id);
}

}  // namespace

recognized recognize(pqxx::work& work, const id_token_claims& claims, const oidc_recognition& as) {
  const outside_identity identity{as.by.issuer, claims.subject};
  const auto known = find_identity(work, identity);
  std::optional<account> who;
  if (known) {
    who = find_account(work, *known);
  } else {
    if (!claims.email_verified) throw db::job_refused{oidc::unverified()};
    who = find_account(work, text::fold(claims.email));
    // Folded is not the same: somebody may have the address with an accent in it.
    if (who && !http::same_without_case(who->email, claims.email)) throw db::job_refused{oidc::unknown()};
    if (who && has_identity(work, who->id, identity.issuer)) throw db::job_refused{oidc::taken()};
  }
  std::optional<membership> in;
  if (who) in = membership_in(work, who->id, as.tenant_id);
  if (!in) in = let_in(work, claims, who, as);
  if (!who || !who->active || !in) throw db::job_refused{oidc::unknown()};
  if (known) {
    touch_identity(work, identity, as.now);
  } else {
    if (!add_identity(work, identity, who->id, as.now)) throw db::job_refused{try_again()};
    end_invitation(work, who->id);
    note(work, *who, "accounts", "updated",
         audit_text()
             .add("outcome", "linked to a provider")
             .add("issuer", identity.issuer)
             .add("subject", identity.subject)
             .add("email", claims.email),
         as);
  }
  return {std::move(*who), std::move(*in)};
}

}  // namespace dossier::identity
