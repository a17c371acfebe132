// Long lists that are kept up to date from the change log: their totals, and `skip` to any of their rows.
#include "server/records/service.hpp"

namespace dossier::records {

namespace asio = boost::asio;

namespace {

problem not_counted_yet() {
  return problems::unavailable("The list is being counted. Ask again in a moment.", 1);
}

}  // namespace

problem service::skip_too_far() {
  return problems::malformed("`skip` beyond " + std::to_string(skip_walk_max) +
                             " rows is for lists ordered by one field, without `q`, `page_token`, "
                             "`show_deleted`, relative times and "
                             "paths through references");
}

/// The list's name among the tracked ones; nothing where it cannot be one of them. An order by several fields
/// has no fences, but its records have a total.
std::optional<tracked_list_name> service::tracked_name(const caller& by, const list_query& what) const {
  if (parts_.tracked == nullptr || what.show_deleted || what.search != nullptr) return std::nullopt;
  if (!can_be_tracked(*what.where)) return std::nullopt;
  tracked_list_name name{by.who.tenant_id, &type_, query::bound_to(*what.where, by.who.user_id), what.by};
  if (!can_be_tracked(what.by)) name.by = query::order(type_.find("created_at"), true);
  return name;
}

/// Turns an offset that is too far to walk into a fence and a short walk from there. A list that is not long
/// is walked to its end.
asio::awaitable<result<void>> service::jump(db::lanes lanes, const caller& by, list_query& what) {
  if (what.offset <= walked_rows_max) co_return result<void>();
  const auto name = tracked_name(by, what);
  const bool has_fences = name && !what.behind && can_be_tracked(what.by);
  if (!has_fences || !parts_.tracked->ready(*name)) {
    if (what.offset <= skip_walk_max) co_return result<void>();
    const auto counted = co_await repository_.count(lanes.read, by.who.tenant_id, what);
    if (!counted) co_return counted.error();
    if (counted->integer(0, 0) <= counted_rows_max) co_return result<void>();
    if (!has_fences) co_return skip_too_far();
  }
  auto place = co_await parts_.tracked->place(lanes.read, *name, what.offset, parts_.tracked->writes());
  if (!place) co_return not_counted_yet();
  what.behind = std::move(place->behind);
  what.offset = place->rest;
  co_return result<void>();
}

/// The total of a list that is tracked: exact, or, where the log is behind what the page holds, as of a
/// moment ago. Nothing for others.
asio::awaitable<std::optional<total>> service::tracked_total(db::lanes lanes, const caller& by,
                                                             const list_query& what, std::int64_t seq) {
  const auto name = tracked_name(by, what);
  if (!name) co_return std::nullopt;
  const tracked_lists::moment at{seq, parts_.tracked->writes()};
  const auto known = co_await parts_.tracked->total(lanes.read, *name, at);
  if (!known) co_return std::nullopt;
  co_return total{known->rows, known->exact};
}

}  // namespace dossier::records
