#include "server/records/controller.hpp"

#include <boost/json.hpp>

#include "server/http/etag.hpp"
#include "server/records/facet_reading.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/request_reading.hpp"
#include "server/records/write_reading.hpp"

namespace dossier::records {

namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view merge_patch_type = "application/merge-patch+json";

caller caller_of(const http::request& from) {
  caller by{from.principal, from.trace_id};
  if (!from.principal.api_key_id.is_nil()) by.origin = "key";
  if (!from.remote_address.empty()) by.address = from.remote_address;
  return by;
}

/// On whose behalf a write is made, and how: Change-Reason and Prefer; of a POST or DELETE, Idempotency-Key.
/// (A PATCH is repeated safely with If-Match. A DELETE is not: somebody may have restored the record.)
result<caller> read_writer(const http::request& from) {
  const auto known = check_parameters(from, {});
  if (!known) return known.error();
  auto reason = read_change_reason(from);
  if (!reason) return std::move(reason).error();
  caller by = caller_of(from);
  by.reason = std::move(*reason);
  if (from.method == http::method::post || from.method == http::method::del) {
    auto once = read_request_key(from);
    if (!once) return std::move(once).error();
    by.once = std::move(*once);
  }
  by.keep = !prefers_rollback(from);
  return by;
}

/// What a write is told beside its body.
struct write_request {
  uuid id;
  precondition when;
  caller by;
};

/// The record that a path names; a tenant's single one has the tenant's id.
result<uuid> read_addressed(const http::request& from, const describe::record_type& type) {
  if (type.names.is_single) return from.principal.tenant_id;
  return read_id(from);
}

/// The same of a write of an existing record: id and If-Match, too.
result<write_request> read_write(const http::request& from, const describe::record_type& type) {
  auto by = read_writer(from);
  if (!by) return std::move(by).error();
  const auto id = read_addressed(from, type);
  if (!id) return id.error();
  auto when = read_if_match(from);
  if (!when) return std::move(when).error();
  return write_request{*id, std::move(*when), std::move(*by)};
}

/// Says what became of the preferences and the key of a write.
http::response settled(http::response made, const caller& by, bool repeated) {
  if (!by.keep) made.with("Preference-Applied", "tx=rollback");
  if (repeated) made.with("Idempotency-Replayed", "true");
  return made;
}

/// `show_deleted` and `fields`.
result<record_view> read_view(const http::request& from, const describe::record_type& type) {
  const auto show_deleted = read_flag(from, "show_deleted");
  if (!show_deleted) return show_deleted.error();
  auto fields = read_fields(from, type);
  if (!fields) return std::move(fields).error();
  for (const describe::field* named : *fields ? **fields : row_fields{}) {
    if (auto why = refuse_hidden(from.principal, type, named, "fields")) return std::move(*why);
  }
  return record_view{*show_deleted, std::move(*fields)};
}

/// All parameters of a list.
result<list_request> read_list(const http::request& from, const describe::record_type& type) {
  const auto known = check_parameters(
      from, {"filter", "q", "order_by", "page_size", "page_token", "skip", "fields", "show_deleted"});
  if (!known) return known.error();
  auto where = query::parse_filter(type, from.parameter("filter").value_or(std::string_view{}));
  if (!where) return std::move(where).error();
  auto search = query::parse_search(from.parameter("q").value_or(std::string_view{}));
  if (!search) return std::move(search).error();
  const std::string_view order = from.parameter("order_by").value_or(std::string_view{});
  auto by = query::parse_order(type, order);
  if (!by) return std::move(by).error();
  if (auto why = refuse_hidden(from.principal, *where)) return std::move(*why);
  for (const auto& key : by->keys) {
    if (auto why = refuse_hidden(from.principal, type, key.field, "order_by")) return std::move(*why);
  }
  const auto page_size = read_page_size(from);
  if (!page_size) return page_size.error();
  const auto skip = read_skip(from);
  if (!skip) return skip.error();
  auto view = read_view(from, type);
  if (!view) return std::move(view).error();
  const std::string_view token = from.parameter("page_token").value_or(std::string_view{});
  list_request read{std::move(*where),  std::move(*by), *page_size,
                    std::string(token), *skip,          std::move(*view)};
  if (!search->empty()) read.search = std::move(*search);
  read.has_order = order.find_first_not_of(' ') != std::string_view::npos;
  return read;
}

/// `fields`, `filter` and `q`.
result<facets_request> read_facets(const http::request& from, const describe::record_type& type) {
  const auto known = check_parameters(from, {"fields", "filter", "q"});
  if (!known) return known.error();
  auto wishes = read_facet_wishes(from, type);
  if (!wishes) return std::move(wishes).error();
  auto where = query::parse_filter(type, from.parameter("filter").value_or(std::string_view{}));
  if (!where) return std::move(where).error();
  auto search = query::parse_search(from.parameter("q").value_or(std::string_view{}));
  if (!search) return std::move(search).error();
  if (auto why = refuse_hidden(from.principal, *where)) return std::move(*why);
  for (const facet_wish& wish : *wishes) {
    for (const describe::field* counted : {wish.of, wish.by}) {
      if (auto why = refuse_hidden(from.principal, type, counted, "fields")) return std::move(*why);
    }
  }
  facets_request read{std::move(*wishes), std::move(*where)};
  if (!search->empty()) read.search = std::move(*search);
  return read;
}

http::response page_response(page_answer page) {
  http::response made = http::json_response(200, std::move(page.json));
  made.with("Change-Seq", std::to_string(page.seq));
  return made;
}

/// A verb without members takes no body, or `{}`.
result<void> check_no_members(const http::request& from) {
  if (from.body.empty()) return {};
  const auto body = read_body(from, {json_type});
  if (!body) return body.error();
  std::vector<field_error> errors;
  for (const auto& member : *body) {
    errors.push_back({std::string(member.key()), "unknown", "is not a member of this request"});
  }
  if (!errors.empty()) return problems::validation(std::move(errors));
  return {};
}

}  // namespace

