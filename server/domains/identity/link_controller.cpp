#include "server/domains/identity/link_controller.hpp"

#include <boost/json.hpp>

#include "server/domains/identity/email_address.hpp"
#include "server/domains/identity/request_parts.hpp"
#include "shared/permissions/membership.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t name_max = 200;

std::string email_of(body_reader& from) {
  std::string email = from.text("email", 3, email_max);
  if (!email.empty() && !looks_like_email(email)) from.refuse("email", "format", "must be an e-mail address");
  return email;
}

result<invitation> read_invitation(const http::request& from) {
  auto body = read_members(from);
  if (!body) return std::move(body).error();
  invitation asked;
  asked.email = email_of(*body);
  asked.name = body->text("name", 1, name_max);
  const auto what = parse_role(body->text("role", 1, name_max));
  if (!what) body->refuse("role", "choice", "must be a role");
  asked.role = what.value_or(asked.role);
  const auto brand = body->optional_id("brand_id");
  asked.brand_id = brand.value_or(uuid{});
  const auto wrong_brand = what ? permissions::brand_fault(*what, brand.has_value()) : std::nullopt;
  if (wrong_brand) body->refuse(wrong_brand->field, wrong_brand->code, wrong_brand->message);
  if (auto wrong = body->finish(); !wrong) return std::move(wrong).error();
  return asked;
}

json::object json_of(const open_invitation& one) {
  json::object made;
  made["id"] = to_string(one.account_id);
  made["email"] = one.email;
  made["name"] = one.name;
  made["role"] = to_string(one.role);
  made["brand_id"] = nullptr;
  if (!one.brand_id.is_nil()) made["brand_id"] = to_string(one.brand_id);
  made["created_at"] = to_string(one.created_at);
  made["expires_at"] = nullptr;
  if (one.expires_at.micros != 0) made["expires_at"] = to_string(one.expires_at);
  return made;
}

/// People are invited by people.
std::optional<problem> refuse_key(const http::request& from) {
  if (!from.principal.session_id.is_nil()) return std::nullopt;
  return problems::forbidden("People are invited by people, not by a key.");
}

}  // namespace

void link_controller::add_routes(http::router& to) {
  const std::string path = "/api/v1/auth/invitations";
  const http::route_options own{.body_limit = sign_in_body_max_bytes};
  to.add(
      http::method::get, path, [this](http::request& from) { return list(from); }, own);
  to.add(
      http::method::post, path, [this](http::request& from) { return invite(from); }, own);
  to.add(
      http::method::del, path + "/{}", [this](http::request& from) { return withdraw(from); }, own);
  to.add(http::method::post, "/api/v1/auth/links", [this](http::request& from) { return reset(from); },
         {.body_limit = sign_in_body_max_bytes, .needs_principal = false});
}

link_controller::reply link_controller::list(http::request& from) {
  json::array items;
  if (service_ != nullptr) {
    const auto found = co_await service_->list(from.principal);
    if (!found) co_return refused(found.error(), from);
    for (const open_invitation& one : *found) items.push_back(json_of(one));
  }
  json::object made;
  made["items"] = std::move(items);
  co_return private_json(200, made);
}

link_controller::reply link_controller::invite(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (auto why = refuse_key(from)) co_return refused(*why, from);
  const auto asked = read_invitation(from);
  if (!asked) co_return refused(asked.error(), from);
  const auto sent = co_await service_->invite(from.principal, *asked, visitor_of(from));
  if (!sent) co_return refused(sent.error(), from);
  co_return private_json(201, json_of(*sent));
}

link_controller::reply link_controller::withdraw(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (auto why = refuse_key(from)) co_return refused(*why, from);
  const auto id = parse_uuid(from.path_parameters.at(0));
  if (!id) co_return refused(problems::not_found("There is no such invitation."), from);
  const auto done = co_await service_->withdraw(from.principal, *id, visitor_of(from));
  if (!done) co_return refused(done.error(), from);
  co_return nothing();
}

/// The same for everybody, and as fast: whether there is such an account is nobody's business.
link_controller::reply link_controller::reset(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  auto body = read_members(from);
  if (!body) co_return refused(body.error(), from);
  std::string email = email_of(*body);
  if (auto wrong = body->finish(); !wrong) co_return refused(wrong.error(), from);
  const auto done = co_await service_->reset(std::move(email), visitor_of(from));
  if (!done) co_return refused(done.error(), from);
  http::response made = nothing();
  made.status = 202;
  co_return made;
}

}  // namespace dossier::identity
