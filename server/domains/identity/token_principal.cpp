#include "server/domains/identity/token_principal.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/api_key_service.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/local_installation.hpp"
#include "server/domains/identity/secrets.hpp"
#include "server/domains/identity/sign_in_limits.hpp"
#include "server/http/field_text.hpp"
#include "server/http/message.hpp"

namespace dossier::identity {
namespace {

problem needed() {
  return problems::unauthenticated("Sign in first.");
}

/// The credentials of `Authorization: Bearer …` (RFC 6750); empty for another scheme.
std::string_view bearer_of(const http::request& of) {
  constexpr std::string_view scheme = "bearer";
  const auto header = of.header("authorization");
  if (!header || header->size() <= scheme.size() || (*header)[scheme.size()] != ' ') return {};
  if (!http::same_without_case(header->substr(0, scheme.size()), scheme)) return {};
  return http::trimmed(header->substr(scheme.size()));
}

/// Uses of a key are audited once an hour of the clock: each use would drown everything else.
bool is_first_of_hour(const std::optional<timestamp>& before, timestamp now) {
  return !before || before->micros / note_period_micros != now.micros / note_period_micros;
}

audit_entry use_of(const api_key& key, const standing_facts& who, const visitor& from, timestamp now) {
  return {key.tenant_id,
          key.account_id,
          who.user_name,
          "api_keys",
          key.id,
          "updated",
          {},
          audit_text().add("outcome", "used").add("name", key.name).add("address", from.address).done(),
          from.trace_id,
          now,
          from.address};
}

/// Of somebody's key. Whoever knows its secret is taken for its person.
audit_entry refusal_of(const api_key& key, bool knows_secret, std::string_view why, const visitor& from,
                       timestamp now) {
  audit_text after;
  after.add("outcome", "refused").add("why", why).add("name", key.name).add("address", from.address);
  return {key.tenant_id,
          knows_secret ? key.account_id : uuid{},
          knows_secret ? key.user_name : std::string("somebody"),
          "api_keys",
          key.id,
          "updated",
          {},
          after.done(),
          from.trace_id,
          now,
          from.address};
}

/// Of a key that nobody has, which has no id either.
audit_entry refusal_of(const std::string& prefix, const visitor& from, timestamp now) {
  audit_text after;
  after.add("outcome", "refused").add("why", "nobody has it");
  if (!prefix.empty()) after.add("prefix", prefix);
  after.add("address", from.address);
  return {system_tenant_id(), uuid{},        "somebody", "api_keys",  uuid{}, "created", {},
          after.done(),       from.trace_id, now,        from.address};
}

constexpr std::string_view wrong_secret = "its secret is wrong";

std::string_view why_not_good(const api_key& key, timestamp now) {
  if (key.is_revoked) return "it was revoked";
  if (key.expires_at && *key.expires_at <= now) return "it has ended";
  return "its person may not come into the tenant";  // taken out of it, or suspended everywhere
}

}  // namespace

token_principal::token_principal(token_principal_dependencies with, std::size_t io_threads)
    : with_(std::move(with)), caches_(io_threads) {}

boost::asio::awaitable<result<http::principal>> token_principal::identify(const http::request& of,
                                                                          std::string_view token) {
  if (token.empty()) token = bearer_of(of);
  if (token.empty()) co_return needed();
  cache& here = caches_.at(of.io_thread);
  std::string text(token);
  if (const auto found = here.find(text); found != here.end()) {
    if (!found->second.who.standing->ended() && with_.now() < found->second.until)
      co_return found->second.who;
    here.erase(found);
  }
  if (looks_like_api_key(text)) {
    visitor from{of.remote_address, {}, of.trace_id};
    auto who = co_await read_key(text, std::move(from));
    if (who) {
      const timestamp again{std::min(who->expires_at.micros, with_.now().micros + key_period_micros)};
      remember(here, std::move(text), {*who, again});
    }
    co_return who;
  }
  const auto claims = with_.tokens.read(text, with_.now());
  if (!claims) co_return claims.error();
  auto who = co_await read_session(*claims);
  if (who) remember(here, std::move(text), {*who, who->expires_at});
  co_return who;
}

/// The account is known only once the key was read, and a standing has to begin before what it stands for is.
boost::asio::awaitable<result<http::principal>> token_principal::read_key(std::string text, visitor from) {
  const auto not_good = [] { return problems::unauthenticated("The API key is not valid."); };
  const auto sent = parse_api_key(text);
  if (!sent) {
    co_await note_unknown(std::string(), std::move(from));
    co_return not_good();
  }
  std::optional<api_key> key;
  const auto find = [&](pqxx::work& work) { key = find_api_key(work, sent->prefix); };
  auto found = co_await with_.sessions.run(uuid{}, find);
  if (!found) co_return std::move(found).error();
  if (!key) {
    co_await note_unknown(sent->prefix, std::move(from));
    co_return not_good();
  }
  if (!same_secret(key->secret_hash, hash_of(sent->secret))) {
    std::string why(wrong_secret);
    co_await note_refusal(*key, std::move(why), std::move(from));
    co_return not_good();
  }
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const auto standing = with_.standings.enter(key->account_id);
    std::optional<standing_facts> facts;
    const auto look = [&](pqxx::work& work) {
      const timestamp now = with_.now();
      facts = facts_of_api_key(work, key->id, now);
      if (facts && is_first_of_hour(key->last_used_at, now)) audit(work, use_of(*key, *facts, from, now));
    };
    auto looked = co_await with_.sessions.run(uuid{}, look);
    if (!looked) co_return std::move(looked).error();
    if (!facts) {
      std::string why(why_not_good(*key, with_.now()));
      co_await note_refusal(*key, std::move(why), std::move(from));
      co_return not_good();
    }
    if (standing->ended()) continue;
    http::principal who;
    who.tenant_id = key->tenant_id;
    who.tenant_name = std::move(facts->tenant_name);
    who.user_id = key->account_id;
    who.user_name = std::move(facts->user_name);
    if (key->expires_at) who.expires_at = *key->expires_at;
    who.role = facts->role;
    who.brand_id = facts->brand_id;
    who.may_write = key->may_write;
    who.api_key_id = key->id;
    who.api_key_name = key->name;
    who.standing = standing;
    co_return who;
  }
  co_return problems::unavailable("What is known of you keeps changing. Try again in a moment.", 1);
}

