#include "server/domains/identity/link_controller.hpp"

#include <boost/json.hpp>

#include "server/domains/identity/request_parts.hpp"

namespace dossier::identity {
namespace {

namespace json = boost::json;

constexpr std::size_t name_max = 200;

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && text.find(' ') == std::string_view::npos;
}

std::string email_of(body_reader& from) {
  std::string email = from.text("email", 3, email_max);
  if (!email.empty() && !is_email(email)) from.refuse("email", "format", "must be an e-mail address");
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
  if (auto wrong = body->finish(); !wrong) return std::move(wrong).error();
  return asked;
}

}  // namespace

void link_controller::add_routes(http::router& to) {
  to.add(http::method::post, "/api/v1/auth/invitations", [this](http::request& from) { return invite(from); },
         {.body_limit = sign_in_body_max_bytes});
  to.add(http::method::post, "/api/v1/auth/links", [this](http::request& from) { return reset(from); },
         {.body_limit = sign_in_body_max_bytes, .needs_principal = false});
}

link_controller::reply link_controller::invite(http::request& from) {
  if (service_ == nullptr) co_return nobody_signs_in(from);
  if (from.principal.session_id.is_nil())
    co_return refused(problems::forbidden("People are invited by people, not by a key."), from);
  const auto asked = read_invitation(from);
  if (!asked) co_return refused(asked.error(), from);
  const auto sent = co_await service_->invite(from.principal, *asked, visitor_of(from));
  if (!sent) co_return refused(sent.error(), from);
  co_return nothing();
}

/// The same for everybody: whether there is such an account is nobody's business.
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
