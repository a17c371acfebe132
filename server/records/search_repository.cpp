#include "server/records/search_repository.hpp"

#include <algorithm>

#include "server/db/session.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/search_document.hpp"
#include "server/records/search_query.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;

std::string of(const describe::record_type& type, std::string_view before, std::string_view after) {
  return std::string(before) + std::string(type.names.resource) + std::string(after);
}

/// One row at least, for the seq.
std::string found_text(const std::string& hits) {
  return "SELECT " + std::string(seq_column) +
         ", hits.found, hits.rank\nFROM (VALUES (1)) one_row LEFT JOIN (\n  " + hits + "\n) hits ON true";
}

/// The best first; among equals the newest.
found_hits hits_of(const db::rows& from) {
  found_hits read;
  read.seq = from.is_null(0, 0) ? 0 : from.integer(0, 0);
  if (from.is_null(0, 1)) return read;
  for (int row = 0; row < from.size(); ++row) read.hits.push_back({from.id(row, 1), from.number(row, 2)});
  std::sort(read.hits.begin(), read.hits.end(), [](const search_hit& left, const search_hit& right) {
    return left.rank != right.rank ? left.rank > right.rank : right.id < left.id;
  });
  return read;
}

}  // namespace

search_repository::search_repository(const describe::record_type& type)
    : type_(type),
      find_(db::tenant_statement(
          named(type, "search_find"),
          found_text(of(type, "SELECT f.found, f.rank FROM search_",
                        "($2::text::tsquery, $3::text::tsquery, $4::bigint) f WHERE /*tenant*/")))),
      count_(db::tenant_statement(
          named(type, "search_count"),
          of(type, "SELECT search_count_", "($2::text::tsquery, $3::bigint) WHERE /*tenant*/"))),
      resembling_(
          db::tenant_statement(named(type, "search_resembling"),
                               of(type, "SELECT known.word FROM search_words_of_",
                                  "($2::text, $3::text[], $4::bigint) AS known(word) WHERE /*tenant*/"))),
      remember_(db::tenant_statement(
          named(type, "search_remember"),
          of(type, "INSERT INTO ",
             "_words (tenant_id, word)\nSELECT $1::uuid, given.word FROM unnest($2::text[]) AS given(word) "
             "WHERE /*tenant*/ ORDER BY given.word COLLATE \"C\" ON CONFLICT DO NOTHING"))),
      reached_(db::tenant_statement(named(type, "search_backfill_reached"),
                                    of(type,
                                       "SELECT b.reached, b.finished FROM search_backfill b WHERE /*tenant*/ "
                                       "AND b.tenant_id = $1::uuid "
                                       "AND b.resource = '",
                                       "'"))),
      records_(db::tenant_statement(
          named(type, "search_backfill_records"),
          "SELECT " + table_columns(type, "r") +
              of(type, " FROM ",
                 " r WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.id > $2::uuid ORDER BY r.id LIMIT ") +
              std::to_string(backfill_step_rows))),
      fill_(db::tenant_statement(
          named(type, "search_backfill_fill"),
          of(type, "INSERT INTO ",
             "_search (tenant_id, id, document)\nSELECT $1::uuid, given.id, given.document::tsvector\n"
             "FROM unnest($2::uuid[], $3::text[]) AS given(id, document) WHERE /*tenant*/ ORDER BY given.id\n"
             "ON CONFLICT DO NOTHING"))),
      reach_(db::tenant_statement(
          named(type, "search_backfill_reach"),
          of(type, "INSERT INTO search_backfill (tenant_id, resource, reached, finished)\nSELECT $1::uuid, '",
             "', $2::uuid, $3::boolean WHERE /*tenant*/\nON CONFLICT (tenant_id, resource) DO UPDATE SET "
             "reached = excluded.reached, finished = excluded.finished"))) {}

found_hits search_repository::find(db::session& in, const uuid& tenant, const query::search& wanted,
                                   std::int64_t most) const {
  db::parameters with;
  with.add(tenant).add(tsquery_of(wanted)).add(rank_query_of(wanted)).add(most);
  return hits_of(in.run(find_, with));
}