boost::asio::awaitable<void> token_principal::note_unknown(std::string prefix, visitor from) {
  const timestamp now = with_.now();
  if (!unknown_notes_.is_due(counted_address(from.address), now)) co_return;
  const auto keep = [&](pqxx::work& work) { audit(work, refusal_of(prefix, from, now)); };
  (void)co_await with_.sessions.run(uuid{}, keep);  // what cannot be kept is logged by the pool
}

boost::asio::awaitable<void> token_principal::note_refusal(api_key key, std::string why, visitor from) {
  const timestamp now = with_.now();
  if (!known_notes_.is_due(to_string(key.id) + why, now)) co_return;
  const bool knows_secret = why != wrong_secret;
  const auto keep = [&](pqxx::work& work) { audit(work, refusal_of(key, knows_secret, why, from, now)); };
  (void)co_await with_.sessions.run(uuid{}, keep);
}

boost::asio::awaitable<void> token_principal::note_refused_write(const http::request& of) {
  const http::principal& who = of.principal;
  api_key key;
  key.id = who.api_key_id;
  key.tenant_id = who.tenant_id;
  key.account_id = who.user_id;
  key.name = who.api_key_name;
  key.user_name = who.user_name;
  visitor from{of.remote_address, {}, of.trace_id};
  std::string why = "it is for reading only";
  co_await note_refusal(std::move(key), std::move(why), std::move(from));
}

boost::asio::awaitable<result<http::principal>> token_principal::read_session(access_claims claims) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    const auto standing = with_.standings.enter(claims.account_id);
    std::optional<standing_facts> facts;
    const auto look = [&](pqxx::work& work) {
      facts = facts_of_session(work, claims.session_id, claims.account_id, claims.tenant_id, with_.now());
    };
    auto looked = co_await with_.sessions.run(uuid{}, look);
    if (!looked) co_return std::move(looked).error();
    if (!facts) co_return problems::unauthenticated("The session is over. Sign in again.");
    if (standing->ended()) continue;  // something changed meanwhile
    http::principal who;
    who.tenant_id = claims.tenant_id;
    who.tenant_name = std::move(facts->tenant_name);
    who.user_id = claims.account_id;
    who.user_name = std::move(facts->user_name);
    who.expires_at = {claims.expires_at * 1'000'000};
    who.role = facts->role;
    who.brand_id = facts->brand_id;
    who.session_id = claims.session_id;
    who.standing = standing;
    co_return who;
  }
  co_return problems::unavailable("What is known of you keeps changing. Try again in a moment.", 1);
}

void token_principal::remember(cache& in, std::string token, known who) const {
  if (in.size() >= remembered_max) {
    const timestamp now = with_.now();
    std::erase_if(in, [now](const auto& each) {
      return each.second.who.standing->ended() || each.second.until <= now;
    });
  }
  if (in.size() >= remembered_max) in.clear();
  in.insert_or_assign(std::move(token), std::move(who));
}

}  // namespace dossier::identity
