#include "server/records/live_records.hpp"

#include <pqxx/pqxx>

#include "server/records/filter_sql.hpp"
#include "server/records/row_mapping.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/describe/registry.hpp"

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

}  // namespace

live_records::live_records(db::session_pool& sessions) : sessions_(sessions) {
  for (const describe::record_type* type : describe::all_records())
    find_.emplace(type, find_statement(*type));
}

boost::asio::awaitable<result<live_records::records>> live_records::find(db::read_lane& lane, uuid tenant_id,
                                                                         const describe::record_type& type,
                                                                         std::vector<uuid> ids) {
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
  const result<void> done = co_await sessions_.run(tenant_id, std::move(job));
  if (!done) co_return done.error();
  co_return std::move(*ids);
}

}  // namespace dossier::records
