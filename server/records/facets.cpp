#include "server/records/facets.hpp"

#include <algorithm>
#include <cmath>

#include "server/records/facet_statement.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/codec/json_text.hpp"
#include "shared/codec/short_form.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::kind;
using describe::record_type;

bool is_about(const query::node& part, const field& own) {
  bool about = true;
  query::for_each_comparison_in(part, [&](const query::comparison& compared) {
    about = about && (compared.through == &own || (compared.through == nullptr && compared.field == &own));
  });
  return about;
}

/// A row a value: the seq, how many records were counted, how many values there are, key, spelling, label and
/// count.
enum column : int { seq, rows, distinct, key, spelling, label, count };

facet_statement counting(const record_type& type, const field& of, const list_query& list, const uuid& tenant,
                         const search_outcome* found, double share) {
  const std::string name = "r." + std::string(of.name);
  const std::string own_key = "r." + comparison_column(of);
  facet_statement made;
  made.values.emplace_back(tenant);
  made.sql = "WITH counted AS MATERIALIZED (\n  SELECT " + own_key + " AS key, " + name + " AS spelling";
  append_counted_records(made, type, list, found, share);
  made.sql +=
      " LIMIT " + std::to_string(facet_rows_max + 1) + "),\nvalue AS (SELECT " + values_of_counted(of) +
      "),\n" + std::string(known_values) + "\nSELECT " + std::string(seq_column) +
      ", (SELECT count(*) FROM counted), (SELECT count(*) FROM known), most.key, most.spelling, " +
      label_of_key(of, "most.key") +
      ", most.n\nFROM (VALUES (1)) one_row LEFT JOIN (SELECT * FROM known ORDER BY n DESC, key LIMIT " +
      std::to_string(facet_values_max) + ") most ON true ORDER BY most.n DESC, most.key";
  return made;
}

facet read_facet(const field& of, const db::rows& from, double scale) {
  facet read;
  read.field = &of;
  read.seq = from.is_null(0, column::seq) ? 0 : from.integer(0, column::seq);
  read.distinct = from.integer(0, column::distinct);
  for (int row = 0; row < from.size(); ++row) {
    if (from.is_null(row, column::count)) continue;
    read.values.push_back(read_facet_value(from, row, column::key, scale));
  }
  return read;
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
  const counted_rows all = count_or_estimate(
      in, tenant, type, found, [&](double share) { return counting(type, of, list, tenant, found, share); });
  facet read = read_facet(of, all.rows, all.scale);
  read.exact = all.exact;
  return read;
}

facet_value read_facet_value(const db::rows& from, int row, int key, double scale) {
  const int spelling = key + 1;
  const int label = key + 2;
  const int count = key + 3;
  facet_value value;
  value.is_set = !from.is_null(row, key);
  if (value.is_set) value.value = from.text(row, spelling);
  if (!from.is_null(row, label)) value.label = std::string(from.text(row, label));
  value.count = scaled_count(from, row, count, scale);
  return value;
}

std::int64_t scaled_count(const db::rows& from, int row, int column, double scale) {
  return static_cast<std::int64_t>(std::llround(static_cast<double>(from.integer(row, column)) * scale));
}

void append_facet_value(std::string& out, const field& of, const facet_value& value) {
  out += "\"value\":";
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
}

void append_facet(std::string& out, const facet& counted) {
  codec::append_json_string(out, counted.field->name);
  out += ":{\"values\":[";
  for (const facet_value& value : counted.values) {
    if (out.back() != '[') out += ',';
    out += '{';
    append_facet_value(out, *counted.field, value);
    out += '}';
  }
  out += "],\"distinct\":";
  codec::append_json_number(out, counted.distinct);
  out += counted.exact ? ",\"exact\":true}" : ",\"exact\":false}";
}

}  // namespace dossier::records
