#include "server/records/audit_controller.hpp"

#include <charconv>

#include "server/records/permission_check.hpp"
#include "server/records/request_reading.hpp"
#include "shared/query/order.hpp"

namespace dossier::records {
namespace {

std::optional<problem> refused(const http::request& from) {
  return refuse(from.principal, permissions::verb::read, describe::type_of<audit_entry>());
}

/// Absent: the newest first.
result<bool> read_newest_first(const http::request& from) {
  const auto text = from.parameter("order_by");
  if (!text || text->empty()) return true;
  const auto by = query::parse_order(describe::type_of<audit_entry>(), *text);
  if (!by) return by.error();
  return by->first().descending;
}

result<audit_request> read_list(const http::request& from) {
  const auto known = check_parameters(from, {"filter", "order_by", "page_size", "page_token", "skip"});
  if (!known) return known.error();
  auto where = query::parse_filter(describe::type_of<audit_entry>(),
                                   from.parameter("filter").value_or(std::string_view{}));
  if (!where) return std::move(where).error();
  const auto newest_first = read_newest_first(from);
  if (!newest_first) return newest_first.error();
  const auto page_size = read_page_size(from);
  if (!page_size) return page_size.error();
  const auto skip = read_skip(from);
  if (!skip) return skip.error();
  const std::string_view token = from.parameter("page_token").value_or(std::string_view{});
  return audit_request{std::move(*where), *newest_first, *page_size, std::string(token), *skip};
}

/// An entry by its number or by its id; 0 for neither.
std::int64_t read_entry_number(const http::request& from) {
  const std::string& text = from.path_parameters.front();
  if (const auto id = parse_uuid(text)) return audit_entry_seq(*id);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

http::response page_response(page_answer page) {
  http::response made = http::json_response(200, std::move(page.json));
  made.with("Change-Seq", std::to_string(page.seq));
  return made;
}

}  // namespace

void audit_controller::add_routes(http::router& to) {
  const http::route_options options{.body_limit = 0, .needs_principal = true};
  to.add(
      http::method::get, "/api/v1/audit", [this](http::request& from) { return list(from); }, options);
  to.add(
      http::method::get, "/api/v1/audit/{}", [this](http::request& from) { return get(from); }, options);
  to.add(
      http::method::get, "/api/v1/audit:seal", [this](http::request& from) { return seal(from); }, options);
}

boost::asio::awaitable<http::response> audit_controller::list(http::request& from) {
  if (const auto why = refused(from)) co_return http::problem_response(*why, from);
  const auto wanted = read_list(from);
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  auto page = co_await log_.list(lanes_here_(), from.principal, *wanted);
  if (!page) co_return http::problem_response(page.error(), from);
  co_return page_response(std::move(*page));
}

boost::asio::awaitable<http::response> audit_controller::get(http::request& from) {
  if (const auto why = refused(from)) co_return http::problem_response(*why, from);
  const auto known = check_parameters(from, {});
  if (!known) co_return http::problem_response(known.error(), from);
  const db::lanes lanes = lanes_here_();
  auto entry = co_await log_.get(lanes.read, from.principal.tenant_id, read_entry_number(from));
  if (!entry) co_return http::problem_response(entry.error(), from);
  co_return page_response(std::move(*entry));
}

boost::asio::awaitable<http::response> audit_controller::seal(http::request& from) {
  if (const auto why = refused(from)) co_return http::problem_response(*why, from);
  const auto known = check_parameters(from, {});
  if (!known) co_return http::problem_response(known.error(), from);
  const std::optional<log_seal> last = seal_of_ ? seal_of_(from.principal.tenant_id) : std::nullopt;
  std::string text = "{\"sealed\":null}";
  if (last) {
    text = "{\"sealed\":{\"seq\":" + std::to_string(last->seq) + ",\"hash\":\"" + last->hash +
           "\",\"at\":\"" + to_string(last->at) + "\"}}";
  }
  co_return http::json_response(200, std::move(text));
}

}  // namespace dossier::records
