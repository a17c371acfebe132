#include "server/domains/identity/oidc_service.hpp"

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/oidc_problems.hpp"
#include "server/domains/identity/oidc_recognition.hpp"
#include "server/domains/identity/oidc_repository.hpp"
#include "server/domains/identity/secrets.hpp"

namespace dossier::identity {
namespace {

std::string authorization_address(const oidc_metadata& at, const oidc_settings& of, const oidc_state& state,
                                  std::string_view callback) {
  using net::percent_encode;
  const std::string& page = at.authorization_endpoint;
  return page + (page.find('?') == std::string::npos ? "?" : "&") +
         "response_type=code&client_id=" + percent_encode(of.client_id) +
         "&scope=" + percent_encode(of.scopes) + "&redirect_uri=" + percent_encode(callback) +
         "&state=" + percent_encode(state.state) + "&nonce=" + percent_encode(state.nonce) +
         "&code_challenge=" + percent_encode(to_base64url(hash_of(state.verifier))) +
         "&code_challenge_method=S256";
}

/// For the change log: in words that are enough to find what happened.
std::string_view reason_of(const problem& why) {
  if (why.type.ends_with("unverified")) return "the address is not verified";
  if (why.type.ends_with("unknown")) return "nobody known has the address";
  if (why.type.ends_with("taken")) return "the account is another subject's";
  return "refused";
}

}  // namespace

/// What is kept of a sign-in that was refused.
struct oidc_service::refusal {
  std::string_view reason;
  std::string subject{};
  std::string email{};
};

oidc_service::oidc_service(sign_in_dependencies with, sign_in_service& sessions,
                           std::vector<std::unique_ptr<oidc_provider>> providers, oidc_state_seal seal)
    : with_(std::move(with)),
      sessions_(sessions),
      providers_(std::move(providers)),
      linked_(with_, providers_),
      seal_(std::move(seal)) {}

oidc_provider* oidc_service::find(std::string_view name) const {
  for (const auto& each : providers_) {
    if (each->about().name == name) return each.get();
  }
  return nullptr;
}

boost::asio::awaitable<result<oidc_begun>> oidc_service::begin(oidc_provider& by, std::string callback,
                                                               std::string next) {
  const auto at = co_await by.metadata();
  if (!at) co_return at.error();
  oidc_state state;
  state.provider = by.about().name;
  state.state = to_base64url(random_bytes(secret_bytes));
  state.nonce = to_base64url(random_bytes(secret_bytes));
  state.verifier = to_base64url(random_bytes(secret_bytes));
  state.next = std::move(next);
  state.expires_at = {with_.now().micros + oidc_state_seconds * 1'000'000};
  co_return oidc_begun{authorization_address(**at, by.about(), state, callback), seal_.seal(state)};
}

/// What the browser was given, if it is what comes back; it is used up by that.
boost::asio::awaitable<result<oidc_state>> oidc_service::take_state(oidc_provider& by,
                                                                    const oidc_answer& answer,
                                                                    const visitor& from) {
  auto state = seal_.open(answer.cookie, with_.now());
  if (!state || state->provider != by.about().name || !same_secret(state->state, answer.state))
    co_return oidc::interrupted();
  if (const attempt_share share = with_.limits.share(from.address, with_.now()); share.left == 0)
    co_return too_many_refusals(share.reset_seconds);
  bool is_first = false;
  const auto use = [&](pqxx::work& work) {
    is_first = use_sign_in_state(work, hash_of(state->state), state->expires_at);
  };
  auto used = co_await with_.sessions.run(uuid{}, use);
  if (!used) co_return std::move(used).error();
  if (!is_first) {
    const refusal again{"its answer was used before"};
    co_await note_refusal(by, again, from);
    co_return oidc::interrupted();
  }
  co_return std::move(*state);
}

/// Who the provider says it is. Where it refuses, or is not believed, `why` says so.
boost::asio::awaitable<result<id_token_claims>> oidc_service::ask(oidc_provider& by, std::string callback,
                                                                  oidc_answer answer, const oidc_state& state,
                                                                  refusal& why) {
  const auto at = co_await by.metadata();
  if (!at) co_return at.error();
  // Before anything else of the answer is believed, its refusal included: it may be another provider's.
  const bool named = !answer.issuer.empty() || (*at)->names_itself;
  if (named && answer.issuer != by.about().issuer) {
    why.reason = "the answer is another issuer's";
    co_return oidc::refused();
  }
  if (!answer.error.empty() || answer.code.empty()) {
    why.reason = "the provider refused";
    co_return oidc::refused();
  }
  oidc_code code{std::move(answer.code), state.verifier, std::move(callback)};
  auto tokens = co_await by.redeem(std::move(code));
  if (!tokens) {
    if (tokens.error().status == 403) why.reason = "the provider did not take the code";
    co_return std::move(tokens).error();
  }
  auto head = read_id_token_head(tokens->id_token);
  if (!head) {
    why.reason = "the ID token is not signed as it has to be";
    co_return oidc::refused();
  }
  const auto keys = co_await by.keys_of(std::move(*head));
  if (!keys) co_return keys.error();
  auto read = read_id_token(tokens->id_token, **keys,
                            {by.about().issuer, by.about().client_id, state.nonce, with_.now()});
  if (!read.claims) {
    why.reason = read.refused;
    co_return oidc::refused();
  }
  auto whole = co_await by.complete(std::move(*read.claims), std::move(tokens->access_token));
  co_return whole;
}

boost::asio::awaitable<result<oidc_signed_in>> oidc_service::finish(oidc_provider& by, std::string callback,
                                                                    oidc_answer answer, visitor from) {
  auto state = co_await take_state(by, answer, from);
  if (!state) co_return std::move(state).error();
  refusal why;
  auto claims = co_await ask(by, std::move(callback), std::move(answer), *state, why);
  if (!claims) {
    if (!why.reason.empty()) {
      with_.limits.refused("oidc " + state->state, from.address, true, with_.now());
      co_await note_refusal(by, why, from);
    }
    co_return std::move(claims).error();
  }
  why.subject = claims->subject;
  why.email = claims->email;
  auto person = co_await recognize(by, std::move(*claims), from);
  if (!person) {
    why.reason = reason_of(person.error());
    if (person.error().status == 403) co_await note_refusal(by, why, from);
    co_return std::move(person).error();
  }
  session_terms terms;
  terms.tenant_only = true;
  terms.how = "signed in by " + by.about().name;
  auto begun = co_await sessions_.begin(std::move(person->who), std::move(person->in), std::move(terms),
                                        std::move(from));
  if (!begun) co_return std::move(begun).error();
  co_return oidc_signed_in{std::move(*begun), std::move(state->next)};
}

boost::asio::awaitable<result<recognized>> oidc_service::recognize(oidc_provider& by, id_token_claims who,
                                                                   visitor from) {
  std::optional<recognized> found;
  const oidc_recognition as{by.about(), by.tenant_id(), from, with_.now(), with_.next_id};
  const auto look = [&](pqxx::work& work) { found = identity::recognize(work, who, as); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  with_.changed();
  co_return std::move(*found);
}

/// Into the change log of the provider's tenant.
boost::asio::awaitable<void> oidc_service::note_refusal(const oidc_provider& by, refusal why, visitor from) {
  const auto keep = [&](pqxx::work& work) {
    audit(work, {by.tenant_id(),
                 uuid{},
                 "somebody",
                 "sign_ins",
                 with_.next_id(),
                 "created",
                 {},
                 audit_text()
                     .add("outcome", "refused")
                     .add("provider", by.about().name)
                     .add("reason", why.reason)
                     .add("subject", why.subject)
                     .add("email", why.email)
                     .add("address", from.address)
                     .add("user_agent", from.user_agent)
                     .done(),
                 from.trace_id,
                 with_.now(),
                 from.address});
  };
  (void)co_await with_.sessions.run(uuid{}, keep);  // a trace that cannot be kept is logged by the pool
  with_.changed();
}

}  // namespace dossier::identity
