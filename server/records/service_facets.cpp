#include <algorithm>

#include "server/records/facets.hpp"
#include "server/records/list_answer.hpp"
#include "server/records/permission_check.hpp"
#include "server/records/search_document.hpp"
#include "server/records/service.hpp"
#include "server/records/time_facets.hpp"

namespace dossier::records {

namespace asio = boost::asio;

namespace {

/// Writes one facet; answers its position in the log. `all` is the list under its whole filter, `asked` what
/// the caller asked for of it, and `scope` what they may see.
std::int64_t append_wish(std::string& out, db::session& in, const uuid& tenant,
                         const describe::record_type& type, const facet_wish& wish, const list_query& all,
                         const query::filter& asked, const std::optional<query::filter>& scope,
                         const search_outcome* found) {
  if (wish.per) {
    const time_facet counted = count_buckets(in, tenant, type, wish, all, found);
    append_time_facet(out, counted);
    return counted.seq;
  }
  query::filter rest = without(asked, *wish.of);
  if (scope) rest = query::both(std::move(rest), *scope);
  list_query list = all;
  list.where = &rest;
  list.rare.clear();
  for (const query::comparison* item : rare_items_of(rest)) {
    const auto same = [&](const query::comparison* known) { return *known == *item; };
    if (std::any_of(all.rare.begin(), all.rare.end(), same)) list.rare.push_back(item);
  }
  const facet counted = count_values(in, tenant, type, *wish.of, list, found);
  append_facet(out, counted);
  return counted.seq;
}

}  // namespace

asio::awaitable<result<page_answer>> service::facets(db::lanes lanes, const caller& by,
                                                     const facets_request& what) {
  if (auto why = refuse(by.who, permissions::verb::read, type_)) co_return std::move(*why);
  const uuid tenant = by.who.tenant_id;
  list_query all;
  const auto scope = permitted(by.who, permissions::verb::read, type_);
  const query::filter where = scope ? query::both(what.where, *scope) : what.where;
  all.where = &where;
  all.at = {parts_.time.now(), by.who.user_id, {}};
  const auto rare = co_await find_rare_items(lanes, by, all);
  if (!rare) co_return rare.error();
  std::optional<search_outcome> found;
  if (what.search) {
    if (!is_searchable(type_)) co_return not_searchable();
    // Without the filter: each facet has another one.
    auto hits = co_await searches_.find(lanes.sessions, tenant, *what.search);
    if (!hits) co_return std::move(hits).error();
    found = *std::move(hits);
  }
  page_answer made;
  made.json = "{\"facets\":{";
  const db::session_pool::transaction_job job = [&](db::session& in) {
    for (const facet_wish& wish : what.wishes) {
      const bool first = made.json.back() == '{';
      if (!first) made.json += ',';
      const std::int64_t seq =
          append_wish(made.json, in, tenant, type_, wish, all, what.where, scope, found ? &*found : nullptr);
      made.seq = first ? seq : std::min(made.seq, seq);
    }
    return db::session_pool::ending::commit;
  };
  const result<void> done = co_await lanes.sessions.transact(job);
  if (!done) co_return done.error();
  if (found && found->seq) made.seq = std::min(made.seq, *found->seq);
  made.json += "}}";
  co_return made;
}

}  // namespace dossier::records
