#include "server/domains/identity/sign_in_controller.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/domains/identity/request_parts.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t link_max = 200;

json::array list_of(const std::vector<membership>& all) {
  json::array made;
  for (const membership& one : all) {
    made.push_back(
        json::object{{"tenant", named(one.tenant_id, one.tenant_name)}, {"role", to_string(one.role)}});
  }
  return made;
}

json::object session_json(const session& one, const uuid& current) {
  json::object made;
  made["id"] = to_string(one.id);
  made["tenant"] = named(one.tenant_id, one.tenant_name);
  made["address"] = one.address;
  made["user_agent"] = one.user_agent;
  made["created_at"] = to_string(one.created_at);
  made["last_used_at"] = to_string(one.last_used_at);
  made["expires_at"] = to_string(one.expires_at);
  made["current"] = one.id == current;
  return made;
}

std::string new_password(body_reader& from, std::string_view name) {
  return from.text(name, password_min, password_max);
}

}  // namespace

sign_in_controller::sign_in_controller(sign_in_service* service, std::string_view installation,
                                       std::function<std::string()> public_keys)
    : service_(service),
      public_keys_(std::move(public_keys)),
      // Cookies are shared by all ports of a host. The prefix makes browsers insist on Secure, Path=/ and no
      // Domain.
      cookie_name_("__Host-dossier-" + std::string(installation.substr(0, 8))) {}

void sign_in_controller::add_routes(http::router& to) {
  using http::method;
  const http::route_options open{.body_limit = sign_in_body_max_bytes, .needs_principal = false};
  const http::route_options own{.body_limit = sign_in_body_max_bytes, .needs_principal = true};
  const auto add = [&](method which, std::string path, reply (sign_in_controller::*handle)(http::request&),
                       const http::route_options& options) {
    to.add(
        which, std::move(path), [this, handle](http::request& from) { return (this->*handle)(from); },
        options);
  };
  add(method::post, "/api/v1/auth/login", &sign_in_controller::login, open);
  add(method::post, "/api/v1/auth/refresh", &sign_in_controller::refresh, open);
  add(method::post, "/api/v1/auth/logout", &sign_in_controller::logout, open);
  add(method::post, "/api/v1/auth/links:redeem", &sign_in_controller::redeem, open);
  add(method::get, "/api/v1/auth/me", &sign_in_controller::me, own);
  add(method::get, "/api/v1/auth/sessions", &sign_in_controller::list_sessions, own);
  add(method::del, "/api/v1/auth/sessions/{}", &sign_in_controller::revoke_session, own);
  add(method::post, "/api/v1/auth/password", &sign_in_controller::change_password, own);
  add(method::get, "/.well-known/jwks.json", &sign_in_controller::list_keys, open);
}

std::string sign_in_controller::cookie_with(const signed_in& who) const {
  std::string made = cookie_name_ + "=" + who.refresh_token + "; Path=/; HttpOnly; Secure; SameSite=Strict";
  if (who.remembered) made += "; Max-Age=" + std::to_string(session_seconds);
  return made;
}

std::string sign_in_controller::no_cookie() const {
  return cookie_name_ + "=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0";
}

http::response sign_in_controller::told(const signed_in& who) const {
  json::object made;
  made["access_token"] = who.access_token;
  made["token_type"] = "Bearer";
  made["expires_at"] = to_string(who.access_ends);
  made["expires_in"] = access_token_seconds;  // for who has another clock
  made["session_expires_at"] = to_string(who.session_ends);
  made["tenant"] = named(who.in.tenant_id, who.in.tenant_name);
  made["user"] = named(who.who.id, who.in.user_name);
  made["role"] = to_string(who.in.role);
  made["memberships"] = list_of(who.all);
  http::response answer = private_json(200, made);
  if (!who.refresh_token.empty()) answer.with("Set-Cookie", cookie_with(who));
  return answer;
}

/// IETF draft-ietf-httpapi-ratelimit-headers: how many refusals the address has left.
http::response sign_in_controller::with_share(http::response made, const http::request& of) const {
  const attempt_share share = service_->share_of(of.remote_address);
  made.with("RateLimit-Policy", "\"sign-in\";q=" + std::to_string(address_attempts) + ";w=" +
                                    std::to_string(address_attempts * address_attempt_micros / 1'000'000));
  made.with("RateLimit",
            "\"sign-in\";r=" + std::to_string(share.left) + ";t=" + std::to_string(share.reset_seconds));
  return made;
}

