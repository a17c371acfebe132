#include "server/domains/identity/oidc_controller.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "server/domains/identity/oidc_problems.hpp"
#include "server/domains/identity/request_parts.hpp"
#include "server/http/site_check.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

const std::string routes = "/api/v1/auth/oidc";
const std::string links = "/api/v1/auth/identities";
constexpr std::size_t next_max_bytes = 1000;

std::string parameter(const http::request& of, std::string_view name) {
  return std::string(of.parameter(name).value_or(std::string_view{}));
}

/// A place within the dashboard as an address may have it behind its `#`; nullopt for any other place.
std::optional<std::string> place_in_dashboard(std::string_view next) {
  if (next.empty()) return std::string();
  if (!next.starts_with("#/") || next.size() > next_max_bytes) return std::nullopt;
  std::string made;
  for (const char c : next) {
    const bool plain =
        c > ' ' && c <= '~' && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    if (plain) {
      made += c;
    } else {
      made += net::percent_encode({&c, 1});
    }
  }
  return made;
}

http::response to_place(std::string place) {
  http::response made;
  made.status = 303;
  made.with("Location", std::move(place));
  return made.with("Cache-Control", "no-store");
}

/// A browser that follows a link, rather than a program.
bool wants_page(const http::request& of) {
  return of.header("accept").value_or(std::string_view{}).find("text/html") != std::string_view::npos;
}

json::object json_of(const linked_identity& one, const linked_identities& among) {
  const std::string label = among.label_of(one.what.issuer);
  json::object made;
  made["id"] = to_string(one.id);
  made["issuer"] = one.what.issuer;
  made["label"] = nullptr;
  if (!label.empty()) made["label"] = label;
  made["linked_at"] = to_string(one.linked_at);
  made["last_used_at"] = to_string(one.last_used_at);
  return made;
}

problem no_such_provider() {
  return problems::not_found("There is no sign-in provider of that name.");
}

}  // namespace

oidc_controller::oidc_controller(oidc_service* service, const sign_in_controller& cookies,
                                 std::string public_url)
    : service_(service),
      cookies_(cookies),
      public_url_(std::move(public_url)),
      state_name_(cookies.cookie_name() + "-oidc") {}

void oidc_controller::add_routes(http::router& to) {
  using http::method;
  const http::route_options open{.body_limit = 0, .needs_principal = false};
  to.add(
      method::get, routes, [this](http::request& from) { return list(from); }, open);
  to.add(
      method::get, routes + "/{}", [this](http::request& from) { return begin(from); }, open);
  to.add(
      method::get, routes + "/{}/callback", [this](http::request& from) { return finish(from); }, open);
  const http::route_options own{.body_limit = 0};
  to.add(
      method::get, links, [this](http::request& from) { return list_linked(from); }, own);
  to.add(
      method::del, links + "/{}", [this](http::request& from) { return unlink(from); }, own);
}

oidc_provider* oidc_controller::provider_of(const http::request& from) const {
  return service_ == nullptr ? nullptr : service_->find(from.path_parameters.at(0));
}

result<std::string> oidc_controller::callback_of(const oidc_provider& by, const http::request& from) const {
  const std::string path = routes + "/" + by.about().name + "/callback";
  if (!public_url_.empty()) return public_url_ + path;
  const std::string_view host = from.header("host").value_or(std::string_view{});
  if (!http::host_allowed(host, {}))
    return problems::unavailable("The server has not been told the address that browsers reach it by.", 0);
  return (from.secure ? "https://" : "http://") + std::string(host) + path;
}

/// To a person as a page that says it, to a program as a problem.
http::response oidc_controller::told(const problem& why, const http::request& of) const {
  if (!wants_page(of)) return refused(why, of);
  std::string word = "away";
  if (why.type.starts_with(oidc::problem_types)) word = why.type.substr(oidc::problem_types.size());
  if (why.status == 429) word = "wait";
  return to_place("/sign-in#refused=" + word);
}

std::string oidc_controller::no_state() const {
  return state_name_ + "=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0";
}

oidc_controller::reply oidc_controller::list(http::request& /*from*/) {
  json::array items;
  if (service_ != nullptr) {
    for (const auto& each : service_->providers()) {
      items.push_back(json::object{{"name", each->about().name},
                                   {"label", each->about().label},
                                   {"path", routes + "/" + each->about().name}});
    }
  }
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

oidc_controller::reply oidc_controller::list_linked(http::request& from) {
  json::array items;
  if (service_ != nullptr) {
    const auto found = co_await service_->linked().list(from.principal);
    if (!found) co_return refused(found.error(), from);
    for (const linked_identity& one : *found) items.push_back(json_of(one, service_->linked()));
  }
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

oidc_controller::reply oidc_controller::unlink(http::request& from) {
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (service_ == nullptr || !id)
    co_return refused(problems::not_found("There is no such link of yours."), from);
  if (from.principal.session_id.is_nil())
    co_return refused(problems::forbidden("Who signs in how is for people to say, not for a key."), from);
  const auto done = co_await service_->linked().unlink(from.principal, *id, visitor_of(from));
  if (!done) co_return refused(done.error(), from);
  co_return nothing();
}

oidc_controller::reply oidc_controller::begin(http::request& from) {
  oidc_provider* by = provider_of(from);
  if (by == nullptr) co_return refused(no_such_provider(), from);
  auto next = place_in_dashboard(from.parameter("next").value_or(std::string_view{}));
  if (!next)
    co_return refused(problems::malformed("`next` has to be a place in the dashboard: `#/…`."), from);
  auto callback = callback_of(*by, from);
  if (!callback) co_return told(callback.error(), from);
  const auto begun = co_await service_->begin(*by, std::move(*callback), std::move(*next));
  if (!begun) co_return told(begun.error(), from);
  http::response made = to_place(begun->location);
  made.with("Set-Cookie",
            state_name_ + "=" + begun->cookie +
                "; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=" + std::to_string(oidc_state_seconds));
  co_return made;
}

oidc_controller::reply oidc_controller::finish(http::request& from) {
  oidc_provider* by = provider_of(from);
  if (by == nullptr) co_return refused(no_such_provider(), from);
  auto callback = callback_of(*by, from);
  if (!callback) co_return told(callback.error(), from);
  oidc_answer answer{cookie_of(from, state_name_), parameter(from, "state"), parameter(from, "code"),
                     parameter(from, "iss"), parameter(from, "error")};
  auto done = co_await service_->finish(*by, std::move(*callback), std::move(answer), visitor_of(from));
  if (!done) {
    http::response made = told(done.error(), from);
    // A stranger's link to this address must not break off a sign-in that goes on in another tab.
    if (!done.error().type.ends_with("interrupted")) made.with("Set-Cookie", no_state());
    co_return made;
  }
  http::response made = to_place("/" + done->next);
  made.with("Set-Cookie", cookies_.cookie_with(done->who));
  co_return made.with("Set-Cookie", no_state());
}

}  // namespace dossier::identity
