#include "server/domains/identity/member_service.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/principals_act.hpp"
#include "server/domains/identity/session_repository.hpp"
#include "shared/permissions/membership.hpp"

namespace dossier::identity {
namespace {

using permissions::verb;

result<void> check(const http::principal& who, verb what) {
  if (permissions::allowed(who.role, what, "members") != permissions::scope::all)
    return problems::forbidden("That is for those to see and say who run the tenant.");
  return {};
}

/// Throws db::job_refused where nobody is found.
locked_member locked(pqxx::work& work, const uuid& tenant_id, const uuid& account_id) {
  auto found = lock_member(work, tenant_id, account_id);
  if (!found) throw db::job_refused{problems::not_found("Nobody of that id belongs to the tenant.")};
  return *std::move(found);
}

/// Owners are made and unmade by owners, and one stays. `becomes` nothing: the member goes. Throws
/// db::job_refused.
void check_owners(const http::principal& by, const locked_member& member, std::string_view field,
                  std::optional<role> becomes) {
  const bool about_owners = member.who.role == role::owner || becomes == role::owner;
  if (about_owners && by.role != role::owner)
    throw db::job_refused{problems::forbidden("Owners are made and changed by owners.")};
  if (!member.is_last_owner || becomes == role::owner) return;
  problem last = problems::duplicate(
      "They are the last owner.",
      {{std::string(field), "last_owner", "is the last owner's: make another one first"}});
  last.type = "/problems/last-owner";
  last.title = "The last owner stays";
  throw db::job_refused{std::move(last)};
}

/// The brand that goes with what the member becomes; nil: none does. Throws db::job_refused for one that does
/// not.
uuid brand_for(pqxx::work& work, const uuid& tenant_id, const tenant_member& member, role becomes,
               const std::optional<uuid>& wanted) {
  const auto refused = [](field_error why) {
    return db::job_refused{problems::validation({std::move(why)})};
  };
  const bool of_a_brand = permissions::is_of_a_brand(becomes);
  const bool has_one = wanted.has_value() || (of_a_brand && !member.brand_id.is_nil());
  if (auto wrong = permissions::brand_fault(becomes, has_one)) throw refused(*std::move(wrong));
  if (!of_a_brand) return {};
  const uuid brand = wanted.value_or(member.brand_id);
  if (brand != member.brand_id && !has_brand(work, tenant_id, brand))
    throw refused({"brand_id", "reference", "does not name one of the brands"});
  return brand;
}

audit_text& add_brand(audit_text& to, const uuid& brand_id) {
  if (!brand_id.is_nil()) to.add("brand_id", to_string(brand_id));
  return to;
}

void note_change(pqxx::work& work, audit_entry entry, const tenant_member& before,
                 const tenant_member& after) {
  audit_text was;
  was.add("role", to_string(before.role));
  audit_text is;
  is.add("outcome", before.role != after.role ? "role changed" : "brand changed")
      .add("email", after.email)
      .add("role", to_string(after.role));
  entry.before = add_brand(was, before.brand_id).done();
  entry.after = add_brand(is, after.brand_id).add("address", entry.address).done();
  audit(work, entry);
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

boost::asio::awaitable<result<tenant_member>> member_service::change(http::principal who, uuid account_id,
                                                                     member_change wanted, visitor from) {
  if (auto may = check(who, verb::update); !may) co_return std::move(may).error();
  const timestamp now = with_.now();
  tenant_member changed;
  const auto keep = [&](pqxx::work& work) {
    const locked_member found = locked(work, who.tenant_id, account_id);
    const role becomes = wanted.role.value_or(found.who.role);
    check_owners(who, found, "role", becomes);
    changed = found.who;
    changed.role = becomes;
    changed.brand_id = brand_for(work, who.tenant_id, found.who, becomes, wanted.brand_id);
    if (becomes == found.who.role && changed.brand_id == found.who.brand_id) return;
    set_role(work, who.tenant_id, account_id, becomes, changed.brand_id, now);
    note_change(work, entry_of(who, "memberships", account_id, "updated", from, now), found.who, changed);
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
    const locked_member found = locked(work, who.tenant_id, account_id);
    check_owners(who, found, "", std::nullopt);
    const tenant_member& gone = found.who;
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
