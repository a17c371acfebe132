#include "server/records/facets.hpp"
#include "server/records/list_answer.hpp"
#include "server/records/search_document.hpp"
#include "server/records/service.hpp"

namespace dossier::records {

namespace asio = boost::asio;

asio::awaitable<result<page_answer>> service::facets(db::lanes lanes, const caller& by,
                                                     const facets_request& what) {
  const uuid tenant = by.who.tenant_id;
  list_query all;
  all.where = &what.where;
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
    for (const describe::field* of : what.fields) {
      const query::filter rest = without(what.where, *of);
      list_query list = all;
      list.where = &rest;
      list.rare.clear();
      for (const query::comparison* item : rare_items_of(rest)) {
        const auto same = [&](const query::comparison* known) { return *known == *item; };
        if (std::any_of(all.rare.begin(), all.rare.end(), same)) list.rare.push_back(item);
      }
      const facet counted = count_values(in, tenant, type_, *of, list, found ? &*found : nullptr);
      const bool first = made.json.back() == '{';
      made.seq = first ? counted.seq : std::min(made.seq, counted.seq);
      if (!first) made.json += ',';
      append_facet(made.json, counted);
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