sign_in_controller::reply sign_in_controller::login(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  auto body = read_members(from);
  if (!body) co_return refused(body.error(), from);
  sign_in_request asked;
  asked.email = body->text("email", 1, email_max);
  asked.password = body->text("password", 1, password_max);
  asked.tenant = body->optional_id("tenant");
  asked.remembered = body->flag("remember");
  if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  const auto who = co_await service_->sign_in(std::move(asked), visitor_of(from));
  co_return with_share(who ? told(*who) : refused(who.error(), from), from);
}

sign_in_controller::reply sign_in_controller::refresh(http::request& from) {
  if (service_ == nullptr) co_return nothing();
  std::optional<uuid> tenant;
  if (!from.body.empty()) {
    auto body = read_members(from);
    if (!body) co_return refused(body.error(), from);
    tenant = body->optional_id("tenant");
    if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  }
  const std::string token = cookie_of(from, cookie_name_);
  if (token.empty()) co_return refused(problems::unauthenticated("Sign in first."), from);
  const auto who = co_await service_->refresh(token, tenant, visitor_of(from));
  if (who) co_return told(*who);
  http::response answer = refused(who.error(), from);
  if (who.error().status == 401) answer.with("Set-Cookie", no_cookie());
  co_return answer;
}

sign_in_controller::reply sign_in_controller::logout(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  const auto ended = co_await service_->sign_out(cookie_of(from, cookie_name_), visitor_of(from));
  if (!ended) co_return refused(ended.error(), from);
  co_return nothing().with("Set-Cookie", no_cookie());
}

sign_in_controller::reply sign_in_controller::me(http::request& from) {
  const http::principal& who = from.principal;
  json::object made;
  made["user"] = named(who.user_id, who.user_name);
  made["tenant"] = named(who.tenant_id, who.tenant_name);
  made["role"] = to_string(who.role);
  made["sign_in"] = service_ == nullptr ? "local" : "required";
  made["email"] = nullptr;
  made["session_id"] = nullptr;
  made["memberships"] = list_of({{who.tenant_id, who.tenant_name, who.role}});
  if (!who.session_id.is_nil()) made["session_id"] = to_string(who.session_id);
  if (service_ != nullptr) {
    const auto more = co_await service_->who_is(who);
    if (!more) co_return refused(more.error(), from);
    made["email"] = more->email;
    made["memberships"] = list_of(more->all);
  }
  co_return private_json(200, made);
}

sign_in_controller::reply sign_in_controller::list_sessions(http::request& from) {
  json::array items;
  if (service_ != nullptr) {
    const auto found = co_await service_->sessions_of(from.principal);
    if (!found) co_return refused(found.error(), from);
    for (const session& one : *found) items.push_back(session_json(one, from.principal.session_id));
  }
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

sign_in_controller::reply sign_in_controller::revoke_session(http::request& from) {
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (service_ == nullptr || !id)
    co_return refused(problems::not_found("There is no such session of yours."), from);
  const auto ended = co_await service_->revoke(from.principal, *id, visitor_of(from));
  if (!ended) co_return refused(ended.error(), from);
  co_return nothing();
}

sign_in_controller::reply sign_in_controller::change_password(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (from.principal.session_id.is_nil()) {
    co_return refused(problems::forbidden("A password is changed by its person, not by a key."), from);
  }
  auto body = read_members(from);
  if (!body) co_return refused(body.error(), from);
  std::string old_one = body->text("old_password", 1, password_max);
  std::string new_one = new_password(*body, "new_password");
  if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  const auto changed = co_await service_->change_password(from.principal, std::move(old_one),
                                                          std::move(new_one), visitor_of(from));
  co_return with_share(changed ? nothing() : refused(changed.error(), from), from);
}

sign_in_controller::reply sign_in_controller::redeem(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  auto body = read_members(from);
  if (!body) co_return refused(body.error(), from);
  std::string link = body->text("link", 1, link_max);
  std::string password = new_password(*body, "password");
  if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  const auto email = co_await service_->redeem(std::move(link), std::move(password), visitor_of(from));
  if (!email) co_return refused(email.error(), from);
  co_return private_json(200, {{"email", *email}});
}

sign_in_controller::reply sign_in_controller::list_keys(http::request& /*from*/) {
  http::response made = http::json_response(200, public_keys_());
  made.with("Cache-Control", "public, max-age=60");
  co_return made;
}

}  // namespace dossier::identity
