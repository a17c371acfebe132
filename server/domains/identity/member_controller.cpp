#include "server/domains/identity/member_controller.hpp"

#include <boost/json.hpp>

#include "server/domains/identity/request_parts.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t role_max = 40;

json::object json_of(const tenant_member& one) {
  json::object made;
  made["user"] = named(one.account_id, one.name);
  made["email"] = one.email;
  made["role"] = to_string(one.role);
  made["brand_id"] = nullptr;
  if (!one.brand_id.is_nil()) made["brand_id"] = to_string(one.brand_id);
  made["joined_at"] = to_string(one.joined_at);
  made["last_seen_at"] = nullptr;
  if (one.last_seen_at) made["last_seen_at"] = to_string(*one.last_seen_at);
  return made;
}

json::object json_of(const member_session& one, const uuid& current) {
  json::object made;
  made["id"] = to_string(one.what.id);
  made["user"] = named(one.what.account_id, one.name);
  made["tenant"] = named(one.what.tenant_id, one.what.tenant_name);
  made["address"] = one.what.address;
  made["user_agent"] = one.what.user_agent;
  made["created_at"] = to_string(one.what.created_at);
  made["last_used_at"] = to_string(one.what.last_used_at);
  made["expires_at"] = to_string(one.what.expires_at);
  made["current"] = one.what.id == current;
  return made;
}

/// A role, a brand, or both.
member_change read_change(body_reader& from) {
  member_change wanted;
  wanted.brand_id = from.optional_id("brand_id");
  const auto name = from.optional_text("role", 1, role_max);
  if (name) wanted.role = parse_role(*name);
  if (name && !wanted.role) from.refuse("role", "choice", "must be a role");
  if (!name && !wanted.brand_id && from.is_fine())
    from.refuse("role", "required", "is required where no brand is named");
  return wanted;
}

/// What people are is for people to say: a key changes none.
result<void> check_person(const http::request& from) {
  if (from.principal.session_id.is_nil())
    return problems::forbidden("Members are changed by people, not by a key.");
  return {};
}

}  // namespace

void member_controller::add_routes(http::router& to) {
  using http::method;
  const http::route_options own{.body_limit = sign_in_body_max_bytes};
  const auto add = [&](method which, std::string path, reply (member_controller::*handle)(http::request&)) {
    to.add(
        which, std::move(path), [this, handle](http::request& from) { return (this->*handle)(from); }, own);
  };
  add(method::get, "/api/v1/auth/members", &member_controller::list);
  add(method::patch, "/api/v1/auth/members/{}", &member_controller::change);
  add(method::del, "/api/v1/auth/members/{}", &member_controller::remove);
  add(method::get, "/api/v1/auth/member-sessions", &member_controller::list_sessions);
  add(method::del, "/api/v1/auth/member-sessions/{}", &member_controller::end_session);
}

member_controller::reply member_controller::list(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  const auto found = co_await service_->list(from.principal);
  if (!found) co_return refused(found.error(), from);
  json::array items;
  for (const tenant_member& one : *found) items.push_back(json_of(one));
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

member_controller::reply member_controller::change(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (auto may = check_person(from); !may) co_return refused(may.error(), from);
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (!id) co_return refused(problems::not_found("Nobody of that id belongs to the tenant."), from);
  auto body = read_members(from);
  if (!body) co_return refused(body.error(), from);
  const member_change wanted = read_change(*body);
  if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  const auto changed = co_await service_->change(from.principal, *id, wanted, visitor_of(from));
  if (!changed) co_return refused(changed.error(), from);
  co_return private_json(200, json_of(*changed));
}

member_controller::reply member_controller::remove(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (auto may = check_person(from); !may) co_return refused(may.error(), from);
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (!id) co_return refused(problems::not_found("Nobody of that id belongs to the tenant."), from);
  const auto removed = co_await service_->remove(from.principal, *id, visitor_of(from));
  if (!removed) co_return refused(removed.error(), from);
  co_return nothing();
}

member_controller::reply member_controller::list_sessions(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  const auto found = co_await service_->sessions(from.principal);
  if (!found) co_return refused(found.error(), from);
  json::array items;
  for (const member_session& one : *found) items.push_back(json_of(one, from.principal.session_id));
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

member_controller::reply member_controller::end_session(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (auto may = check_person(from); !may) co_return refused(may.error(), from);
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (!id) co_return refused(problems::not_found("There is no such session in the tenant."), from);
  const auto ended = co_await service_->end_session(from.principal, *id, visitor_of(from));
  if (!ended) co_return refused(ended.error(), from);
  co_return nothing();
}

}  // namespace dossier::identity
