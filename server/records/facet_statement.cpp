#include "server/records/facet_statement.hpp"

#include <algorithm>

#include "server/records/facets.hpp"
#include "server/records/search_query.hpp"
#include "server/records/statement_parts.hpp"

namespace dossier::records {
namespace {

using describe::record_type;

/// Hits of a frequent search that are looked at.
constexpr std::int64_t facet_hits_max = 2 * facet_rows_max;

db::rows run(db::session& in, const record_type& type, const facet_statement& what) {
  db::parameters with;
  bind_values(with, what.values);
  return in.run(db::tenant_statement(named(type, "facet"), what.sql, true), with);
}

/// How much of the table is looked at when all is too much.
double share_of(db::session& in, const record_type& type, const uuid& tenant) {
  const db::rows known =
      in.run(db::tenant_statement(
                 named(type, "facet_rows"),
                 "SELECT greatest(c.reltuples, 1)::double precision FROM pg_class c WHERE /*tenant*/ AND "
                 "c.oid = '" +
                     std::string(type.names.resource) + "'::regclass"),
             db::parameters().add(tenant));
  return std::min(facet_share_max, 100 * facet_share_rows_max / known.number(0, 0));
}

}  // namespace

std::string facet_statement::add(sql_value value, std::string_view type) {
  values.push_back(std::move(value));
  return "$" + std::to_string(values.size()) + "::" + std::string(type);
}

void append_counted_records(facet_statement& to, const record_type& type, const list_query& list,
                            const search_outcome* found, double share) {
  const std::string resource(type.names.resource);
  to.sql += " FROM ";
  if (found != nullptr && found->frequent) {
    const std::string wanted = to.add(tsquery_of(found->searched), "text");
    to.sql += "search_" + resource + "(" + wanted + "::tsquery, " + wanted + "::tsquery, " +
              std::to_string(facet_hits_max) + ") f JOIN " + resource +
              " r ON r.tenant_id = $1::uuid AND r.id = f.found";
  } else {
    to.sql += resource + " r";
    if (share > 0) to.sql += " TABLESAMPLE SYSTEM (" + to.add(share, "double precision") + ")";
  }
  to.sql += " WHERE /*tenant*/ AND r.tenant_id = $1::uuid AND r.deleted_at IS NULL";
  if (found != nullptr && !found->frequent) {
    std::vector<uuid> ids;
    ids.reserve(found->hits.size());
    for (const search_hit& hit : found->hits) ids.push_back(hit.id);
    to.sql += " AND r.id = ANY (" + to.add(std::move(ids), "uuid[]") + ")";
  }
  sql_condition condition =
      filter_condition(*list.where, list.at, static_cast<int>(to.values.size()) + 1, list.rare);
  to.sql += and_also(condition);
  for (sql_value& value : condition.values) to.values.push_back(std::move(value));
}

std::string values_of_counted(const describe::field& of) {
  if (of.kind == describe::kind::text_list) {
    return "item.key, item.spelling FROM counted LEFT JOIN LATERAL unnest(counted.key, counted.spelling) AS "
           "item(key, spelling) ON true";
  }
  return "counted.key::text AS key, counted.spelling::text AS spelling FROM counted";
}

std::string label_of_key(const describe::field& of, std::string_view key) {
  if (of.references.empty()) return "NULL::text";
  return "(SELECT ref." + std::string(of.reference_label) + " FROM " + std::string(of.references) +
         " ref WHERE /*tenant*/ AND ref.tenant_id = $1::uuid AND ref.id = " + std::string(key) + "::uuid)";
}

counted_rows count_or_estimate(db::session& in, const uuid& tenant, const record_type& type,
                               const search_outcome* found,
                               const std::function<facet_statement(double share)>& counting) {
  counted_rows counted{run(in, type, counting(0))};
  const bool searched_some = found != nullptr && found->frequent && found->count > facet_hits_max;
  if (counted.rows.integer(0, looked_at_column) <= facet_rows_max && !searched_some) return counted;
  counted.exact = false;
  if (found != nullptr) {
    const double looked_at = static_cast<double>(std::min(found->count, facet_hits_max));
    counted.scale = static_cast<double>(found->count) / looked_at;
    return counted;
  }
  const double share = share_of(in, type, tenant);
  db::rows some = run(in, type, counting(share));
  if (some.integer(0, looked_at_column) < facet_share_records_min) return counted;
  counted.rows = std::move(some);
  counted.scale = 100 / share;
  return counted;
}

}  // namespace dossier::records
