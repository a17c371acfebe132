#include "server/domains/identity/api_key_controller.hpp"

#include <boost/json.hpp>

#include "server/domains/identity/request_parts.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t name_max = 120;

json::object json_of(const api_key& one) {
  json::object made;
  made["id"] = to_string(one.id);
  made["name"] = one.name;
  made["user"] = named(one.account_id, one.user_name);
  made["prefix"] = "dsk_" + one.prefix;
  made["scope"] = one.may_write ? "write" : "read";
  made["created_at"] = to_string(one.created_at);
  made["expires_at"] = nullptr;
  made["last_used_at"] = nullptr;
  if (one.expires_at) made["expires_at"] = to_string(*one.expires_at);
  if (one.last_used_at) made["last_used_at"] = to_string(*one.last_used_at);
  return made;
}

result<new_api_key> read_key(const http::request& from) {
  auto body = read_members(from);
  if (!body) return std::move(body).error();
  new_api_key asked;
  asked.name = body->text("name", 1, name_max);
  const std::string scope = body->text("scope", 1, name_max);
  if (scope != "read" && scope != "write") body->refuse("scope", "choice", "must be `read` or `write`");
  asked.may_write = scope == "write";
  if (const auto ends = body->optional_text("expires_at", 1, name_max)) {
    asked.expires_at = parse_timestamp(*ends);
    if (!asked.expires_at) body->refuse("expires_at", "format", "must be a time as in RFC 3339");
  }
  if (auto wrong = body->finish(); !wrong) return std::move(wrong).error();
  return asked;
}

}  // namespace

void api_key_controller::add_routes(http::router& to) {
  using http::method;
  const std::string path = "/api/v1/auth/api-keys";
  const http::route_options own{.body_limit = sign_in_body_max_bytes};
  to.add(
      method::get, path, [this](http::request& from) { return list(from); }, own);
  to.add(
      method::post, path, [this](http::request& from) { return make(from); }, own);
  to.add(
      method::del, path + "/{}", [this](http::request& from) { return revoke(from); }, own);
}

result<void> api_key_controller::check_person(const http::request& from, const api_key_service* service) {
  if (service == nullptr) return problems::forbidden("This installation asks nobody to sign in.");
  if (from.principal.session_id.is_nil()) return problems::forbidden("Keys are made and ended by people.");
  return {};
}

api_key_controller::reply api_key_controller::list(http::request& from) {
  json::array items;
  const auto of = from.parameter("of");
  if (from.query.size() > (of ? 1U : 0U) || (of && *of != "me" && *of != "all"))
    co_return refused(problems::malformed("`of` must be `me` or `all`, and nothing else is asked"), from);
  if (service_ != nullptr) {
    const auto found = co_await service_->list(from.principal, of == "all");
    if (!found) co_return refused(found.error(), from);
    for (const api_key& one : *found) items.push_back(json_of(one));
  }
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

api_key_controller::reply api_key_controller::make(http::request& from) {
  if (auto may = check_person(from, service_); !may) co_return refused(may.error(), from);
  const auto asked = read_key(from);
  if (!asked) co_return refused(asked.error(), from);
  const auto key = co_await service_->make(from.principal, *asked, visitor_of(from));
  if (!key) co_return refused(key.error(), from);
  json::object made = json_of(key->about);
  made["key"] = key->text;
  co_return private_json(201, made).with("Location", "/api/v1/auth/api-keys/" + to_string(key->about.id));
}

api_key_controller::reply api_key_controller::revoke(http::request& from) {
  if (auto may = check_person(from, service_); !may) co_return refused(may.error(), from);
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (!id) co_return refused(problems::not_found("There is no such key of yours."), from);
  const auto ended = co_await service_->revoke(from.principal, *id, visitor_of(from));
  if (!ended) co_return refused(ended.error(), from);
  co_return nothing();
}

}  // namespace dossier::identity
