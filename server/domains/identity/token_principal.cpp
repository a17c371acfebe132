#include "server/domains/identity/token_principal.hpp"

#include "server/domains/identity/session_repository.hpp"
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

}  // namespace

token_principal::token_principal(token_principal_dependencies with, std::size_t io_threads)
    : with_(std::move(with)), caches_(io_threads) {}

boost::asio::awaitable<result<http::principal>> token_principal::identify(const http::request& of,
                                                                          std::string_view token) {
  if (token.empty()) token = bearer_of(of);
  if (token.empty()) co_return needed();
  cache& known = caches_.at(of.io_thread);
  std::string text(token);
  if (const auto found = known.find(text); found != known.end()) {
    const http::principal& who = found->second;
    if (!who.standing->ended() && with_.now() < who.expires_at) co_return who;
    known.erase(found);
  }
  const auto claims = with_.tokens.read(text, with_.now());
  if (!claims) co_return claims.error();
  auto who = co_await read_session(*claims);
  if (who) remember(known, std::move(text), *who);
  co_return who;
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
    who.session_id = claims.session_id;
    who.standing = standing;
    co_return who;
  }
  co_return problems::unavailable("What is known of you keeps changing. Try again in a moment.", 1);
}

void token_principal::remember(cache& in, std::string token, const http::principal& who) const {
  if (in.size() >= remembered_max) {
    const timestamp now = with_.now();
    std::erase_if(in, [now](const auto& each) {
      return each.second.standing->ended() || each.second.expires_at <= now;
    });
  }
  if (in.size() >= remembered_max) in.clear();
  in.insert_or_assign(std::move(token), who);
}

}  // namespace dossier::identity