controller::controller(service& of, std::function<db::lanes()> lanes_here)
    : service_(of),
      lanes_here_(std::move(lanes_here)),
      base_("/api/v1/" + std::string(of.type().names.resource)) {}

void controller::add_single_routes(http::router& to) {
  const http::route_options options{record_body_max_bytes, true};
  to.add(
      http::method::get, base_, [this](http::request& from) { return get(from); }, options);
  to.add(
      http::method::patch, base_, [this](http::request& from) { return patch(from); }, options);
  to.add(
      http::method::get, base_ + "/history", [this](http::request& from) { return history(from); }, options);
}

void controller::add_routes(http::router& to) {
  if (service_.type().names.is_single) return add_single_routes(to);
  const http::route_options options{record_body_max_bytes, true};
  to.add(
      http::method::get, base_, [this](http::request& from) { return list(from); }, options);
  to.add(
      http::method::post, base_, [this](http::request& from) { return create(from); }, options);
  to.add(
      http::method::get, base_ + "/{}", [this](http::request& from) { return get(from); }, options);
  to.add(
      http::method::patch, base_ + "/{}", [this](http::request& from) { return patch(from); }, options);
  to.add(
      http::method::del, base_ + "/{}", [this](http::request& from) { return remove(from); }, options);
  to.add(
      http::method::post, base_ + "/{}:undelete", [this](http::request& from) { return undelete(from); },
      options);
  const http::route_options batch_options{batch_body_max_bytes, true};
  to.add(
      http::method::post, base_ + ":batch", [this](http::request& from) { return batch(from); },
      batch_options);
  to.add(
      http::method::get, base_ + ":facets", [this](http::request& from) { return facets(from); }, options);
  to.add(
      http::method::get, base_ + "/{}/history", [this](http::request& from) { return history(from); },
      options);
}

controller::answer controller::list(http::request& from) {
  const auto wanted = read_list(from, service_.type());
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const caller by = caller_of(from);
  auto page = co_await service_.list(lanes_here_(), by, *wanted);
  if (!page) co_return http::problem_response(page.error(), from);
  co_return page_response(std::move(*page));
}

