#include "server/domains/identity/linked_identities.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/principals_act.hpp"
#include "server/domains/identity/session_repository.hpp"

namespace dossier::identity {
namespace {

/// Whether they are let in to the tenant they are in alone: by its provider, or by a key made there.
bool stays_in_tenant(pqxx::work& work, const http::principal& who) {
  return who.session_id.is_nil() || is_tenant_only(work, who.session_id);
}

problem last_way_in() {
  problem made = problems::duplicate("You could not sign in any more: set a password first.", {});
  made.type = "/problems/last-way-in";
  made.title = "The last way in stays";
  return made;
}

}  // namespace

std::string linked_identities::label_of(std::string_view issuer) const {
  const auto found = std::find_if(known_.begin(), known_.end(),
                                  [&](const auto& each) { return each->about().issuer == issuer; });
  return found == known_.end() ? std::string() : (*found)->about().label;
}

/// Whether one of the tenant's own providers gave it.
bool linked_identities::is_of_tenant(const linked_identity& one, const uuid& tenant_id) const {
  return std::any_of(known_.begin(), known_.end(), [&](const auto& each) {
    return each->tenant_id() == tenant_id && each->about().issuer == one.what.issuer;
  });
}

boost::asio::awaitable<result<std::vector<linked_identity>>> linked_identities::list(http::principal who) {
  std::vector<linked_identity> found;
  const auto look = [&](pqxx::work& work) {
    found = identities_of(work, who.user_id);
    if (!stays_in_tenant(work, who)) return;
    std::erase_if(found, [&](const linked_identity& one) { return !is_of_tenant(one, who.tenant_id); });
  };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

boost::asio::awaitable<result<void>> linked_identities::unlink(http::principal who, uuid id, visitor from) {
  const timestamp now = with_.now();
  const auto end = [&](pqxx::work& work) {
    const auto person = lock_account(work, who.user_id);
    const bool tenant_only = stays_in_tenant(work, who);
    const auto all = identities_of(work, who.user_id);
    const auto found = std::find_if(all.begin(), all.end(), [&](const linked_identity& one) {
      return one.id == id && (!tenant_only || is_of_tenant(one, who.tenant_id));
    });
    if (!person || found == all.end())
      throw db::job_refused{problems::not_found("There is no such link of yours.")};
    const bool another = std::any_of(all.begin(), all.end(), [&](const linked_identity& one) {
      return one.id != id && !label_of(one.what.issuer).empty();
    });
    if (person->password_hash.empty() && !another) throw db::job_refused{last_way_in()};
    delete_identity(work, id);
    const std::optional<uuid> within = tenant_only ? std::optional(who.tenant_id) : std::nullopt;
    revoke_provider_sessions(work, who.user_id, who.session_id, within, now);
    audit_entry entry = entry_of(who, "accounts", who.user_id, "updated", from, now);
    entry.after = audit_text()
                      .add("outcome", "unlinked from a provider")
                      .add("issuer", found->what.issuer)
                      .add("subject", found->what.subject)
                      .add("email", person->email)
                      .add("address", from.address)
                      .done();
    audit(work, entry);
  };
  auto ended = co_await with_.sessions.run(uuid{}, end);
  if (ended) with_.changed();
  co_return ended;
}

}  // namespace dossier::identity
