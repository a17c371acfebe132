#include "client-wasm/src/model/overview_figures.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "shared/codec/json_text.hpp"

namespace dossier::model {
namespace {

namespace json = boost::json;

std::string as_text(const json::string& text) {
  return {text.data(), text.size()};
}

std::int64_t integer_in(const json::object& of, std::string_view name) {
  const json::value* member = of.if_contains(name);
  return member != nullptr && member->is_int64() ? member->get_int64() : 0;
}

const json::array* array_in(const json::object& of, std::string_view name) {
  const json::value* member = of.if_contains(name);
  return member != nullptr ? member->if_array() : nullptr;
}

std::optional<std::string> value_in(const json::object& of) {
  const json::value* value = of.if_contains("value");
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_bool()) return value->get_bool() ? "true" : "false";
  return value->is_string() ? std::optional(as_text(value->get_string())) : std::nullopt;
}

/// What a reference's short form calls the record: its only text beside the id.
std::string label_in(const json::object& of) {
  for (const auto& member : of) {
    const json::object* form = member.value().if_object();
    if (form == nullptr) continue;
    for (const auto& part : *form) {
      if (part.key() != "id" && part.value().is_string()) return as_text(part.value().get_string());
    }
  }
  return value_in(of).value_or("");
}

void read_buckets(const json::array& from, bucket_counts& to, std::int64_t& without_time) {
  for (const json::value& item : from) {
    const json::object* bucket = item.if_object();
    if (bucket == nullptr) continue;
    const auto begins = value_in(*bucket);
    if (begins) {
      to[parse_date(*begins)] += integer_in(*bucket, "count");
    } else {
      without_time += integer_in(*bucket, "count");
    }
  }
}

void read_series(const json::array& from, counted_facet& to) {
  for (const json::value& item : from) {
    const json::object* one = item.if_object();
    if (one == nullptr) continue;
    counted_value read{value_in(*one), label_in(*one), integer_in(*one, "count"), {}};
    std::int64_t without_time = 0;
    if (const json::array* buckets = array_in(*one, "values"))
      read_buckets(*buckets, read.buckets, without_time);
    to.values.push_back(std::move(read));
  }
}

void read_values(const json::array& from, counted_facet& to) {
  for (const json::value& item : from) {
    const json::object* one = item.if_object();
    if (one != nullptr) to.values.push_back({value_in(*one), label_in(*one), integer_in(*one, "count"), {}});
  }
}

}  // namespace

std::int64_t counted_facet::total() const {
  std::int64_t sum = without_time;
  for (const auto& [start, count] : buckets) sum += count;
  for (const counted_value& each : values) sum += each.count;
  return sum;
}

std::int64_t counted_facet::count_of(std::string_view value) const {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const counted_value& each) { return each.value == value; });
  return found != values.end() ? found->count : 0;
}

std::int64_t counted_facet::distinct_values() const {
  const bool some_without =
      std::any_of(values.begin(), values.end(), [](const counted_value& each) { return !each.value; });
  return distinct - (some_without ? 1 : 0);
}

std::optional<counted_facet> read_counted(std::string_view body, std::string_view name) {
  const auto parsed = codec::parse_json_object(body);
  if (!parsed) return std::nullopt;
  const json::value* facets = parsed->if_contains("facets");
  if (facets == nullptr || !facets->is_object()) return std::nullopt;
  const json::value* named = facets->get_object().if_contains(name);
  if (named == nullptr || !named->is_object()) return std::nullopt;
  const json::object& facet = named->get_object();
  counted_facet read;
  read.distinct = integer_in(facet, "distinct");
  const json::value* exact = facet.if_contains("exact");
  read.exact = exact == nullptr || !exact->is_bool() || exact->get_bool();
  if (const json::array* series = array_in(facet, "series")) {
    read_series(*series, read);
    return read;
  }
  const json::array* values = array_in(facet, "values");
  if (values == nullptr) return std::nullopt;
  if (name.find(':') != std::string_view::npos) {
    read_buckets(*values, read.buckets, read.without_time);
  } else {
    read_values(*values, read);
  }
  return read;
}

std::size_t range_of(std::string_view days) {
  for (std::size_t i = 0; i < std::size(overview_ranges); ++i) {
    if (std::to_string(overview_ranges[i].days) == days) return i;
  }
  return overview_range_default;
}

std::string_view unit_name(bucket_unit unit) {
  switch (unit) {
    case bucket_unit::day:
      return "day";
    case bucket_unit::week:
      return "week";
    case bucket_unit::month:
      break;
  }
  return "month";
}

}  // namespace dossier::model
