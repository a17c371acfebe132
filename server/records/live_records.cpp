#include "server/records/live_records.hpp"

#include <pqxx/pqxx>

#include "server/live/snapshot_source.hpp"
#include "server/records/audit_log.hpp"
#include "server/records/filter_sql.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/describe/registry.hpp"
#include "shared/live/digest.hpp"

namespace dossier::records {
namespace {

/// Behind the tenant and the row limit.
constexpr int first_filter_parameter = 3;

db::statement find_statement(const describe::record_type& type) {
  return db::tenant_statement(named(type, "live_find"), "SELECT " + table_columns(type, "r") + " FROM " +
                                                            std::string(type.names.resource) +
                                                            " r WHERE /*tenant*/ AND r.id = ANY($2::uuid[])");
}

std::vector<uuid> read_ids(pqxx::work& in, const uuid& tenant_id, const query::filter& which,
                           std::int64_t most) {
  const sql_condition condition = filter_condition(which, {}, first_filter_parameter);
  std::vector<std::string> values{to_string(tenant_id), std::to_string(most)};
  for (std::string& value : as_texts(condition.values)) values.push_back(std::move(value));
  const std::string sql = "SELECT r.id::text FROM " + std::string(which.type->names.resource) +
                          " r WHERE r.tenant_id = $1::uuid AND r.deleted_at IS NULL" + and_also(condition) +
                          " LIMIT $2::bigint";
  std::vector<uuid> ids;
  for (const auto& row : in.exec_params(sql, pqxx::prepare::make_dynamic_params(values)))
    ids.push_back(parse_uuid(row[0].as<std::string>()).value());
  return ids;
}

/// The checksum that live::digest_sum makes, made where the records are.
live::record_source::digest_answer read_digest(pqxx::work& in,
                                               const live::record_source::digest_question& what) {
  constexpr int first_parameter = 3;
  const sql_condition condition = filter_condition(what.which, {.now = what.now}, first_parameter);
  std::string ids = "{";
  if (what.ids) {
    for (const uuid& id : *what.ids) ids += (ids.size() > 1 ? "," : "") + to_string(id);
  }
  ids += "}";
  std::vector<std::string> values{to_string(what.tenant_id), ids};
  for (std::string& value : as_texts(condition.values)) values.push_back(std::move(value));
  const auto row = in.exec_params(
      "SELECT count(*), coalesce(bit_xor(('x' || left(encode(sha256(convert_to(r.id::text || ':' || "
      "r.version::text, 'UTF8')), 'hex'), 16))::bit(64)::bigint), 0) FROM " +
          std::string(what.which.type->names.resource) +
          " r WHERE r.tenant_id = $1::uuid AND r.deleted_at IS NULL AND " +
          (what.ids ? "r.id = ANY($2::uuid[])" : "$2::uuid[] IS NOT NULL") + and_also(condition),
      pqxx::prepare::make_dynamic_params(values))[0];
  live::record_source::digest_answer made;
  made.count = row[0].as<std::int64_t>();
  made.checksum = live::checksum_text(static_cast<std::uint64_t>(row[1].as<std::int64_t>()));
  return made;
}

}  // namespace

live_records::live_records(std::function<db::session_pool&()> sessions) : sessions_(std::move(sessions)) {
  for (const describe::record_type* type : describe::all_records())
    find_.emplace(type, find_statement(*type));
}

boost::asio::awaitable<result<live_records::records>> live_records::find(db::read_lane& lane, uuid tenant_id,
                                                                         const describe::record_type& type,
                                                                         std::vector<uuid> ids) {
  if (type.names.is_log) {
    std::vector<std::int64_t> seqs;
    for (const uuid& id : ids) seqs.push_back(audit_entry_seq(id));
    co_return co_await read_audit_entries(lane, tenant_id, std::move(seqs));
  }
  db::parameters with;
  with.add(tenant_id).add(ids);
  const result<db::rows> rows = co_await lane.query(find_.at(&type), std::move(with));
  if (!rows) co_return rows.error();
  records found;
  found.reserve(static_cast<std::size_t>(rows->size()));
  for (int row = 0; row < rows->size(); ++row) found.push_back(read_row(type, *rows, row, 0));
  co_return found;
}

boost::asio::awaitable<result<std::vector<uuid>>> live_records::matching(uuid tenant_id, query::filter which,
                                                                         std::int64_t most) {
  const auto ids = std::make_shared<std::vector<uuid>>();
  db::session_pool::job job = [ids, tenant_id, which = std::move(which), most](pqxx::work& in) {
    *ids = read_ids(in, tenant_id, which, most);
  };
  const result<void> done = co_await sessions_().run(tenant_id, std::move(job));
  if (!done) co_return done.error();
  co_return std::move(*ids);
}

boost::asio::awaitable<result<live_records::digest_answer>> live_records::digest(live::snapshot_source& at,
                                                                                 digest_question what) {
  digest_answer made;
  const live::snapshot_source::job job = [&](pqxx::work& in, std::int64_t seq) {
    made = read_digest(in, what);
    made.seq = seq;
  };
  const result<void> done = co_await at.read(what.tenant_id, job);
  if (!done) co_return done.error();
  co_return made;
}

}  // namespace dossier::records
