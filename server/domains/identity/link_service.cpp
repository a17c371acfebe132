#include "server/domains/identity/link_service.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

std::string new_link(pqxx::work& work, const uuid& account_id, link_purpose purpose, timestamp now) {
  std::string token = to_base64url(random_bytes(secret_bytes));
  add_link(work, hash_of(token), purpose, account_id, now, {now.micros + link_seconds * 1'000'000});
  return token;
}

}  // namespace

boost::asio::awaitable<result<void>> link_service::invite(http::principal who, invitation asked,
                                                          visitor from) {
  const bool may = who.role == role::owner || (who.role == role::admin && asked.role != role::owner);
  if (!may)
    co_return problems::forbidden("Who may be invited, and as what, is for owners and admins to say.");
  const timestamp now = with_.now();
  std::string link;
  const auto keep = [&](pqxx::work& work) {
    auto person = find_account(work, text::fold(asked.email));
    if (!person) {
      person = account{with_.next_id(), asked.email, asked.name, {}, true};
      if (!add_account(work, *person, now)) throw db::job_refused{problems::unavailable("Try again.", 1)};
    }
    const auto all = memberships_of(work, person->id);
    if (std::any_of(all.begin(), all.end(),
                    [&](const membership& one) { return one.tenant_id == who.tenant_id; })) {
      throw db::job_refused{problems::duplicate("Somebody with this address is a member already.",
                                                {{"email", "duplicate", "is a member already"}})};
    }
    put_membership(work, who.tenant_id, *person, asked.role, now);
    if (person->password_hash.empty()) link = new_link(work, person->id, link_purpose::invitation, now);
    audit(work, {who.tenant_id,
                 who.user_id,
                 who.user_name,
                 "memberships",
                 person->id,
                 "created",
                 {},
                 audit_text()
                     .add("outcome", "invited")
                     .add("email", asked.email)
                     .add("role", to_string(asked.role))
                     .add("address", from.address)
                     .done(),
                 from.trace_id,
                 now});
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return kept;
  with_.changed();
  if (!link.empty()) way_.send({asked.email, link_purpose::invitation, link_path(link)});
  co_return kept;
}

boost::asio::awaitable<result<void>> link_service::reset(std::string email, visitor from) {
  const timestamp now = with_.now();
  std::string link;
  const auto keep = [&](pqxx::work& work) {
    const auto person = find_account(work, text::fold(email));
    if (!person || !person->active) return;
    if (has_link_since(work, person->id, {now.micros - reset_pause_micros})) return;
    link = new_link(work, person->id, link_purpose::password_reset, now);
    email = person->email;
    const auto all = memberships_of(work, person->id);
    audit(work, {all.empty() ? system_tenant_id() : all.front().tenant_id,
                 person->id,
                 person->name,
                 "accounts",
                 person->id,
                 "updated",
                 {},
                 audit_text().add("outcome", "a reset was asked for").add("address", from.address).done(),
                 from.trace_id,
                 now});
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (kept && !link.empty()) {
    with_.changed();
    way_.send({email, link_purpose::password_reset, link_path(link)});
  }
  co_return kept;
}

}  // namespace dossier::identity
