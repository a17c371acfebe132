#include "server/records/activity_controller.hpp"

#include <algorithm>
#include <charconv>

#include "server/records/activity_log.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/request_reading.hpp"

namespace dossier::records {
namespace {

using describe::record_type;

/// Absent: 0. Else 1 and more, or 400.
result<std::int64_t> read_before(const http::request& from) {
  const auto text = from.parameter("before");
  if (!text) return 0;
  std::int64_t before = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), before);
  if (error != std::errc{} || end != text->data() + text->size() || before < 1) {
    return problems::malformed("`before` must be a position in the change log, 1 or more");
  }
  return before;
}

/// Absent: nullptr, every type.
result<const record_type*> read_resource(const http::request& from,
                                         std::span<const record_type* const> types) {
  const auto text = from.parameter("resource");
  if (!text) return nullptr;
  std::string known;
  for (const record_type* each : types) {
    if (each->names.resource == *text) return each;
    known += (known.empty() ? "`" : ", `") + std::string(each->names.resource) + "`";
  }
  return problems::malformed("`resource` must be one of " + known);
}

result<activity_request> read_request(const http::request& from, std::span<const record_type* const> types) {
  const auto known = check_parameters(from, {"page_size", "before", "resource"});
  if (!known) return known.error();
  const auto page_size = read_page_size(from);
  if (!page_size) return page_size.error();
  const auto before = read_before(from);
  if (!before) return before.error();
  const auto of = read_resource(from, types);
  if (!of) return of.error();
  return activity_request{*of, *before, *page_size};
}

}  // namespace

void activity_controller::add_routes(http::router& to) {
  to.add(http::method::get, "/api/v1/activity", [this](http::request& from) { return list(from); },
         {.body_limit = 0, .needs_principal = true});
}

boost::asio::awaitable<http::response> activity_controller::list(http::request& from) {
  if (permissions::allowed(from.principal.role, permissions::verb::read, "activity") ==
      permissions::scope::none)
    co_return http::problem_response(problems::forbidden("What others do is not for your role."), from);
  const auto wanted = read_request(from, types_);
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const db::lanes lanes = lanes_here_();
  auto page = co_await read_activity(lanes.read, from.principal, *wanted, types_);
  if (!page) co_return http::problem_response(page.error(), from);
  http::response made = http::json_response(200, std::move(page->json));
  made.with("Change-Seq", std::to_string(page->seq));
  co_return made;
}

}  // namespace dossier::records
