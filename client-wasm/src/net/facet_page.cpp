#include "client-wasm/src/net/facet_page.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

#include "shared/codec/json_members.hpp"
#include "shared/codec/json_text.hpp"

namespace dossier::net {
namespace {

namespace json = boost::json;
using codec::number_at;

std::optional<std::string> value_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string().data(), value.get_string().size());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  return std::nullopt;
}

facet_count read_count(const describe::field& field, const json::object& from) {
  facet_count read;
  if (const json::value* value = from.if_contains("value")) read.value = value_text(*value);
  read.label = read.value.value_or("");
  read.count = number_at(from, "count");
  if (field.references.empty()) return read;
  const json::value* form = from.if_contains(field.short_form_name());
  if (form == nullptr || !form->is_object()) return read;
  if (const json::value* label = form->get_object().if_contains(field.reference_label)) {
    read.label = value_text(*label).value_or(read.label);
  }
  return read;
}

field_facet read_facet(const describe::field& field, const json::object& from) {
  field_facet read;
  read.field = &field;
  read.distinct = number_at(from, "distinct");
  const json::value* exact = from.if_contains("exact");
  read.exact = exact == nullptr || !exact->is_bool() || exact->get_bool();
  const json::value* values = from.if_contains("values");
  if (values == nullptr || !values->is_array()) return read;
  for (const json::value& value : values->get_array()) {
    if (const json::object* object = value.if_object()) read.values.push_back(read_count(field, *object));
  }
  return read;
}

/// The records without a time have no bucket.
bucket_facet read_buckets(std::string_view name, const json::object& from) {
  bucket_facet read{std::string(name), {}};
  const json::value* values = from.if_contains("values");
  if (values == nullptr || !values->is_array()) return read;
  for (const json::value& one : values->get_array()) {
    const json::object* bucket = one.if_object();
    if (bucket == nullptr) continue;
    const json::value* begins = bucket->if_contains("value");
    const auto day = begins != nullptr ? value_text(*begins) : std::nullopt;
    if (day) read.buckets.push_back({*day, number_at(*bucket, "count")});
  }
  return read;
}

}  // namespace

const field_facet* facet_page::of(const describe::field& field) const {
  const auto same = [&](const field_facet& each) { return each.field == &field; };
  const auto found = std::find_if(facets.begin(), facets.end(), same);
  return found == facets.end() ? nullptr : &*found;
}

const bucket_facet* facet_page::buckets_of(std::string_view name) const {
  const auto same = [&](const bucket_facet& each) { return each.name == name; };
  const auto found = std::find_if(times.begin(), times.end(), same);
  return found == times.end() ? nullptr : &*found;
}

std::optional<facet_page> read_facets(const describe::record_type& type, std::string_view body) {
  const auto read = codec::parse_json_object(body);
  if (!read) return std::nullopt;
  const json::value* all = read->if_contains("facets");
  if (all == nullptr || !all->is_object()) return std::nullopt;
  facet_page page;
  for (const auto& member : all->get_object()) {
    const describe::field* field = type.find(member.key());
    const json::object* facet = member.value().if_object();
    if (facet == nullptr) continue;
    if (field != nullptr) page.facets.push_back(read_facet(*field, *facet));
    const std::string_view name(member.key().data(), member.key().size());
    if (name.find(':') != std::string_view::npos && facet->contains("values")) {
      page.times.push_back(read_buckets(name, *facet));
    }
  }
  return page;
}

}  // namespace dossier::net
