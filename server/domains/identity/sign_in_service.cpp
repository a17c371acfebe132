#include "server/domains/identity/sign_in_service.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/local_installation.hpp"
#include "server/domains/identity/secrets.hpp"
#include "server/domains/identity/session_repository.hpp"
#include "shared/text/fold.hpp"

namespace dossier::identity {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;

problem wrong() {
  return problems::unauthenticated("Email or password is wrong.");
}
problem over() {
  return problems::unauthenticated("The session is over. Sign in again.");
}

problem wait_for(std::int64_t micros) {
  return too_many_refusals((micros + micros_per_second - 1) / micros_per_second);
}

timestamp later(timestamp from, std::int64_t seconds) {
  return {from.micros + seconds * micros_per_second};
}

const membership* in_tenant(const std::vector<membership>& all, const uuid& tenant) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const membership& one) { return one.tenant_id == tenant; });
  return found == all.end() ? nullptr : &*found;
}

void keep_tenant(std::vector<membership>& of, const uuid& tenant) {
  std::erase_if(of, [&](const membership& one) { return one.tenant_id != tenant; });
}

void note_password(pqxx::work& work, const uuid& tenant_id, const account& of, std::string_view outcome,
                   const visitor& from, timestamp now) {
  audit(work, {.tenant_id = tenant_id,
               .actor_id = of.id,
               .actor_name = of.name,
               .resource = "accounts",
               .record_id = of.id,
               .kind = "updated",
               .before = {},
               .after = audit_text().add("outcome", outcome).add("address", from.address).done(),
               .trace_id = from.trace_id,
               .at = now,
               .address = from.address});
}

}  // namespace

/// Who somebody says to be.
struct sign_in_service::candidate {
  std::optional<account> who;
  std::vector<membership> all;
  std::optional<uuid> last_tenant;
  bool known_address = false;
};

struct sign_in_service::refreshed {
  account who;
  std::vector<membership> all;
  membership in;
  session found;
  std::string own{};  ///< the new token's; empty: none was made
  bool reused = false;
};

boost::asio::awaitable<result<signed_in>> sign_in_service::sign_in(sign_in_request asked, visitor from) {
  candidate found;
  const std::string key = text::fold(asked.email);
  const auto look = [&](pqxx::work& work) {
    found.who = find_account(work, key);
    if (!found.who) return;
    found.all = memberships_of(work, found.who->id);
    found.known_address = has_signed_in_from(work, found.who->id, from.address);
    const auto before = identity::sessions_of(work, found.who->id, with_.now());
    if (!before.empty()) found.last_tenant = before.front().tenant_id;
  };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  const attempt_verdict verdict = with_.limits.look(key, from.address, found.known_address, with_.now());
  if (verdict.wait_micros > 0) co_return wait_for(verdict.wait_micros);
  auto held = co_await hold(verdict.hold_micros);
  if (!held) co_return std::move(held).error();
  std::string hash;  // named: g++ 12 destroys a conditional temporary of a co_await twice
  if (found.who) hash = found.who->password_hash;
  const auto same = co_await with_.passwords.verify(asked.password, std::move(hash));
  if (!same) co_return same.error();

  const membership* in = nullptr;
  if (asked.tenant) {
    in = in_tenant(found.all, *asked.tenant);
  } else if (!found.all.empty()) {
    if (found.last_tenant) in = in_tenant(found.all, *found.last_tenant);
    if (in == nullptr) in = &found.all.front();
  }
  if (!*same || !found.who->active || in == nullptr) {
    with_.limits.refused(key, from.address, found.known_address, with_.now());
    co_await note_failure(std::move(asked), std::move(found), std::move(from));
    co_return wrong();
  }
  with_.limits.succeeded(key, from.address);
  membership chosen = *in;
  session_terms terms;
  terms.remembered = asked.remembered;
  auto begun = co_await begin_session(std::move(found), std::move(chosen), std::move(terms), std::move(from));
  co_return begun;
}

boost::asio::awaitable<result<signed_in>> sign_in_service::begin(account who, membership in,
                                                                 session_terms terms, visitor from) {
  candidate known;
  known.who = std::move(who);
  known.all = {in};
  auto begun = co_await begin_session(std::move(known), std::move(in), std::move(terms), std::move(from));
  co_return begun;
}