found_hits search_repository::find(db::session& in, const uuid& tenant, const query::search& wanted,
                                   const list_query& list, std::int64_t most) const {
  db::parameters with;
  with.add(tenant).add(tsquery_of(wanted)).add(rank_query_of(wanted)).add(most);
  const int first = static_cast<int>(with.size()) + 1;
  const sql_condition condition = filter_condition(*list.where, list.at, first, list.rare);
  bind_values(with, condition.values);
  const std::string sql = found_text(
      of(type_, "SELECT f.found, f.rank FROM search_",
         "($2::text::tsquery, $3::text::tsquery, 9223372036854775807) f\n  JOIN ") +
      of(type_, "", " r ON r.tenant_id = $1::uuid AND r.id = f.found WHERE /*tenant*/") +
      (list.show_deleted ? "" : " AND r.deleted_at IS NULL") + and_also(condition) + " LIMIT $4::bigint");
  return hits_of(in.run(db::tenant_statement(named(type_, "search_find_in_list"), sql, true), with));
}

/// A scalar sub-select: PostgreSQL cannot turn it into a join, so it stays one look-up a row.
sql_condition search_repository::probe(std::string wanted, int first) const {
  return {"(SELECT s.document @@ $" + std::to_string(first) + "::text::tsquery FROM " +
              of(type_, "", "_search s WHERE /*tenant*/ AND s.tenant_id = $1::uuid AND s.id = r.id)"),
          {std::move(wanted)}};
}

sql_condition search_repository::among_hits(std::string wanted, int first) const {
  const std::string query = "$" + std::to_string(first) + "::text::tsquery";
  return {of(type_, "r.id = ANY (ARRAY(SELECT f.found FROM search_", "(") + query + ", " + query +
              ", 9223372036854775807) f WHERE /*tenant*/))",
          {std::move(wanted)}};
}

std::int64_t search_repository::count(db::session& in, const uuid& tenant, const std::string& wanted,
                                      std::int64_t most) const {
  return in.run(count_, db::parameters().add(tenant).add(wanted).add(most)).integer(0, 0);
}

std::vector<std::string> search_repository::resembling(db::session& in, const uuid& tenant,
                                                       const std::string& misspelt,
                                                       const std::vector<std::string>& near,
                                                       std::int64_t most) const {
  const db::rows found = in.run(resembling_, db::parameters().add(tenant).add(misspelt).add(near).add(most));
  std::vector<std::string> words;
  for (int row = 0; row < found.size(); ++row) words.emplace_back(found.text(row, 0));
  return words;
}

void search_repository::remember(db::session& in, const uuid& tenant,
                                 const std::vector<std::string>& words) const {
  in.run(remember_, db::parameters().add(tenant).add(words));
}

asio::awaitable<result<bool>> search_repository::fill_some(db::session_pool& sessions, uuid tenant,
                                                           vocabulary& words) const {
  bool more = false;
  const db::session_pool::transaction_job job = [&](db::session& in) {
    const db::rows reached = in.run(reached_, db::parameters().add(tenant));
    if (!reached.empty() && reached.boolean(0, 1)) return db::session_pool::ending::commit;
    uuid last = reached.empty() ? uuid{} : reached.id(0, 0);
    const db::rows found = in.run(records_, db::parameters().add(tenant).add(last));
    std::vector<uuid> ids;
    std::vector<std::string> documents;
    for (int row = 0; row < found.size(); ++row) {
      const describe::any_record record = read_row(type_, found, row, 0);
      search_text text = search_text_of(type_, record.data());
      words.offer(tenant, text.remembered);
      last = record.base().id;
      ids.push_back(last);
      documents.push_back(std::move(text.document));
    }
    if (!ids.empty()) in.run(fill_, db::parameters().add(tenant).add(ids).add(documents));
    more = found.size() == backfill_step_rows;
    in.run(reach_, db::parameters().add(tenant).add(last).add(!more));
    return db::session_pool::ending::commit;
  };
  const result<void> done = co_await sessions.transact(job);
  if (!done) co_return done.error();
  co_return more;
}

}  // namespace dossier::records
