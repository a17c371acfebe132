#include "server/records/facets.hpp"

#include <algorithm>
#include <cmath>

#include "server/records/search_query.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/short_form.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::kind;
using describe::record_type;

/// Hits of a frequent search that are looked at.
constexpr std::int64_t facet_hits_max = 2 * facet_rows_max;

bool is_about(const query::node& part, const field& own) {
  bool about = true;
  query::for_each_comparison_in(part, [&](const query::comparison& compared) {
    about = about && (compared.through == &own || (compared.through == nullptr && compared.field == &own));
  });
  return about;
}

/// The statement's text and parameters as they grow.
struct statement_text {
  std::string sql;
  std::vector<sql_value> values;

  std::string add(sql_value value, std::string_view type) {
    values.push_back(std::move(value));
    return "$" + std::to_string(values.size()) + "::" + std::string(type);
  }
};

/// Which records are counted: `FROM … WHERE …`. Of the whole table, or of a share of its blocks.
void append_records(statement_text& to, const record_type& type, const list_query& list,
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

/// A row a value: the seq, how many records were counted, how many values there are, key, spelling, label and
/// count.
enum column : int { seq, rows, distinct, key, spelling, label, count };

statement_text counting(const record_type& type, const field& of, const list_query& list, const uuid& tenant,
                        const search_outcome* found, double share) {
  const std::string name = "r." + std::string(of.name);
  const std::string own_key = "r." + comparison_column(of);
  const bool is_list = of.kind == kind::text_list;
  statement_text made;
  made.values.emplace_back(tenant);
  made.sql = "WITH counted AS MATERIALIZED (\n  SELECT " + own_key + " AS key, " + name + " AS spelling";
  append_records(made, type, list, found, share);
  made.sql +=
      " LIMIT " + std::to_string(facet_rows_max + 1) + "),\nvalue AS (SELECT " +
      (is_list ? "item.key, item.spelling FROM counted LEFT JOIN LATERAL unnest(counted.key, "
                 "counted.spelling) AS item(key, spelling) ON true"
               : std::string("counted.key::text AS key, counted.spelling::text AS spelling FROM counted")) +
      "),\nspelt AS (SELECT key, spelling, count(*) AS n FROM value GROUP BY key, spelling),\n"
      "known AS (SELECT key, (array_agg(spelling ORDER BY n DESC, spelling))[1] AS spelling, "
      "sum(n)::bigint AS n FROM spelt GROUP BY key)\nSELECT " +
      std::string(seq_column) +
      ", (SELECT count(*) FROM counted), (SELECT count(*) FROM known), most.key, most.spelling, ";
  if (of.references.empty()) {
    made.sql += "NULL::text";
  } else {
    made.sql += "(SELECT ref." + std::string(of.reference_label) + " FROM " + std::string(of.references) +
                " ref WHERE /*tenant*/ AND ref.tenant_id = $1::uuid AND ref.id = most.key::uuid)";
  }
  made.sql +=
      ", most.n\nFROM (VALUES (1)) one_row LEFT JOIN (SELECT * FROM known ORDER BY n DESC, key LIMIT " +
      std::to_string(facet_values_max) + ") most ON true ORDER BY most.n DESC, most.key";
  return made;
}

db::rows run(db::session& in, const record_type& type, statement_text what) {
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

facet read_facet(const field& of, const db::rows& from, double scale) {
  facet read;
  read.field = &of;
  read.seq = from.is_null(0, column::seq) ? 0 : from.integer(0, column::seq);
  read.distinct = from.integer(0, column::distinct);
  for (int row = 0; row < from.size(); ++row) {
    if (from.is_null(row, column::count)) continue;
    facet_value value;
    value.is_set = !from.is_null(row, column::key);
    if (value.is_set) value.value = from.text(row, column::spelling);
    if (!from.is_null(row, column::label)) value.label = std::string(from.text(row, column::label));
    const double counted = static_cast<double>(from.integer(row, column::count)) * scale;
    value.count = static_cast<std::int64_t>(std::llround(counted));
    read.values.push_back(std::move(value));
  }
  return read;
}

void append_facet_value(std::string& out, const field& of, const facet_value& value) {
  out += "{\"value\":";
  if (!value.is_set) {
    out += "null";
  } else if (of.kind == kind::boolean) {
    out += value.value;
  } else {
    codec::append_json_string(out, value.value);
  }
  if (!of.references.empty()) {
    std::string form;
    codec::append_short_form(form, of, value.is_set ? parse_uuid(value.value) : std::nullopt, value.label);
    out += ',';
    out += form;
  }
  out += ",\"count\":";
  codec::append_json_number(out, value.count);
  out += '}';
}

}  // namespace

bool has_facet(const field& described) {
  if (!described.is_filterable || described.is_derived) return false;
  switch (described.kind) {
    case kind::text:
      return described.has_key() && !described.is_multiline;
    case kind::choice:
    case kind::boolean:
    case kind::text_list:
      return true;
    case kind::uuid:
      return described.name != "id";
    case kind::integer:
    case kind::number:
    case kind::timestamp:
      break;
  }
  return false;
}

query::filter without(const query::filter& where, const field& own) {
  query::filter rest{where.type, std::nullopt};
  if (!where.root) return rest;
  const auto* all = std::get_if<query::conjunction>(&where.root->what);
  if (all == nullptr) {
    if (!is_about(*where.root, own)) rest.root = where.root;
    return rest;
  }
  query::conjunction kept;
  for (const query::node& part : all->parts) {
    if (!is_about(part, own)) kept.parts.push_back(part);
  }
  if (kept.parts.size() == 1) {
    rest.root = kept.parts.front();
  } else if (!kept.parts.empty()) {
    rest.root = query::node{std::move(kept)};
  }
  return rest;
}

facet count_values(db::session& in, const uuid& tenant, const record_type& type, const field& of,
                   const list_query& list, const search_outcome* found) {
  const db::rows all = run(in, type, counting(type, of, list, tenant, found, 0));
  const std::int64_t counted = all.integer(0, column::rows);
  const bool searched_some = found != nullptr && found->frequent && found->count > facet_hits_max;
  if (counted <= facet_rows_max && !searched_some) return read_facet(of, all, 1);
  facet estimate;
  if (found != nullptr) {
    const double looked_at = static_cast<double>(std::min(found->count, facet_hits_max));
    estimate = read_facet(of, all, static_cast<double>(found->count) / looked_at);
  } else {
    const double share = share_of(in, type, tenant);
    const db::rows some = run(in, type, counting(type, of, list, tenant, found, share));
    const bool tells = some.integer(0, column::rows) >= facet_share_records_min;
    estimate = tells ? read_facet(of, some, 100 / share) : read_facet(of, all, 1);
  }
  estimate.exact = false;
  return estimate;
}

void append_facet(std::string& out, const facet& counted) {
  codec::append_json_string(out, counted.field->name);
  out += ":{\"values\":[";
  for (const facet_value& value : counted.values) {
    if (out.back() != '[') out += ',';
    append_facet_value(out, *counted.field, value);
  }
  out += "],\"distinct\":";
  codec::append_json_number(out, counted.distinct);
  out += counted.exact ? ",\"exact\":true}" : ",\"exact\":false}";
}

}  // namespace dossier::records
