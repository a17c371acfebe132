#include "server/domains/identity/link_service.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/first_accounts.hpp"
#include "server/domains/identity/principals_act.hpp"
#include "shared/permissions/permission_table.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

using permissions::verb;

bool may(const http::principal& who, verb what) {
  return permissions::allowed(who.role, what, "invitations") != permissions::scope::none;
}

audit_entry entry_of(const http::principal& who, const account& about, std::string_view kind,
                     std::string_view outcome, role what, const visitor& from, timestamp now) {
  audit_entry made = entry_of(who, "memberships", about.id, kind, from, now);
  made.after = audit_text()
                   .add("outcome", outcome)
                   .add("email", about.email)
                   .add("role", to_string(what))
                   .add("address", from.address)
                   .done();
  return made;
}

}  // namespace

/// One of the resets that may be under way, given back however its coroutine ends.
class link_service::slot {
 public:
  /// One that is counted in `of` already.
  explicit slot(std::shared_ptr<std::atomic<int>> of) : of_(std::move(of)) {}
  slot(slot&&) noexcept = default;
  slot(const slot&) = delete;
  slot& operator=(slot&&) = delete;
  slot& operator=(const slot&) = delete;
  ~slot() {
    if (of_) --*of_;
  }

 private:
  std::shared_ptr<std::atomic<int>> of_;  ///< nullptr: moved from
};

boost::asio::awaitable<result<open_invitation>> link_service::invite(http::principal who, invitation asked,
                                                                     visitor from) {
  if (!may(who, verb::create) || (asked.role == role::owner && who.role != role::owner))
    co_return problems::forbidden("Who may be invited, and as what, is for owners and admins to say.");
  const timestamp now = with_.now();
  std::string link;
  open_invitation made{{}, asked.email, asked.name, asked.role, now, {}, asked.brand_id};
  const auto keep = [&](pqxx::work& work) {
    auto person = find_account(work, text::fold(asked.email));
    if (!person) {
      person = account{with_.next_id(), asked.email, asked.name, {}, true};
      if (!add_account(work, *person, now)) throw db::job_refused{problems::unavailable("Try again.", 1)};
    }
    made.account_id = person->id;
    const auto all = memberships_of(work, person->id);
    if (std::any_of(all.begin(), all.end(),
                    [&](const membership& one) { return one.tenant_id == who.tenant_id; })) {
      throw db::job_refused{problems::duplicate("Somebody with this address is a member already.",
                                                {{"email", "duplicate", "is a member already"}})};
    }
    if (!put_membership(work, who.tenant_id, person->id, asked.name, asked.role, now, asked.brand_id)) {
      throw db::job_refused{
          problems::validation({{"brand_id", "reference", "does not name one of the brands"}})};
    }
    rename_person(work, who.tenant_id, person->id, asked.name);
    if (person->password_hash.empty()) {
      link = make_link(work, person->id, link_purpose::invitation, now);
      made.expires_at = {now.micros + link_seconds * 1'000'000};
    }
    audit(work, entry_of(who, *person, "created", "invited", asked.role, from, now));
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return std::move(kept).error();
  with_.changed();
  if (!link.empty()) way_.send({asked.email, link_purpose::invitation, link_path(link)});
  co_return made;
}

boost::asio::awaitable<result<std::vector<open_invitation>>> link_service::list(http::principal who) {
  if (!may(who, verb::read)) co_return problems::forbidden("Who is invited is not for your role.");
  std::vector<open_invitation> found;
  const auto look = [&](pqxx::work& work) { found = invitations_of(work, who.tenant_id); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

boost::asio::awaitable<result<void>> link_service::withdraw(http::principal who, uuid account_id,
                                                            visitor from) {
  if (!may(who, verb::remove))
    co_return problems::forbidden("Invitations are for owners and admins to take back.");
  const timestamp now = with_.now();
  const auto end = [&](pqxx::work& work) {
    std::optional<open_invitation> open;
    for (open_invitation& one : invitations_of(work, who.tenant_id)) {
      if (one.account_id == account_id) open = std::move(one);
    }
    if (!open) throw db::job_refused{problems::not_found("There is no such invitation.")};
    if (open->role == role::owner && who.role != role::owner)
      throw db::job_refused{problems::forbidden("An owner is for owners to turn away.")};
    remove_membership(work, who.tenant_id, account_id, now);
    delete_links_of_nobody(work, account_id);
    const account about{account_id, open->email, open->name, {}, true};
    audit(work, entry_of(who, about, "deleted", "invitation taken back", open->role, from, now));
  };
  auto ended = co_await with_.sessions.run(uuid{}, end);
  if (ended) with_.changed();
  co_return ended;
}

boost::asio::awaitable<result<void>> link_service::reset(std::string email, visitor from) {
  const bool is_one_too_many = resets_->fetch_add(1) >= resets_max;
  slot taken(resets_);
  if (is_one_too_many)
    co_return problems::unavailable("Too many people ask for links at once. Try again in a moment.", 1);
  const auto here = co_await boost::asio::this_coro::executor;
  boost::asio::co_spawn(here, send_reset(std::move(taken), std::move(email), std::move(from)),
                        boost::asio::detached);
  co_return result<void>{};
}

boost::asio::awaitable<void> link_service::send_reset([[maybe_unused]] slot taken, std::string email,
                                                      visitor from) {
  const timestamp now = with_.now();
  std::string link;
  const auto keep = [&](pqxx::work& work) {
    const auto person = find_account(work, text::fold(email));
    // Who has no password yet has none to forget: an invitation is what they come by.
    if (!person || !person->active || person->password_hash.empty()) return;
    if (has_link_since(work, person->id, link_purpose::password_reset, {now.micros - reset_pause_micros}))
      return;
    link = make_link(work, person->id, link_purpose::password_reset, now);
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
                 now,
                 from.address});
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (kept && !link.empty()) {
    with_.changed();
    way_.send({email, link_purpose::password_reset, link_path(link)});
  }
  // What failed is logged by the pool.
}

}  // namespace dossier::identity
