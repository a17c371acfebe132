#include "server/domains/identity/api_key_service.hpp"

#include "server/domains/identity/account_repository.hpp"
#include "server/domains/identity/audit_text.hpp"
#include "server/domains/identity/principals_act.hpp"
#include "server/domains/identity/secrets.hpp"
#include "shared/permissions/permission_table.hpp"

namespace dossier::identity {
namespace {

constexpr std::string_view mark = "dsk_";
constexpr std::size_t prefix_bytes = 6;
constexpr std::size_t secret_digits = 43;  ///< base64url of secret_bytes

audit_entry entry_of(const http::principal& who, const api_key& about, std::string_view kind,
                     const visitor& from, timestamp at) {
  audit_entry made = entry_of(who, "api_keys", about.id, kind, from, at);
  made.after = audit_text()
                   .add("outcome", kind == "created" ? "made" : "revoked")
                   .add("name", about.name)
                   .add("scope", about.may_write ? "write" : "read")
                   .add("address", from.address)
                   .done();
  return made;
}

bool may_all(const http::principal& who, permissions::verb what) {
  return permissions::allowed(who.role, what, "api_keys") == permissions::scope::all;
}

}  // namespace

std::string to_text(const api_key_text& what) {
  return std::string(mark) + what.prefix + "_" + to_base64url(what.secret);
}

bool looks_like_api_key(std::string_view text) {
  return text.starts_with(mark);
}

std::optional<api_key_text> parse_api_key(std::string_view text) {
  constexpr std::size_t length = mark.size() + 2 * prefix_bytes + 1 + secret_digits;
  if (text.size() != length || !looks_like_api_key(text)) return std::nullopt;
  const std::string_view prefix = text.substr(mark.size(), 2 * prefix_bytes);
  if (prefix.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  if (text[mark.size() + prefix.size()] != '_') return std::nullopt;
  auto secret = from_base64url(text.substr(mark.size() + prefix.size() + 1));
  if (!secret || secret->size() != secret_bytes) return std::nullopt;
  return api_key_text{std::string(prefix), std::move(*secret)};
}

boost::asio::awaitable<result<made_api_key>> api_key_service::make(http::principal who, new_api_key asked,
                                                                   visitor from) {
  const timestamp now = with_.now();
  if (asked.expires_at && *asked.expires_at <= now)
    co_return problems::validation({{"expires_at", "too_small", "must be in the future"}});
  const api_key_text text{to_hex(random_bytes(prefix_bytes)), random_bytes(secret_bytes)};
  made_api_key made;
  made.text = to_text(text);
  made.about = {with_.next_id(),  who.tenant_id,        who.user_id,     asked.name,
                text.prefix,      hash_of(text.secret), asked.may_write, now,
                asked.expires_at, std::nullopt,         who.user_name};
  const auto keep = [&](pqxx::work& work) {
    if (!add_api_key(work, made.about)) {
      throw db::job_refused{problems::validation(
          {{"", "too_many", "would be more than " + std::to_string(api_keys_max) + " keys of one person"}})};
    }
    audit(work, entry_of(who, made.about, "created", from, now));
  };
  auto kept = co_await with_.sessions.run(uuid{}, keep);
  if (!kept) co_return std::move(kept).error();
  with_.changed();
  co_return made;
}

boost::asio::awaitable<result<std::vector<api_key>>> api_key_service::list(http::principal who,
                                                                           bool everybodys) {
  if (everybodys && !may_all(who, permissions::verb::read))
    co_return problems::forbidden("Other people's keys are for owners and admins.");
  std::optional<uuid> whose;
  if (!everybodys) whose = who.user_id;
  std::vector<api_key> found;
  const auto look = [&](pqxx::work& work) { found = api_keys_of(work, who.tenant_id, whose, with_.now()); };
  auto looked = co_await with_.sessions.run(uuid{}, look);
  if (!looked) co_return std::move(looked).error();
  co_return found;
}

boost::asio::awaitable<result<void>> api_key_service::revoke(http::principal who, uuid id, visitor from) {
  const timestamp now = with_.now();
  std::optional<uuid> whose;
  if (!may_all(who, permissions::verb::remove)) whose = who.user_id;
  const auto end = [&](pqxx::work& work) {
    std::optional<api_key> good;
    for (api_key& one : api_keys_of(work, who.tenant_id, whose, now)) {
      if (one.id == id) good = std::move(one);
    }
    if (!good || !revoke_api_key(work, id, who.tenant_id, good->account_id, now))
      throw db::job_refused{problems::not_found("There is no such key of yours.")};
    audit(work, entry_of(who, *good, "deleted", from, now));
  };
  auto ended = co_await with_.sessions.run(uuid{}, end);
  if (ended) with_.changed();
  co_return ended;
}

}  // namespace dossier::identity
