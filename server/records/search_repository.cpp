#include "server/records/search_repository.hpp"

#include "server/db/session.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/search_document.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

namespace asio = boost::asio;

std::string of(const describe::record_type& type, std::string_view before, std::string_view after) {
  return std::string(before) + std::string(type.names.resource) + std::string(after);
}

}  // namespace

search_repository::search_repository(const describe::record_type& type)
    : type_(type),
      count_(db::tenant_statement(
          named(type, "search_count"),
          of(type, "SELECT count_", "($2::text::tsquery, $3::bigint) WHERE /*tenant*/"))),
      resembling_(
          db::tenant_statement(named(type, "search_resembling"),
                               of(type, "SELECT known.word FROM words_of_",
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

asio::awaitable<result<std::int64_t>> search_repository::count(db::read_lane& lane, uuid tenant,
                                                               std::string wanted, std::int64_t most) const {
  db::parameters with;
  with.add(tenant).add(wanted).add(most);
  const auto counted = co_await lane.query(count_, std::move(with));
  if (!counted) co_return counted.error();
  co_return counted->integer(0, 0);
}

asio::awaitable<result<std::vector<std::string>>> search_repository::resembling(db::read_lane& lane,
                                                                                uuid tenant,
                                                                                std::string misspelt,
                                                                                std::vector<std::string> near,
                                                                                std::int64_t most) const {
  db::parameters with;
  with.add(tenant).add(misspelt).add(near).add(most);
  const auto found = co_await lane.query(resembling_, std::move(with));
  if (!found) co_return found.error();
  std::vector<std::string> words;
  for (int row = 0; row < found->size(); ++row) words.emplace_back(found->text(row, 0));
  co_return words;
}

asio::awaitable<result<void>> search_repository::remember(db::session_pool& sessions, uuid tenant,
                                                          std::vector<std::string> words) const {
  db::parameters with;
  with.add(tenant).add(words);
  const db::session_pool::transaction_job job = [&](db::session& in) {
    in.run(remember_, with);
    return db::session_pool::ending::commit;
  };
  co_return co_await sessions.transact(job);
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