controller::answer controller::get(http::request& from) {
  const auto known = service_.type().names.is_single ? check_parameters(from, {"fields"})
                                                     : check_parameters(from, {"fields", "show_deleted"});
  if (!known) co_return http::problem_response(known.error(), from);
  const auto id = read_addressed(from, service_.type());
  if (!id) co_return http::problem_response(id.error(), from);
  const auto view = read_view(from, service_.type());
  if (!view) co_return http::problem_response(view.error(), from);
  const caller by = caller_of(from);
  auto record = co_await service_.get(lanes_here_(), by, *id, *view);
  if (!record) co_return http::problem_response(record.error(), from);
  const auto held = from.header("if-none-match");
  http::response made;
  if (held && http::if_none_match_holds(*held, record->tag)) {
    made.status = 304;
  } else {
    made = http::json_response(200, std::move(record->json));
  }
  made.with("ETag", http::strong_etag(record->tag))
      .with("Change-Seq", std::to_string(record->seq.value_or(0)));
  co_return made;
}

http::response controller::written(int status, const caller& by, const record_answer& record) const {
  http::response made = http::json_response(status, record.json);
  made.with("ETag", http::strong_etag(record.tag));
  return settled(std::move(made), by, record.repeated);
}

controller::answer controller::create(http::request& from) {
  const auto by = read_writer(from);
  if (!by) co_return http::problem_response(by.error(), from);
  const auto body = read_body(from, {json_type});
  if (!body) co_return http::problem_response(body.error(), from);
  const auto made = co_await service_.create(lanes_here_(), *by, *body);
  if (!made) co_return http::problem_response(made.error(), from);
  http::response created = written(201, *by, *made);
  created.with("Location", base_ + "/" + to_string(made->id));
  co_return created;
}

controller::answer controller::patch(http::request& from) {
  const auto wanted = read_write(from, service_.type());
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const auto body = read_body(from, {merge_patch_type, json_type});
  if (!body) co_return http::problem_response(body.error(), from);
  const auto changed = co_await service_.patch(lanes_here_(), wanted->by, wanted->id, *body, wanted->when);
  if (!changed) co_return http::problem_response(changed.error(), from);
  co_return written(200, wanted->by, *changed);
}

controller::answer controller::remove(http::request& from) {
  const auto wanted = read_write(from, service_.type());
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const auto done = co_await service_.remove(lanes_here_(), wanted->by, wanted->id, wanted->when);
  if (!done) co_return http::problem_response(done.error(), from);
  http::response made;
  made.status = 204;
  co_return settled(std::move(made), wanted->by, *done);
}

controller::answer controller::undelete(http::request& from) {
  const auto wanted = read_write(from, service_.type());
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const auto empty = check_no_members(from);
  if (!empty) co_return http::problem_response(empty.error(), from);
  const auto restored = co_await service_.undelete(lanes_here_(), wanted->by, wanted->id, wanted->when);
  if (!restored) co_return http::problem_response(restored.error(), from);
  co_return written(200, wanted->by, *restored);
}

controller::answer controller::batch(http::request& from) {
  const auto by = read_writer(from);
  if (!by) co_return http::problem_response(by.error(), from);
  const auto body = read_body(from, {json_type});
  if (!body) co_return http::problem_response(body.error(), from);
  auto operations = read_batch(service_.type(), from.principal, *body);
  if (!operations) co_return http::problem_response(operations.error(), from);
  const auto done = co_await service_.batch(lanes_here_(), *by, std::move(*operations));
  if (!done) co_return http::problem_response(done.error(), from);
  http::response made = http::json_response(200, done->json);
  co_return settled(std::move(made), *by, done->repeated);
}

controller::answer controller::history(http::request& from) {
  const auto known = check_parameters(from, {"page_size", "page_token"});
  if (!known) co_return http::problem_response(known.error(), from);
  const auto id = read_addressed(from, service_.type());
  if (!id) co_return http::problem_response(id.error(), from);
  const auto page_size = read_page_size(from);
  if (!page_size) co_return http::problem_response(page_size.error(), from);
  const std::string_view token = from.parameter("page_token").value_or(std::string_view{});
  const history_request wanted{*id, *page_size, std::string(token)};
  const caller by = caller_of(from);
  auto page = co_await service_.history(lanes_here_(), by, wanted);
  if (!page) co_return http::problem_response(page.error(), from);
  co_return page_response(std::move(*page));
}

controller::answer controller::facets(http::request& from) {
  const auto wanted = read_facets(from, service_.type());
  if (!wanted) co_return http::problem_response(wanted.error(), from);
  const caller by = caller_of(from);
  auto counted = co_await service_.facets(lanes_here_(), by, *wanted);
  if (!counted) co_return http::problem_response(counted.error(), from);
  co_return page_response(std::move(*counted));
}

}  // namespace dossier::records
