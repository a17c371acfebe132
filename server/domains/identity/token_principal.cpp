#include "server/domains/identity/token_principal.hpp"

#include <algorithm>

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/api_key_service.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/secrets.hpp"
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
  constexpr std::int64_t hour = 3'600'000'000;
  return !before || before->micros / hour != now.micros / hour;
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
  if (!sent) co_return not_good();
  std::optional<api_key> key;
  const auto find = [&](pqxx::work& work) { key = find_api_key(work, sent->prefix); };
  auto found = co_await with_.sessions.run(uuid{}, find);
  if (!found) co_return std::move(found).error();
  if (!key || !same_secret(key->secret_hash, hash_of(sent->secret))) co_return not_good();
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
    if (!facts) co_return not_good();
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
    who.standing = standing;
    co_return who;
  }
  co_return problems::unavailable("What is known of you keeps changing. Try again in a moment.", 1);
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
