#include "server/records/time_facets.hpp"

#include "server/records/facet_statement.hpp"
#include "server/records/statement_parts.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::records {
namespace {

using describe::field;
using describe::record_type;

/// A row a bucket: the seq, how many records were looked at, how many buckets or values there are, of the
/// value key, spelling, label and count, then the bucket's first day and its count.
enum column : int { seq, rows, distinct, key, spelling, label, count, begins, in_bucket };

/// The records looked at and the newest buckets among them.
facet_statement looked_at(const record_type& type, const facet_wish& wish, const list_query& list,
                          const uuid& tenant, const search_outcome* found, double share) {
  facet_statement made;
  made.values.emplace_back(tenant);
  made.sql = "WITH counted AS MATERIALIZED (\n  SELECT date_trunc('" +
             std::string(time_unit_names.at(static_cast<std::size_t>(*wish.per))) + "', r." +
             std::string(wish.of->name) + ", 'UTC') AS bucket";
  if (wish.by != nullptr) {
    made.sql +=
        ", r." + comparison_column(*wish.by) + " AS key, r." + std::string(wish.by->name) + " AS spelling";
  }
  append_counted_records(made, type, list, found, share);
  made.sql += " LIMIT " + std::to_string(facet_rows_max + 1) +
              "),\nnewest AS (SELECT bucket FROM counted WHERE bucket IS NOT NULL GROUP BY bucket "
              "ORDER BY bucket DESC LIMIT " +
              std::to_string(facet_buckets_max) + ")";
  return made;
}

constexpr std::string_view is_told = " WHERE bucket IS NULL OR bucket IN (SELECT bucket FROM newest)";
constexpr std::string_view day_of_bucket = "to_char(cell.bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD')";

facet_statement counting(const record_type& type, const facet_wish& wish, const list_query& list,
                         const uuid& tenant, const search_outcome* found, double share) {
  facet_statement made = looked_at(type, wish, list, tenant, found, share);
  made.sql += ",\ncell AS (SELECT bucket, count(*) AS n FROM counted" + std::string(is_told) +
              " GROUP BY bucket)\nSELECT " + std::string(seq_column) +
              ", (SELECT count(*) FROM counted), (SELECT count(*) FROM (SELECT FROM counted GROUP BY bucket) "
              "each), NULL::text, NULL::text, NULL::text, (SELECT count(*) FROM counted), " +
              std::string(day_of_bucket) +
              ", cell.n\nFROM (VALUES (1)) one_row LEFT JOIN cell ON true ORDER BY cell.bucket NULLS LAST";
  return made;
}

facet_statement counting_by(const record_type& type, const facet_wish& wish, const list_query& list,
                            const uuid& tenant, const search_outcome* found, double share) {
  facet_statement made = looked_at(type, wish, list, tenant, found, share);
  made.sql +=
      ",\nvalue AS (SELECT bucket, " + values_of_counted(*wish.by) + "),\n" + std::string(known_values) +
      ",\nmost AS (SELECT * FROM known ORDER BY n DESC, key LIMIT " + std::to_string(facet_series_max) +
      "),\ncell AS (SELECT key, bucket, count(*) AS n FROM value" + std::string(is_told) +
      " GROUP BY key, bucket)\nSELECT " + std::string(seq_column) +
      ", (SELECT count(*) FROM counted), (SELECT count(*) FROM known), most.key, most.spelling, " +
      label_of_key(*wish.by, "most.key") + ", most.n, " + std::string(day_of_bucket) +
      ", cell.n\nFROM (VALUES (1)) one_row LEFT JOIN most ON true LEFT JOIN cell ON most.n IS NOT NULL "
      "AND cell.key IS NOT DISTINCT FROM most.key\nORDER BY most.n DESC, most.key, cell.bucket NULLS "
      "LAST";
  return made;
}

/// Whether the row's value is that of the series before it.
bool goes_on(const time_facet& read, const facet_value& value) {
  if (read.series.empty()) return false;
  const facet_value& last = read.series.back().value;
  return last.is_set == value.is_set && last.value == value.value;
}

time_facet read_time_facet(const facet_wish& wish, const counted_rows& counted) {
  const db::rows& from = counted.rows;
  time_facet read{wish.name, wish.by, {}, from.integer(0, column::distinct), counted.exact};
  read.seq = from.is_null(0, column::seq) ? 0 : from.integer(0, column::seq);
  for (int row = 0; row < from.size(); ++row) {
    if (from.is_null(row, column::count)) continue;
    facet_value value = read_facet_value(from, row, column::key, counted.scale);
    if (!goes_on(read, value)) read.series.push_back({std::move(value), {}});
    if (from.is_null(row, column::in_bucket)) continue;
    time_bucket bucket;
    if (!from.is_null(row, column::begins)) bucket.begins = from.text(row, column::begins);
    bucket.count = scaled_count(from, row, column::in_bucket, counted.scale);
    read.series.back().buckets.push_back(std::move(bucket));
  }
  return read;
}

void append_buckets(std::string& out, const std::vector<time_bucket>& buckets) {
  out += "\"values\":[";
  for (const time_bucket& bucket : buckets) {
    if (out.back() != '[') out += ',';
    out += "{\"value\":";
    if (bucket.begins.empty()) {
      out += "null";
    } else {
      codec::append_json_string(out, bucket.begins);
    }
    out += ",\"count\":";
    codec::append_json_number(out, bucket.count);
    out += '}';
  }
  out += ']';
}

}  // namespace

bool has_buckets(const field& described) {
  return described.kind == describe::kind::timestamp && described.is_filterable && !described.is_derived;
}

time_facet count_buckets(db::session& in, const uuid& tenant, const record_type& type, const facet_wish& wish,
                         const list_query& list, const search_outcome* found) {
  return read_time_facet(wish, count_or_estimate(in, tenant, type, found, [&](double share) {
                           return wish.by == nullptr ? counting(type, wish, list, tenant, found, share)
                                                     : counting_by(type, wish, list, tenant, found, share);
                         }));
}

void append_time_facet(std::string& out, const time_facet& counted) {
  codec::append_json_string(out, counted.name);
  out += ":{";
  if (counted.by == nullptr) {
    append_buckets(out, counted.series.empty() ? std::vector<time_bucket>() : counted.series.front().buckets);
  } else {
    out += "\"series\":[";
    for (const time_series& each : counted.series) {
      if (out.back() != '[') out += ',';
      out += '{';
      append_facet_value(out, *counted.by, each.value);
      out += ',';
      append_buckets(out, each.buckets);
      out += '}';
    }
    out += ']';
  }
  out += ",\"distinct\":";
  codec::append_json_number(out, counted.distinct);
  out += counted.exact ? ",\"exact\":true}" : ",\"exact\":false}";
}

}  // namespace dossier::records
