#include "server/records/fence_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <variant>

#include "server/records/filter_sql.hpp"
#include "server/records/order_source.hpp"
#include "server/records/row_mapping.hpp"

namespace dossier::records {
namespace {

using describe::kind;
using query::page_position;
using query::sort_key;

/// What the key's column is read as: text in a form that `read_key` reads.
std::string key_output(const describe::field& by, const std::string& column) {
  if (by.kind == kind::timestamp) return "(extract(epoch FROM " + column + ") * 1000000)::bigint::text";
  return column + "::text";
}

sort_key read_key(const describe::field& by, const std::string& text) {
  switch (by.kind) {
    case kind::text:
    case kind::choice:
      return text;
    case kind::integer:
      return std::int64_t{std::stoll(text)};
    case kind::number:
      return std::strtod(text.c_str(), nullptr);
    case kind::boolean:
      return text == "true";
    case kind::uuid:
      return parse_uuid(text).value();
    case kind::timestamp:
      return timestamp{std::stoll(text)};
    case kind::text_list:
      break;
  }
  throw std::logic_error("a list has no order of its own");
}

bool has_key(const page_position& at) {
  return !std::holds_alternative<std::monostate>(at.keys.front());
}

/// One walk: over the rows with a key, or over those without one, which stand behind them.
class walk {
 public:
  walk(const tracked_list_name& of, bool keyed) : of_(of), by_(*of.by.first().field), keyed_(keyed) {
    const sql_condition condition = filter_condition(
        of.where, {}, 2, {}, source_.is_recency() ? row_source::recency : row_source::record);
    values_.push_back(to_string(of.tenant));
    for (std::string& value : as_texts(condition.values)) values_.push_back(std::move(value));
    conditions_ = and_also(condition);
    if (by_.nullable) conditions_ += " AND " + column_ + (keyed ? " IS NOT NULL" : " IS NULL");
  }

  void begin_behind(const page_position& at) { compare(at, of_.by.ids_descend() ? " < " : " > "); }
  void end_with(const page_position& at) { compare(at, of_.by.ids_descend() ? " >= " : " <= "); }

  /// Adds to `buckets`, of which there is one at least. A fence stands behind the last row, too.
  void run(pqxx::work& at, std::vector<fences::bucket>& buckets) const {
    const std::string direction = of_.by.ids_descend() ? " DESC" : "";
    const std::string id = source_.id();
    const std::string order = (keyed_ ? column_ + direction + ", " : "") + id + direction;
    const bool keys_only = of_.where.empty();
    const std::string from = keys_only ? source_.keys_only() : source_.from();
    const std::string deleted =
        keys_only ? source_.keys_having_deleted(false) : source_.having_deleted(false);
    const std::string every = std::to_string(fence_spacing);
    const pqxx::result rows = at.exec_params(
        "SELECT " + (keyed_ ? key_output(by_, "walked.key") : "''") +
            ", walked.id::text, walked.number FROM (SELECT " + (keyed_ ? column_ + " AS key, " : "") + id +
            " AS id, row_number() OVER walk AS number, lead(" + id + ") OVER walk IS NULL AS last" + from +
            " WHERE " + source_.of_tenant() + deleted + conditions_ + " WINDOW walk AS (ORDER BY " + order +
            ")) walked WHERE walked.number % " + every + " = 0 OR walked.last ORDER BY walked.number",
        pqxx::prepare::make_dynamic_params(values_));
    std::int64_t before = 0;
    for (const auto& row : rows) {
      const auto number = row[2].as<std::int64_t>();
      buckets.back().rows += number - before;
      before = number;
      const sort_key key = keyed_ ? read_key(by_, row[0].c_str()) : sort_key(std::monostate{});
      buckets.push_back({page_position{{key}, parse_uuid(row[1].c_str()).value()}, 0});
    }
  }

 private:
  void compare(const page_position& with, std::string_view how) {
    if (keyed_) {
      values_.push_back(as_texts({value_of(with.keys.front())}).front());
      const std::string key = "$" + std::to_string(values_.size()) + "::" + std::string(sql_type(by_));
      values_.push_back(to_string(with.id));
      conditions_ += " AND (" + column_ + ", " + source_.id() + ")" + std::string(how) + "(" + key + ", $" +
                     std::to_string(values_.size()) + "::uuid)";
    } else {
      values_.push_back(to_string(with.id));
      conditions_ +=
          " AND " + source_.id() + std::string(how) + "$" + std::to_string(values_.size()) + "::uuid";
    }
  }

  const tracked_list_name& of_;
  const describe::field& by_;
  bool keyed_;
  order_source source_{*of_.type, by_};
  std::string column_ = source_.column(by_);
  std::vector<std::string> values_;
  std::string conditions_;
};

}  // namespace

std::string tracked_list_name::view_key() const {
  return to_string(tenant) + "\n" + std::string(type->names.resource) + "\n" + query::to_string(where);
}

std::string tracked_list_name::key() const {
  return query::to_string(by) + "\n" + view_key();
}

bool can_be_tracked(const query::order& by) {
  return by.keys.size() == 1 && !by.first().field->is_derived;
}

bool can_be_tracked(const query::filter& where) {
  if (query::has_relative_time(where) || !query::references_in(where).empty()) return false;
  bool stored = true;
  query::for_each_comparison(where, [&](const query::comparison& each) {
    if (each.field->is_derived) stored = false;
  });
  return stored;
}

std::vector<fences::bucket> read_fences(pqxx::work& at, const tracked_list_name& of,
                                        const fence_range& within) {
  std::vector<fences::bucket> buckets{{within.behind, 0}};
  if (!within.behind || has_key(*within.behind)) {
    walk keyed(of, true);
    if (within.behind) keyed.begin_behind(*within.behind);
    if (within.end && has_key(*within.end)) keyed.end_with(*within.end);
    keyed.run(at, buckets);
  }
  if (of.by.first().field->nullable && (!within.end || !has_key(*within.end))) {
    walk unkeyed(of, false);
    if (within.behind && !has_key(*within.behind)) unkeyed.begin_behind(*within.behind);
    if (within.end) unkeyed.end_with(*within.end);
    unkeyed.run(at, buckets);
  }
  if (buckets.size() > 1) buckets.pop_back();  // nothing stands behind the last row
  return buckets;
}

}  // namespace dossier::records