boost::asio::awaitable<result<void>> sign_in_service::hold(std::int64_t micros) {
  if (micros <= 0) co_return result<void>{};
  if (held_.fetch_add(1) >= held_max) {
    --held_;
    co_return problems::unavailable("Too many people sign in at once. Try again in a moment.", 1);
  }
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(std::chrono::microseconds(micros));
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  --held_;
  co_return result<void>{};
}

attempt_share sign_in_service::share_of(const std::string& address) const {
  return with_.limits.share(address, with_.now());
}

boost::asio::awaitable<result<signed_in>> sign_in_service::begin_session(candidate who, membership in,
                                                                         session_terms terms, visitor from) {
  const timestamp now = with_.now();
  const refresh_token token{with_.next_id(), random_bytes(secret_bytes), random_bytes(secret_bytes)};
  session made;
  made.id = token.session_id;
  made.account_id = who.who->id;
  made.tenant_id = in.tenant_id;
  made.family_hash = hash_of(token.family);
  made.token_hash = hash_of(token.own);
  made.remembered = terms.remembered;
  made.tenant_only = terms.tenant_only;
  made.address = from.address;
  made.user_agent = from.user_agent;
  made.created_at = now;
  made.expires_at = later(now, session_seconds);
  const auto keep = [&](pqxx::work& work) {
    add_session(work, made);
    note_session(work, made, *who.who, "created", terms.how, from);
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return std::move(kept).error();
  with_.changed();
  signed_in answer;
  answer.who = std::move(*who.who);
  answer.in = std::move(in);
  answer.all = std::move(who.all);
  answer.session_id = made.id;
  answer.refresh_token = to_text(token);
  answer.remembered = terms.remembered;
  answer.session_ends = made.expires_at;
  finish(answer);
  co_return answer;
}

void sign_in_service::finish(signed_in& made) const {
  access_claims claims{made.who.id, made.in.tenant_id, made.session_id};
  made.access_token = with_.tokens.make(claims, with_.now());
  made.access_ends = {claims.expires_at * micros_per_second};
}

/// Into the tenants that the person belongs to; of somebody whom nobody knows, into the system's.
boost::asio::awaitable<void> sign_in_service::note_failure(sign_in_request asked, candidate who,
                                                           visitor from) {
  const auto keep = [&](pqxx::work& work) {
    audit_entry entry;
    entry.actor_id = who.who ? who.who->id : uuid{};
    entry.actor_name = who.who ? who.who->name : std::string("somebody");
    entry.resource = "sign_ins";
    entry.record_id = with_.next_id();
    entry.kind = "created";
    entry.after = audit_text()
                      .add("outcome", "refused")
                      .add("email", asked.email)
                      .add("address", from.address)
                      .add("user_agent", from.user_agent)
                      .done();
    entry.trace_id = from.trace_id;
    entry.at = with_.now();
    entry.address = from.address;
    std::vector<uuid> tenants;
    for (const membership& one : who.all) tenants.push_back(one.tenant_id);
    if (tenants.empty()) tenants.push_back(system_tenant_id());
    for (const uuid& tenant : tenants) {
      entry.tenant_id = tenant;
      audit(work, entry);
    }
  };
  (void)co_await with_.sessions.run(uuid{}, keep);  // a trace that cannot be kept is logged by the pool
  with_.changed();
}

void sign_in_service::note_session(pqxx::work& work, const session& which, const account& who,
                                   std::string_view kind, std::string_view why, const visitor& from) const {
  const auto facts = [&](std::string_view outcome) {
    return audit_text()
        .add("outcome", outcome)
        .add("email", who.email)
        .add("address", from.address)
        .add("user_agent", from.user_agent)
        .done();
  };
  audit(work, {.tenant_id = which.tenant_id,
               .actor_id = who.id,
               .actor_name = who.name,
               .resource = "sessions",
               .record_id = which.id,
               .kind = kind,
               .before = {},
               .after = facts(why),
               .trace_id = from.trace_id,
               .at = with_.now(),
               .address = from.address});
}

/// In the session's own transaction. A problem rolls everything back; `reused` does not.
result<sign_in_service::refreshed> sign_in_service::try_refresh(pqxx::work& work, const refresh_token& token,
                                                                const std::optional<uuid>& tenant,
                                                                const visitor& from, timestamp now) const {
  auto found = lock_session(work, token.session_id);
  if (!found || !same_secret(found->family_hash, hash_of(token.family))) return over();
  if (found->revoked || found->expires_at <= now) return over();
  auto who = find_account(work, found->account_id);
  if (!who || !who->active) return over();
  refreshed made{std::move(*who), memberships_of(work, found->account_id), {}, std::move(*found)};
  const std::string hash = hash_of(token.own);
  const bool present = same_secret(made.found.token_hash, hash);
  const bool previous = !made.found.previous_hash.empty() && same_secret(made.found.previous_hash, hash) &&
                        made.found.previous_until && now <= *made.found.previous_until;
  if (!present && !previous) {
    revoke_session(work, made.found.id, made.found.account_id, now);
    note_session(work, made.found, made.who, "deleted", "a refresh token was used again", from);
    made.reused = true;
    return made;
  }
  if (made.found.tenant_only) keep_tenant(made.all, made.found.tenant_id);
  const membership* in = in_tenant(made.all, tenant.value_or(made.found.tenant_id));
  if (in == nullptr && tenant) return problems::forbidden("You do not belong to that tenant.");
  if (in == nullptr) return over();
  made.in = *in;
  if (present) {
    made.own = random_bytes(secret_bytes);
    rotate_session(work, made.found, hash_of(made.own), made.in.tenant_id, now,
                   later(now, refresh_grace_seconds));
  } else {
    touch_session(work, made.found.id, made.in.tenant_id, now);
  }
  return made;
}

boost::asio::awaitable<result<signed_in>> sign_in_service::refresh(std::string token,
                                                                   std::optional<uuid> tenant, visitor from) {
  const auto sent = parse_refresh_token(token);
  if (!sent) co_return over();
  const timestamp now = with_.now();
  std::optional<refreshed> done;
  const auto rotate = [&](pqxx::work& work) {
    auto tried = try_refresh(work, *sent, tenant, from, now);
    if (!tried) throw db::job_refused{std::move(tried).error()};
    done = std::move(*tried);
  };
  auto rotated = co_await with_.sessions.run(uuid{}, rotate);
  if (!rotated) co_return std::move(rotated).error();
  if (done->reused) {
    with_.changed();
    co_return over();
  }
  signed_in answer;
  answer.who = std::move(done->who);
  answer.in = std::move(done->in);
  answer.all = std::move(done->all);
  answer.session_id = sent->session_id;
  answer.remembered = done->found.remembered;
  answer.session_ends = done->found.expires_at;
  const std::string old_hash = hash_of(sent->own);
  if (!done->own.empty()) {
    answer.refresh_token = to_text({sent->session_id, sent->family, std::move(done->own)});
    rotations_.remember(old_hash, answer.refresh_token, now, later(now, refresh_grace_seconds));
  } else if (auto other = rotations_.successor(old_hash, now)) {
    answer.refresh_token = std::move(*other);
  }
  finish(answer);
  co_return answer;
}

boost::asio::awaitable<result<void>> sign_in_service::sign_out(std::string token, visitor from) {
  const auto sent = parse_refresh_token(token);
  if (!sent) co_return result<void>{};
  const timestamp now = with_.now();
  const auto end = [&](pqxx::work& work) {
    const auto found = lock_session(work, sent->session_id);
    if (!found || !same_secret(found->family_hash, hash_of(sent->family))) return;
    const auto who = find_account(work, found->account_id);
    if (who && revoke_session(work, found->id, found->account_id, now))
      note_session(work, *found, *who, "deleted", "signed out", from);
  };
  auto ended = co_await with_.sessions.run(uuid{}, end);
  with_.changed();
  co_return ended;
}

boost::asio::awaitable<result<profile>> sign_in_service::who_is(http::principal who) {
  profile made;
  const auto look = [&](pqxx::work& work) {
    if (const auto found = find_account(work, who.user_id)) made.email = found->email;
    made.all = memberships_of(work, who.user_id);
    if (is_tenant_only(work, who.session_id)) keep_tenant(made.all, who.tenant_id);
  };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return made;
}

boost::asio::awaitable<result<std::vector<session>>> sign_in_service::sessions_of(http::principal who) {
  std::vector<session> found;
  const auto look = [&](pqxx::work& work) {
    found = identity::sessions_of(work, who.user_id, with_.now());
    if (is_tenant_only(work, who.session_id))
      std::erase_if(found, [&](const session& one) { return one.tenant_id != who.tenant_id; });
  };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

boost::asio::awaitable<result<void>> sign_in_service::revoke(http::principal who, uuid session_id,
                                                             visitor from) {
  const timestamp now = with_.now();
  const auto end = [&](pqxx::work& work) {
    const auto found = lock_session(work, session_id);
    const auto person = find_account(work, who.user_id);
    const bool hidden = found && found->tenant_id != who.tenant_id && is_tenant_only(work, who.session_id);
    if (!found || hidden || !person || !revoke_session(work, session_id, who.user_id, now))
      throw db::job_refused{problems::not_found("There is no such session of yours.")};
    note_session(work, *found, *person, "deleted", "revoked", from);
  };
  auto ended = co_await with_.sessions.run(uuid{}, end);
  if (ended) with_.changed();
  co_return ended;
}

boost::asio::awaitable<result<void>> sign_in_service::change_password(http::principal who,
                                                                      std::string old_password,
                                                                      std::string new_password,
                                                                      visitor from) {
  // As a sign-in, but counted apart: what somebody guesses who has the token does not keep its owner out.
  // The control character keeps the key apart from every address: body_reader lets none in that has one.
  const std::string key = "\x01" + std::string("password of ") + to_string(who.user_id);
  constexpr bool is_known = false;  // where a token is used from says nothing about whose it is
  const attempt_verdict verdict = with_.limits.look(key, from.address, is_known, with_.now());
  if (verdict.wait_micros > 0) co_return wait_for(verdict.wait_micros);
  auto held = co_await hold(verdict.hold_micros);
  if (!held) co_return std::move(held).error();
  std::optional<account> person;
  const auto look = [&](pqxx::work& work) { person = find_account(work, who.user_id); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  if (!person) co_return over();
  std::string old_hash = person->password_hash;
  const auto same = co_await with_.passwords.verify(std::move(old_password), std::move(old_hash));
  if (!same) co_return same.error();
  if (!*same) {
    with_.limits.refused(key, from.address, is_known, with_.now());
    const auto note = [&](pqxx::work& work) {
      note_password(work, who.tenant_id, *person, "password change refused", from, with_.now());
    };
    (void)co_await with_.sessions.run(uuid{}, note);  // a trace that cannot be kept is logged by the pool
    with_.changed();
    co_return problems::validation({{"old_password", "wrong", "is not your password"}});
  }
  with_.limits.succeeded(key, from.address);
  const auto hash = co_await with_.passwords.hash(std::move(new_password));
  if (!hash) co_return hash.error();
  const timestamp now = with_.now();
  const auto keep = [&](pqxx::work& work) {
    set_password(work, person->id, *hash, now);
    revoke_other_sessions(work, person->id, who.session_id, now);
    note_password(work, who.tenant_id, *person, "password changed", from, now);
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (kept) with_.changed();
  co_return kept;
}

boost::asio::awaitable<result<std::string>> sign_in_service::redeem(std::string link, std::string password,
                                                                    visitor from) {
  // The link is looked at before a password is hashed for it, and used up after.
  const std::string token_hash = hash_of(link);
  const auto not_good = [] {
    return problems::not_found("This link is not good any more. Ask for another.");
  };
  bool good = false;
  const auto look = [&](pqxx::work& work) { good = is_link(work, token_hash, with_.now()); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  if (!good) co_return not_good();
  const auto hash = co_await with_.passwords.hash(std::move(password));
  if (!hash) co_return hash.error();
  const timestamp now = with_.now();
  std::string email;
  const auto keep = [&](pqxx::work& work) {
    const auto id = use_link(work, token_hash, now);
    const auto person = id ? find_account(work, *id) : std::nullopt;
    if (!person) throw db::job_refused{not_good()};
    email = person->email;
    set_password(work, person->id, *hash, now);
    revoke_other_sessions(work, person->id, uuid{}, now);
    const auto all = memberships_of(work, person->id);
    const uuid tenant = all.empty() ? system_tenant_id() : all.front().tenant_id;
    note_password(work, tenant, *person, "password set by a link", from, now);
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return std::move(kept).error();
  with_.changed();
  co_return email;
}

}  // namespace dossier::identity
