#include "server/domains/identity/member_service.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/session_repository.hpp"

namespace dossier::identity {
namespace {

using permissions::verb;

result<void> check(const http::principal& who, verb what) {
  if (permissions::allowed(who.role, what, "members") != permissions::scope::all)
    return problems::forbidden("That is for those to see and say who run the tenant.");
  return {};
}

audit_entry entry_of(const http::principal& who, std::string_view resource, const uuid& about,
                     std::string_view kind, const visitor& from, timestamp at) {
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

}  // namespace

boost::asio::awaitable<result<std::vector<tenant_member>>> member_service::list(http::principal who) {
  if (auto may = check(who, verb::read); !may) co_return std::move(may).error();
  std::vector<tenant_member> found;
  const auto look = [&](pqxx::work& work) { found = members_of(work, who.tenant_id); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

/// The member, whom the caller may make `wanted` of (nullopt: nothing). Throws db::job_refused else.
tenant_member member_service::find_changeable(pqxx::work& work, const http::principal& who,
                                              const uuid& account_id, std::string_view field,
                                              std::optional<role> wanted) {
  const std::vector<uuid> owners = lock_owners(work, who.tenant_id);
  auto found = find_member(work, who.tenant_id, account_id);
  if (!found) throw db::job_refused{problems::not_found("Nobody of that id belongs to the tenant.")};
  const bool about_owners = found->role == role::owner || wanted == role::owner;
  if (about_owners && who.role != role::owner)
    throw db::job_refused{problems::forbidden("Owners are made and changed by owners.")};
  if (found->role == role::owner && wanted != role::owner && owners.size() == 1) {
    problem last = problems::duplicate(
        "They are the last owner.",
        {{std::string(field), "last_owner", "is the last owner's: make another one first"}});
    last.type = "/problems/last-owner";
    last.title = "The last owner stays";
    throw db::job_refused{std::move(last)};
  }
  return *std::move(found);
}

boost::asio::awaitable<result<tenant_member>> member_service::change_role(http::principal who,
                                                                          uuid account_id, role wanted,
                                                                          visitor from) {
  if (auto may = check(who, verb::update); !may) co_return std::move(may).error();
  if (wanted == role::client_viewer)
    co_return problems::validation({{"role", "choice", "needs a brand: invite them as one"}});
  const timestamp now = with_.now();
  tenant_member changed;
  const auto keep = [&](pqxx::work& work) {
    changed = find_changeable(work, who, account_id, "role", wanted);
    if (changed.role == wanted) return;
    set_role(work, who.tenant_id, account_id, wanted, now);
    audit_entry entry = entry_of(who, "memberships", account_id, "updated", from, now);
    entry.before = audit_text().add("role", to_string(changed.role)).done();
    entry.after = audit_text()
                      .add("outcome", "role changed")
                      .add("email", changed.email)
                      .add("role", to_string(wanted))
                      .add("address", from.address)
                      .done();
    audit(work, entry);
    changed.role = wanted;
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return std::move(kept).error();
  with_.changed();
  co_return changed;
}

boost::asio::awaitable<result<void>> member_service::remove(http::principal who, uuid account_id,
                                                            visitor from) {
  if (auto may = check(who, verb::remove); !may) co_return may;
  const timestamp now = with_.now();
  const auto keep = [&](pqxx::work& work) {
    const tenant_member gone = find_changeable(work, who, account_id, "", std::nullopt);
    remove_membership(work, who.tenant_id, account_id, now);
    audit_entry entry = entry_of(who, "memberships", account_id, "deleted", from, now);
    entry.before = audit_text().add("email", gone.email).add("role", to_string(gone.role)).done();
    entry.after = audit_text().add("outcome", "removed").add("address", from.address).done();
    audit(work, entry);
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (kept) with_.changed();
  co_return kept;
}

boost::asio::awaitable<result<std::vector<member_session>>> member_service::sessions(http::principal who) {
  if (auto may = check(who, verb::read); !may) co_return std::move(may).error();
  std::vector<member_session> found;
  const auto look = [&](pqxx::work& work) { found = member_sessions(work, who.tenant_id, with_.now()); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

boost::asio::awaitable<result<void>> member_service::end_session(http::principal who, uuid session_id,
                                                                 visitor from) {
  if (auto may = check(who, verb::update); !may) co_return may;
  const timestamp now = with_.now();
  const auto end = [&](pqxx::work& work) {
    const problem none = problems::not_found("There is no such session in the tenant.");
    const auto found = lock_session(work, session_id);
    if (!found || found->tenant_id != who.tenant_id) throw db::job_refused{none};
    const auto person = find_member(work, who.tenant_id, found->account_id);
    if (!person) throw db::job_refused{none};
    if (person->role == role::owner && who.role != role::owner)
      throw db::job_refused{problems::forbidden("Owners' sessions are ended by owners.")};
    if (!revoke_session(work, session_id, found->account_id, now)) throw db::job_refused{none};
    audit_entry entry = entry_of(who, "sessions", session_id, "deleted", from, now);
    entry.after = audit_text()
                      .add("outcome", "revoked")
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
